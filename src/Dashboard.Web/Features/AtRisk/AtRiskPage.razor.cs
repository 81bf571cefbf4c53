using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Risk;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Customers;
using Dashboard.Core.Jobs;
using Dashboard.Core.Kpis;
using Dashboard.Core.Lifetime;
using Dashboard.Web.Components;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Components.Drill;
using Dashboard.Web.Features.Customers;
using Dashboard.Web.Features.Segments;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.AtRisk;

/// <summary>Who is about to be lost, what is lost with them, and why the house thinks so.</summary>
public sealed partial class AtRiskPage(
    RiskBook book, CustomerDirectory directory, KpiService kpis, SegmentDesk segments, JobTracker jobs, Figures figures,
    IStringLocalizer<AtRiskText> text)
{
    private CustomerFacts _facts = CustomerFacts.Empty;
    private SegmentFilter? _filter;
    private RiskReport? _report;
    private KpiValue? _valuable;
    private IReadOnlyList<AtRiskRow> _rows = [];
    private int _horizon;

    private AtRiskAddress View { get; set; } = new(RiskBucket.Danger, null, 1);
    private Figures Figures => figures;
    private IStringLocalizer<AtRiskText> Text => text;
    private string Currency => _facts.Stamp.Currency;
    private bool HasProducts => _facts.Products.Count > 1;
    private RiskCell Shown => _report![View.Bucket];

    /// <summary>Those listed, as everything that leads away from the page asks for them; null where the filter has no answer.</summary>
    private SegmentRule? Rule => DrillRules.Within(_filter, RiskBuckets.RuleOf(View.Bucket));

    protected override void Take(string uri) => View = AtRiskAddress.Parse(uri);

    protected override async Task ReadAsync(CancellationToken cancellation)
    {
        var facts = Snapshots.Current;
        var filter = await segments.FilterAsync(facts, View.Segment, cancellation);
        var report = await book.ReadAsync(facts, filter?.Members, cancellation);
        IReadOnlyList<AtRiskRow> rows = [];
        if (report.Cells.Count > 0)
        {
            var sort = report.HasModel ? CustomerSort.Risk : CustomerSort.Revenue;
            var query = new CustomerListQuery(null, [], sort, Descending: true, (View.Page - 1) * AtRiskAddress.PageSize, AtRiskAddress.PageSize) { Within = report[View.Bucket].Members };
            rows = [.. (await directory.ReadAsync(facts, query, cancellation)).Rows.Select(r => AtRiskRow.Of(facts, r)).OfType<AtRiskRow>()];
        }
        var valuable = facts.Forecasts is null ? null : (await kpis.RunAsync(new() { Kpis = [KpiId.ValuableAtRisk], Customers = filter?.Members }, cancellation))[KpiId.ValuableAtRisk];
        (_facts, _filter, _report, _rows, _valuable) = (facts, filter, report, rows, valuable);
        _horizon = ForecastRules.Parse(facts.Stamp.Forecast)?.HorizonDays ?? 0;
    }

    private CustomerListAddress ListOf(SegmentRule rule) =>
        CustomerListAddress.Default with { Rule = SegmentJson.Write(rule), Sort = _report!.HasModel ? CustomerSort.Risk : CustomerListAddress.Default.Sort };

    /// <summary>The page's finding.</summary>
    private string Lead()
    {
        var danger = _report![RiskBucket.Danger];
        var now = danger.Customers == 0 ? text["Lead.Nobody"].Value
            : _report.HasModel ? figures.Counted(text, "Lead.Danger", danger.Customers, figures.Minor(danger.Risk, Currency, brief: true), figures.Count(_horizon))
            : figures.Counted(text, "Lead.DangerCount", danger.Customers);
        return _valuable is { Value: { } share, N: > 0 and var n } ? $"{text["Lead.Valuable", figures.Percent(share), figures.Count(n)]} {now}" : now;
    }

    /// <summary>Why a customer is listed, in words.</summary>
    private string Reason(AtRiskRow row) => row switch
    {
        { Silence: not { } } => Figures.None,
        { UsualGap: null, Silence: { } days } => text["Why.Once", figures.Count(days)],
        { UsualGap: { } gap, Silence: { } days } when days > gap => text["Why.Late", figures.Number(gap, 0), figures.Count(days)],
        { UsualGap: { } gap, Silence: { } days } => text["Why.Rhythm", figures.Number(gap, 0), figures.Count(days)],
    };
}
