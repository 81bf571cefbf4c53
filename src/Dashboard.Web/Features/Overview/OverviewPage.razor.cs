using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Kpis;
using Dashboard.Core.Kpis;
using Dashboard.Web.Components;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Components.Drill;
using Dashboard.Web.Components.Layout;
using Dashboard.Web.Features.Cohorts;
using Dashboard.Web.Features.Segments;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Overview;

/// <summary>The landing page: how the shop and its customers are doing.</summary>
public sealed partial class OverviewPage(
    KpiService kpis, SegmentDesk segments, Figures figures,
    IStringLocalizer<OverviewText> text, IStringLocalizer<LayoutText> layout)
{
    private CustomerFacts _facts = CustomerFacts.Empty;
    private PageAddress _address = new();
    private OverviewFigures? _figures;
    private SegmentFilter? _filter;
    private KpiQuery _query = new();

    private IStringLocalizer<OverviewText> Text => text;

    private Figures Figures => figures;

    private KpiReport Report => _figures!.Report;

    private bool Compared => OverviewWords.IsCompared(Report, _facts);

    private DateOnly LastDay => FactDay.ToDate(_facts.Span.Last);

    private DateOnly? ImportedDay => _facts.Stamp.ImportedAtUtc is { } at ? DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(at, Zone)) : null;

    private string Here => new Uri(Navigation.Uri).PathAndQuery;

    private string Product => Shop.ShopName.Length > 0 ? Shop.ShopName : layout["Product"];

    /// <summary>Where the customers behind a figure of the report are listed; null where no rule names them.</summary>
    private DrillTo? DrillOf(KpiValue value, DateOnly from, DateOnly to) => DrillRules.To(value, from, to, _query, _facts, _filter);

    /// <summary>The same of what a figure is compared with.</summary>
    private DrillTo? DrillBefore(KpiValue value) => ComparedDays.Of(Report, _facts) is { } days ? DrillRules.Before(value, days, _query, _facts, _filter) : null;

    /// <summary>The same of the revenue of one channel or country, in the range or in the comparison.</summary>
    private DrillTo? DrillOf(Mover mover, bool compare)
    {
        var (revenue, from, to) = compare ? (mover.Compare, Report.CompareFrom, Report.CompareTo) : (mover.Revenue, Report.From, Report.To);
        var orders = mover.By == Breakdown.Channel ? _query with { Channel = mover.Name } : _query with { Country = mover.Name };
        return DrillRules.To(new(KpiId.Revenue, revenue, null, 0, 0, 0, null), from!.Value, to!.Value, orders, _facts, _filter);
    }

    /// <summary>The cohorts of the same customers, whichever of their orders the page counts.</summary>
    private CohortAddress CohortCells => CohortAddress.Of(_address.Segment, _address.Rule);

    protected override void Take(string uri) => (_facts, _address) = (Snapshots.Current, PageAddress.Parse(uri));

    protected override async Task ReadAsync(CancellationToken cancellation)
    {
        _facts = Snapshots.Current;
        _filter = await segments.FilterAsync(_facts, _address.Segment, cancellation, _address.Rule);
        _query = _facts.OrderCount == 0 ? new() : _address.Query(_facts, Shop) with { Customers = _filter?.Members };
        _figures = _facts.OrderCount == 0 ? null : await OverviewFigures.ReadAsync(kpis, _query, LastDay, ImportedDay, cancellation);
    }
}
