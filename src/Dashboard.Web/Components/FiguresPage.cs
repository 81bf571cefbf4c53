using Dashboard.Core.Segments;
using Dashboard.Core.Settings;
using Dashboard.Core.Snapshots;
using Dashboard.Web.Components.States;
using Dashboard.Web.Features.Exports;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace Dashboard.Web.Components;

/// <summary>
/// A page of figures about the address it was opened with. It reads them when it opens and again when its address, the data, the settings or a segment change.
/// What is on screen stays, dimmed, until the new figures are there; only the newest question is waited for.
/// </summary>
public abstract partial class FiguresPage : DashboardPage
{
    private CancellationTokenSource? _work;
    private string _path = "";

    [Inject] protected SnapshotService Snapshots { get; set; } = null!;
    [Inject] protected NavigationManager Navigation { get; set; } = null!;
    [Inject] private SettingsService Settings { get; set; } = null!;
    [Inject] private SegmentCatalog Catalog { get; set; } = null!;
    [Inject] private FigureDesk Desk { get; set; } = null!;
    [Inject] private ILoggerFactory Loggers { get; set; } = null!;

    /// <summary>The shop's settings as the figures on screen know them.</summary>
    protected ShopSettings Shop { get; private set; } = new();

    /// <summary>The shop's time zone.</summary>
    protected TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    /// <summary>The first figures are there, or could not be had.</summary>
    protected bool IsReady { get; private set; }

    /// <summary>Newer figures are on their way.</summary>
    protected bool IsReading { get; private set; }

    /// <summary>Reference of the last failure in the log; null when the last reading went well.</summary>
    protected string? Failed { get; private set; }

    /// <summary>Takes what the address asks for. Never fails.</summary>
    protected abstract void Take(string uri);

    /// <summary>Reads what <see cref="Take"/> was asked for, and puts it on screen as a whole.</summary>
    /// <param name="cancellation">Cancelled when a newer question is asked or the page is left.</param>
    protected abstract Task ReadAsync(CancellationToken cancellation);

    protected override Task OnInitializedAsync()
    {
        Snapshots.Changed += Refresh;
        Settings.Changed += Refresh;
        Catalog.Changed += Refresh;
        Navigation.LocationChanged += OnLocationChanged;
        _path = PathOf(Navigation.Uri);
        Take(Navigation.Uri);
        return ReadAsync();
    }

    protected override void Dispose(bool disposing)
    {
        Snapshots.Changed -= Refresh;
        Settings.Changed -= Refresh;
        Catalog.Changed -= Refresh;
        Navigation.LocationChanged -= OnLocationChanged;
        _work?.Cancel();
        _work?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Reads again what is shown.</summary>
    protected async Task ReadAsync()
    {
        if (PageClosed.IsCancellationRequested) return;
        _work?.Cancel();
        _work?.Dispose();
        var work = (_work = CancellationTokenSource.CreateLinkedTokenSource(PageClosed)).Token;
        (IsReading, Failed) = (true, null);
        StateHasChanged();
        try
        {
            Shop = await Settings.GetAsync(work);
            Zone = Shop.FindZone();
            await ReadAsync(work);
        }
        catch (Exception) when (work.IsCancellationRequested)
        {
            return;   // a newer question shows its own answer
        }
        catch (Exception error)
        {
            Failed = ErrorReference.New();
            Desk.Fail();
            LogFailed(Loggers.CreateLogger(GetType()), error, Failed);
        }
        (IsReading, IsReady) = (false, true);
        StateHasChanged();
    }

    private void Refresh() => _ = InvokeAsync(ReadAsync);

    private void OnLocationChanged(object? sender, LocationChangedEventArgs change)
    {
        if (PathOf(change.Location) != _path) return;
        _ = InvokeAsync(() =>
        {
            Take(change.Location);
            return ReadAsync();
        });
    }

    private static string PathOf(string uri) => new Uri(uri).AbsolutePath;

    [LoggerMessage(Level = LogLevel.Error, Message = "The figures of the page could not be computed; the reader was shown reference {Reference}")]
    private static partial void LogFailed(ILogger logger, Exception error, string reference);
}
