using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Risk;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Customers;
using Dashboard.Core.Exports;
using Dashboard.Core.Jobs;
using Dashboard.Core.Kpis;
using Dashboard.Core.Lifetime;
using Dashboard.Core.Marks;
using Dashboard.Web.Components;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Components.Drill;
using Dashboard.Web.Features.Customers;
using Dashboard.Web.Features.Marks;
using Dashboard.Web.Features.Segments;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.AtRisk;

/// <summary>Who is about to be lost, what is lost with them, and why the house thinks so.</summary>
public sealed partial class AtRiskPage(
    RiskBook book, CustomerDirectory directory, KpiService kpis, SegmentDesk segments, MarkBook marks, MarkDesk desk, JobTracker jobs, Figures figures,
    IStringLocalizer<AtRiskText> text)
{
    private CustomerFacts _facts = CustomerFacts.Empty;
    private SegmentFilter? _filter;
    private RiskReport? _everybody;
    private RiskReport? _report;
    private IReadOnlyDictionary<long, CustomerMarks> _marks = new Dictionary<long, CustomerMarks>();
    private readonly CustomerPick _pick = new();
    private SegmentRule? _shown;
    private string _list = "";
    private (int Snoozed, int Mine) _kept;
    private IReadOnlyList<AtRiskRow> _rows = [];
    private int _horizon;
    private EarlierRisk? _before;

    private AtRiskAddress View { get; set; } = AtRiskAddress.Parse("");
    private Figures Figures => figures;
    private IStringLocalizer<AtRiskText> Text => text;
    private string Currency => _facts.Stamp.Currency;
    private bool HasProducts => _facts.Products.Count > 1;
    private RiskCell Shown => _report![View.Bucket];

    /// <summary>Those listed, as everything that leads away from the page asks for them; null where the filter has no answer.</summary>
    private SegmentRule? Rule => DrillRules.Within(_filter, _shown is null ? Shown.Rule : DrillRules.Both(Shown.Rule, _shown));

    /// <summary>Those of them who stood in the bucket at the end of the comparison.</summary>
    private SegmentRule? RuleBefore(EarlierRisk then) =>
        then.RuleOf(View.Bucket) is { } rule ? DrillRules.Within(_filter, _shown is null ? rule : DrillRules.Both(rule, _shown)) : null;

    private static int DirectionOf(RiskBucket bucket) => bucket == RiskBucket.Reactivated ? 1 : -1;

    protected override void Take(string uri)
    {
        View = AtRiskAddress.Parse(uri);
        // Another page of the same list keeps those chosen.
        if ((View with { Page = 1 }).ToString() is var list && list != _list) _pick.Clear();
        _list = list;
    }

    protected override async Task ReadAsync(CancellationToken cancellation)
    {
        var facts = Snapshots.Current;
        var filter = await segments.FilterAsync(facts, View.Bar, cancellation);
        var everybody = await book.ReadAsync(facts, filter?.Members, cancellation);
        var (shown, some, kept) = await ShowAsync(facts, everybody, cancellation);
        var report = some is null ? everybody : await Task.Run(() => everybody.Among(facts, some), cancellation);
        IReadOnlyList<AtRiskRow> rows = [];
        if (report.Cells.Count > 0)
        {
            var sort = report.HasModel ? CustomerSort.Risk : CustomerSort.Revenue;
            var query = new CustomerListQuery(null, [], sort, Descending: true, (View.Page - 1) * AtRiskAddress.PageSize, AtRiskAddress.PageSize) { Within = report[View.Bucket].Members };
            rows = [.. (await directory.ReadAsync(facts, query, cancellation)).Rows.Select(r => AtRiskRow.Of(facts, r)).OfType<AtRiskRow>()];
        }
        var held = await marks.OfAsync([.. rows.Select(r => r.Customer.Id)], cancellation);
        var compared = report.Cells.Count == 0 ? null : ComparedDays.Of(await kpis.RunAsync(View.Bar.Query(facts, Shop) with { Kpis = [], Channel = null, Country = null }, cancellation), facts);
        var before = compared is null ? null : await book.OnAsync(facts, compared.To, filter?.Members, cancellation);
        (_facts, _filter, _report, _rows, _before) = (facts, filter, report, rows, some is null ? before : before?.Among(some));
        (_everybody, _shown, _kept, _marks) = (everybody, shown, kept, held);
        _horizon = ForecastRules.Parse(facts.Stamp.Forecast)?.HorizonDays ?? 0;
    }

    // What is listed of those at risk, as a rule and as a set; neither with nobody snoozed.
    private async Task<(SegmentRule? Rule, CustomerSet? Some, (int Snoozed, int Mine))> ShowAsync(CustomerFacts facts, RiskReport report, CancellationToken cancellation)
    {
        if (report.Cells.Count == 0) return (null, null, default);
        var today = await marks.TodayAsync(cancellation);
        var me = (await desk.ActorAsync())?.UserId ?? 0;
        var (asleep, mine) = (new MarkRule(MarkQuestion.Snoozed), new MarkRule(MarkQuestion.AssignedTo) { Person = me });
        return await Task.Run(() =>
        {
            var (snoozed, own, bucket) = (marks.Members(facts, today, asleep)!, marks.Members(facts, today, mine)!, report[View.Bucket].Members);
            var waiting = CustomerSet.Except(own, snoozed);
            var kept = (CustomerSet.Intersect(bucket, snoozed).Count, CustomerSet.Intersect(bucket, waiting).Count);
            (SegmentRule? Rule, CustomerSet? Set) show = View.Show switch
            {
                AtRiskShow.Snoozed => (asleep, snoozed),
                AtRiskShow.Mine => (new RuleGroup(GroupMode.All, mine, new RuleGroup(GroupMode.None, asleep)), waiting),
                _ => snoozed.IsEmpty ? (null, null) : (new RuleGroup(GroupMode.None, asleep), snoozed.Complement()),
            };
            return (show.Rule, show.Set, kept);
        }, cancellation);
    }

    private Task<(CustomerFacts, CustomerSet)> ChosenAsync() => Task.FromResult((_facts, _pick.Of(_facts, Shown.Members)));

    // A filter stands there when it would find somebody, or is on.
    private string? Kept(AtRiskShow show) => show switch
    {
        AtRiskShow.Waiting => _kept.Snoozed + _kept.Mine > 0 || View.Show != show ? text["Show.Waiting"].Value : null,
        AtRiskShow.Mine => _kept.Mine > 0 || View.Show == show ? text["Show.Mine", figures.Count(_kept.Mine)].Value : null,
        _ => _kept.Snoozed > 0 || View.Show == show ? text["Show.Snoozed", figures.Count(_kept.Snoozed)].Value : null,
    };

    private FigureTable Buckets() => new FigureTable("at-risk", text["Buckets"], text["Sum.Customers"], text["Sum.Earlier"], text["Sum.Risk"], text["Sum.Value", figures.Count(_horizon)])
        .AddAll(_report!.Cells, c => [text[$"{c.Bucket}.Name"].Value, c.Customers, _before?[c.Bucket], Major(c.Risk), Major(c.Value)]);

    private double? Major(long minor) => _report!.HasModel ? (double)minor / _facts.Stamp.MinorPerMajor : null;

    // What those listed are called as a segment: what it is for, and as of when.
    private string NameOf(RiskBucket bucket) => text[$"{bucket}.Segment", figures.Month(FactDay.ToDate(_facts.Span.Last))];

    private void Done() => _pick.Clear();

    /// <summary>What a file has to have to show the list with its reasons.</summary>
    private static readonly string[] Exported =
    [
        "id", "number", "name", "email", "last_purchase", "last_product", "usual_gap_days", "days_since_last", "currency", "lifecycle", "p_alive", "p_buys_within_a_year", "predicted_clv", "value_at_risk",
    ];

    private CustomerListAddress ListOf(SegmentRule rule) =>
        CustomerListAddress.Default with { Rule = SegmentJson.Write(rule), Sort = _report!.HasModel ? CustomerSort.Risk : CustomerListAddress.Default.Sort };

    private string Meaning(RiskBucket bucket) => text[$"{bucket}.Meaning", figures.Minor(_report!.Best.From, Currency)];

    /// <summary>The page's finding: of the best, then of all.</summary>
    private RenderFragment Lead()
    {
        var (says, best, now) = (new DrillSentence(figures), _everybody!.Best.Customers, Danger(_everybody[RiskBucket.Danger]));
        if (best == 0) return says.Of(now);
        var leaving = _everybody[RiskBucket.Valuable];
        var who = DrillTo.Of(DrillRules.Within(_filter, leaving.Rule), leaving.Customers, sum: _everybody.HasModel ? CustomerSum.Risk : CustomerSum.None);
        var valuable = leaving.Customers == 0 ? text["Lead.Valuable.None", figures.Count(best)]
            : text[_everybody.HasModel ? "Lead.Valuable" : "Lead.ValuableCount", figures.Percent((double)leaving.Customers / best), says.Link(who, figures.Count(leaving.Customers)), figures.Count(best),
                says.Link(who, figures.Minor(leaving.Risk, Currency, brief: true)), figures.Count(_horizon)];
        return says.Of($"{valuable} {now}");
    }

    private string Danger(RiskCell danger) =>
        danger.Customers == 0 ? text["Lead.Nobody"].Value
        : _everybody!.HasModel ? figures.Counted(text, "Lead.Danger", danger.Customers, figures.Minor(danger.Risk, Currency, brief: true), figures.Count(_horizon))
        : figures.Counted(text, "Lead.DangerCount", danger.Customers);

    /// <summary>Why a customer is listed, in words.</summary>
    private string Reason(AtRiskRow row) => row switch
    {
        { Silence: not { } } => Figures.None,
        { UsualGap: null, Silence: { } days } => figures.Counted(text, "Why.Once", days),
        { UsualGap: { } gap, Silence: { } days } => figures.Counted(text, "Why.Rhythm", Math.Round(gap), figures.Count(days)),
    };
}
