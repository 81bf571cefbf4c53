using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Kpis;
using Dashboard.Core.Jobs;
using Dashboard.Core.Kpis;
using Dashboard.Core.Lifetime;
using Dashboard.Core.Segments;
using Dashboard.Web.Components;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Features.Segments;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Lifecycle;

/// <summary>In which states customers are, how they move between them, and whether more are won than lost.</summary>
public sealed partial class LifecyclePage(
    KpiService kpis, LifecycleBook book, SegmentDesk segments, JobTracker jobs, Figures figures,
    IStringLocalizer<LifecycleText> text)
{
    private CustomerFacts _facts = CustomerFacts.Empty;
    private PageAddress _address = new();
    private LifecycleView? _view;

    private Figures Figures => figures;
    private IStringLocalizer<LifecycleText> Text => text;

    protected override void Take(string uri) => (_facts, _address) = (Snapshots.Current, PageAddress.Parse(uri));

    private string WithSegment(int? id) => (_address with { Segment = id, Rule = null }).On(Addresses.Lifecycle);

    protected override async Task ReadAsync(CancellationToken cancellation)
    {
        _facts = kpis.Facts;
        var filter = await segments.FilterAsync(_facts, _address, cancellation);
        _view = _facts.OrderCount == 0 ? null : await LifecycleView.ReadAsync(_address, filter, kpis, book, Shop, cancellation);
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
}
