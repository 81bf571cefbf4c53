using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Kpis;
using Dashboard.Core.Jobs;
using Dashboard.Core.Kpis;
using Dashboard.Core.Lifetime;
using Dashboard.Core.Segments;
using Dashboard.Core.Settings;
using Dashboard.Core.Snapshots;
using Dashboard.Web.Components;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Components.States;
using Dashboard.Web.Features.Segments;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Lifecycle;

/// <summary>In which states customers are, how they move between them, and whether more are won than lost.</summary>
public sealed partial class LifecyclePage(
    KpiService kpis, LifecycleBook book, SegmentDesk segments, SegmentCatalog catalog, SettingsService settings, SnapshotService snapshots, JobTracker jobs, NavigationManager navigation, Figures figures,
    IStringLocalizer<LifecycleText> text, ILogger<LifecyclePage> logger)
{
    private CustomerFacts _facts = CustomerFacts.Empty;
    private PageAddress _address = new();
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;
    private CancellationTokenSource? _work;
    private LifecycleView? _view;
    private string? _failed;
    private bool _reading;
    private bool _ready;

    private Figures Figures => figures;
    private IStringLocalizer<LifecycleText> Text => text;

    protected override async Task OnInitializedAsync()
    {
        (_facts, _address) = (snapshots.Current, Parse(navigation.Uri));
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
        _work?.Cancel();
        _work?.Dispose();
        base.Dispose(disposing);
    }

    // States are of customers with all their orders; those of one channel or country have none of their own.
    private static PageAddress Parse(string uri) => PageAddress.Parse(uri) with { Channel = null, Country = null };

    private string WithSegment(int? id) => (_address with { Segment = id, Rule = null }).On(Addresses.Lifecycle);

    private void Refresh() => _ = InvokeAsync(ReadAsync);

    private void OnLocationChanged(object? sender, LocationChangedEventArgs change)
    {
        if (new Uri(change.Location).AbsolutePath != Addresses.Lifecycle) return;
        _address = Parse(change.Location);
        _ = InvokeAsync(ReadAsync);
    }

    // What is on screen stays, dimmed, until the new figures are there; only the newest question is waited for.
    private async Task ReadAsync()
    {
        if (PageClosed.IsCancellationRequested) return;
        _work?.Cancel();
        _work?.Dispose();
        var work = (_work = CancellationTokenSource.CreateLinkedTokenSource(PageClosed)).Token;
        (_reading, _failed) = (true, null);
        StateHasChanged();
        try
        {
            var shop = await settings.GetAsync(work);
            _zone = shop.FindZone();
            _facts = kpis.Facts;
            var filter = await segments.FilterAsync(_facts, _address.Segment, work, _address.Rule);
            _view = _facts.OrderCount == 0 ? null : await LifecycleView.ReadAsync(_address, filter, kpis, book, shop, work);
        }
        catch (Exception) when (work.IsCancellationRequested)
        {
            return;   // a newer request shows its own result
        }
        catch (Exception error)
        {
            _failed = ErrorReference.New();
            LogFailed(error, _failed);
        }
        _reading = false;
        StateHasChanged();
    }

    /// <summary>The page's finding.</summary>
    private string Lead(LifecycleView view)
    {
        var said = new List<string>();
        if (view.Now is { } now && now.Sum() is > 0 and var all)
        {
            var well = now[(int)LifecycleState.New] + now[(int)LifecycleState.Active];
            said.Add(figures.Counted(text, "Lead.Now", all, figures.Percent((double)well / all), figures.Percent((double)now[(int)LifecycleState.Lost] / all), figures.Day(view.EndOf(view.Report.Buckets[^1]))));
        }
        var (won, lost) = (view.Report[KpiId.NewCustomers].Value ?? 0, view.Report[KpiId.CustomersLost].Value ?? 0);
        var range = figures.Range(view.Report.Buckets[0].From, view.EndOf(view.Report.Buckets[^1]));
        said.Add(text[lost == 0 ? "Lead.NoLoss" : won > lost ? "Lead.Fills" : won < lost ? "Lead.Leaks" : "Lead.Even", range, figures.Count(won), figures.Count(lost), lost == 0 ? "" : figures.Number(won / lost, 2)]);
        return string.Join(' ', said);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Lifecycle states could not be computed; the reader was shown reference {Reference}")]
    private partial void LogFailed(Exception error, string reference);
}
