using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Facts;
using Dashboard.Core.Segments;
using Dashboard.Core.Settings;
using Dashboard.Core.Snapshots;
using Dashboard.Web.Components;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Components.States;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Cohorts;

/// <summary>How customers who have something in common came back, spent and grew in value as they aged.</summary>
public sealed partial class CohortsPage(
    CohortDesk desk, CohortWords words, SnapshotService snapshots, SettingsService settings, SegmentCatalog catalog, NavigationManager navigation, Figures figures,
    IStringLocalizer<CohortsText> text, ILogger<CohortsPage> logger)
{
    private CustomerFacts _facts = CustomerFacts.Empty;
    private CohortAddress _address = new();
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;
    private CohortView? _view;
    private CohortFutures? _futures;
    private CancellationTokenSource? _reading;
    private string? _failed;
    private bool _busy;
    private bool _ready;

    private CohortDesk Desk => desk;
    private CohortWords Words => words;
    private Figures Figures => figures;
    private IStringLocalizer<CohortsText> Text => text;

    protected override async Task OnInitializedAsync()
    {
        (_facts, _address) = (snapshots.Current, CohortAddress.Parse(navigation.Uri));
        snapshots.Changed += Refresh;
        settings.Changed += Refresh;
        catalog.Changed += Refresh;
        navigation.LocationChanged += OnLocationChanged;
        await ReadAsync();
        _ready = true;
    }

    protected override void Dispose(bool disposing)
    {
        snapshots.Changed -= Refresh;
        settings.Changed -= Refresh;
        catalog.Changed -= Refresh;
        navigation.LocationChanged -= OnLocationChanged;
        _reading?.Cancel();
        _reading?.Dispose();
        base.Dispose(disposing);
    }

    private string WithSegment(int? id) => (_address with { Page = _address.Page with { Segment = id } }).ToString();

    // Other cohorts have other rows: what was chosen to stand side by side goes with them.
    private void ChooseBy(ChangeEventArgs choice) => Go(_address with { By = Read<CohortGrouping>(choice), A = null, B = null, All = false });

    private void ChooseAge(ChangeEventArgs choice) => Go(_address with { Age = Read<CohortBucket>(choice) });

    private void ChooseMeasure(ChangeEventArgs choice) => Go(_address with { Measure = Read<CohortMeasure>(choice) });

    private static T Read<T>(ChangeEventArgs choice) where T : struct, Enum => Enum.TryParse<T>(choice.Value?.ToString(), out var value) ? value : default;

    private void Go(CohortAddress address) => navigation.NavigateTo(address.ToString());

    private void Refresh() => _ = InvokeAsync(ReadAsync);

    private void OnLocationChanged(object? sender, LocationChangedEventArgs change)
    {
        if (new Uri(change.Location).AbsolutePath != Addresses.Cohorts) return;
        _address = CohortAddress.Parse(change.Location);
        _ = InvokeAsync(ReadAsync);
    }

    // What is on screen stays, dimmed, until the new figures are there; only the newest question is waited for.
    private async Task ReadAsync()
    {
        if (PageClosed.IsCancellationRequested) return;
        _reading?.Cancel();
        _reading?.Dispose();
        var reading = _reading = CancellationTokenSource.CreateLinkedTokenSource(PageClosed);
        (_busy, _failed) = (true, null);
        StateHasChanged();
        try
        {
            var shop = await settings.GetAsync(reading.Token);
            _zone = shop.FindZone();
            _facts = snapshots.Current;
            var view = await desk.ReadAsync(_address, reading.Token);
            var futures = view?.Average is null ? null : await desk.FuturesAsync(view, view.Drawn(CohortCurves.Most), reading.Token);
            (_view, _futures) = (view, futures);
        }
        catch (OperationCanceledException) when (reading.IsCancellationRequested)
        {
            return;
        }
        catch (Exception error)
        {
            _failed = ErrorReference.New();
            LogFailed(error, _failed);
        }
        _busy = false;
        StateHasChanged();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The cohorts could not be computed; the reader was shown reference {Reference}")]
    private partial void LogFailed(Exception error, string reference);
}
