using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Kpis;
using Dashboard.Core.Lifetime;
using Dashboard.Core.Settings;
using Dashboard.Web.Components.Drill;
using Dashboard.Web.Features.Segments;

namespace Dashboard.Web.Features.Clv;

/// <summary>Lifetime value of the customers that a page asks for.</summary>
/// <param name="Address">What was asked.</param>
/// <param name="Facts">The snapshot.</param>
/// <param name="Filter">Whose value it is; null for everybody's.</param>
/// <param name="Report">The figures of all of them.</param>
/// <param name="Until">The historic ones up to the last day asked for.</param>
/// <param name="Spread">By when they came, and over the best of them.</param>
/// <param name="Groups">By what the address names.</param>
/// <param name="Total">What is expected of all of them together, with its intervals; null while no model serves.</param>
/// <param name="Equity">Customer equity over time, which is kept for everybody alone and recomputed for some of them; null where that takes too long.</param>
/// <param name="HistoricSpread">How historic value is spread over them.</param>
/// <param name="PredictedSpread">Likewise predicted value; null while no model serves.</param>
/// <param name="Margin">The gross margin by which money counts, as a fraction; null for revenue as it is.</param>
/// <param name="Days">First and last day asked for.</param>
/// <param name="Earlier">What the figures on top are compared with; null for nothing.</param>
/// <param name="Watched">The newest fit whose forecast could be held against what came; null while there is none.</param>
public sealed record ClvView(ClvAddress Address, CustomerFacts Facts, SegmentFilter? Filter, KpiReport Report, KpiReport Until, ClvSpread Spread, IReadOnlyList<ClvGroup> Groups, TotalOutlook? Total, EquityTrend? Equity,
    ValueDistribution HistoricSpread, ValueDistribution? PredictedSpread, double? Margin, (DateOnly From, DateOnly To) Days, EarlierClv? Earlier, LifetimeRun? Watched)
{
    /// <summary>The figures on top, in their order.</summary>
    public static IReadOnlyList<KpiId> Cards { get; } = [KpiId.HistoricClvMean, KpiId.HistoricClvMedian, KpiId.PredictedClvMean, KpiId.TotalClvMean, KpiId.CustomerEquity];

    // What is expected is that of now.
    private static readonly KpiId[] AtAnyDay = [KpiId.HistoricClvMean, KpiId.HistoricClvMedian, KpiId.ValueShareTop10];

    /// <summary>The best, and the share of revenue that they hold.</summary>
    public static IReadOnlyDictionary<int, KpiId> Shares { get; } =
        new Dictionary<int, KpiId> { [1] = KpiId.ValueShareTop1, [5] = KpiId.ValueShareTop5, [10] = KpiId.ValueShareTop10, [20] = KpiId.ValueShareTop20 };

    /// <summary>Fewer customers than these are too few to tell a group from chance.</summary>
    public const int EnoughCustomers = 30;

    public string Currency => Report.Currency;

    public int Customers => Spread.Periods.Sum(p => p.Customers);

    public double Historic => Spread.Periods.Sum(p => p.Historic);

    /// <summary>The range ends before the last day with data.</summary>
    public bool IsPast => Facts.OrderCount > 0 && Days.To < FactDay.ToDate(Facts.Span.Last);

    /// <summary>A figure on top is that of the end of the range, and not of the last day with data.</summary>
    public static bool IsOfRange(KpiId id) => AtAnyDay.Contains(id);

    /// <summary>The report that a figure on top is from.</summary>
    public KpiReport Of(KpiId id) => IsOfRange(id) ? Until : Report;

    /// <summary>Null while no model serves.</summary>
    public double? Predicted => HasModel ? Spread.Periods.Sum(p => p.Predicted ?? 0) : null;

    /// <summary>A model serves.</summary>
    public bool HasModel => Rules?.Model is not null && Facts.Forecasts is not null;

    /// <summary>What the forecast in service rests on; null before the first.</summary>
    public ForecastRules? Rules { get; } = ForecastRules.Parse(Facts.Stamp.Forecast);

    /// <summary>The groups are those of customers about whom nothing is known.</summary>
    public bool NothingGiven => Groups is [{ Name: "" }];

    /// <summary>The periods of the range.</summary>
    public IReadOnlyList<ClvPeriod> Periods { get; } = [.. Spread.Periods.Where(p => p.From <= Days.To && p.To >= Days.From)];

    /// <summary>Asks for all of it.</summary>
    public static async Task<ClvView> ReadAsync(ClvAddress address, SegmentFilter? filter, KpiService kpis, EquityHistory history, LifetimeStore fits, ShopSettings shop, CancellationToken cancellation)
    {
        var (facts, members) = (kpis.Facts, filter?.Members);
        var days = facts.OrderCount == 0 ? default : address.Bar.Days(FactDay.ToDate(facts.Span.First), FactDay.ToDate(facts.Span.Last));
        // Asked together: each is computed on a thread of its own.
        var (report, spreads) = (kpis.RunAsync(new() { Kpis = [.. Cards, .. Shares.Values], Customers = members }, cancellation), kpis.ValueDistributionAsync(members, cancellation));
        var (spread, groups, total) = (kpis.ClvSpreadAsync(members, cancellation), kpis.ClvGroupsAsync(address.By, members, cancellation), kpis.TotalOutlookAsync(members, cancellation));
        var (equity, watched) = (TrendAsync(), fits.WatchedAsync(cancellation));
        var until = kpis.RunAsync(new() { To = facts.OrderCount == 0 ? null : days.To, Kpis = AtAnyDay, Customers = members }, cancellation);
        await Task.WhenAll(report, until, spreads, spread, groups, total, equity, watched);
        var (historic, predicted) = await spreads;
        var earlier = facts.OrderCount == 0 ? null : await EarlierClv.ReadAsync(address.Bar, filter, await equity, kpis, shop, cancellation);
        async Task<EquityTrend?> TrendAsync() => members is null ? await history.ReadAsync(cancellation) : await history.OfAsync(facts, members, shop.MarginPercent / 100, cancellation);
        return new(address, facts, filter, EarlierClv.Beside(await report, earlier), EarlierClv.Beside(await until, earlier), await spread, await groups, await total, await equity, historic, predicted, shop.MarginPercent / 100, days, earlier, await watched);
    }

    /// <summary>The customers of a period.</summary>
    public SegmentRule Who(ClvPeriod period)
    {
        ArgumentNullException.ThrowIfNull(period);
        return Within(new OrderRule(OrderPlace.First) { Window = new(From: period.From, To: period.To) });
    }

    /// <summary>The customers of a group; null where no rule of bearable length says who they are.</summary>
    public SegmentRule? Who(ClvGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        return group.Code is { } code && AcquiredRule.Of(Facts, Address.By, code) is { } rule ? Within(rule) : null;
    }

    /// <summary>All whose value it is: who has bought.</summary>
    public SegmentRule Everybody => Within(new OrderTotalRule(OrderMeasure.Purchases) { AtLeast = 1 });

    /// <summary>What opens the customers behind a figure on top; null where no rule names them.</summary>
    public DrillTo? Drill(KpiId id) => Drill(Of(id), id);

    /// <summary>The same of its comparison.</summary>
    public DrillTo? DrillBefore(KpiId id) => Earlier is { Report: var then } && then.Values.ContainsKey(id) ? Drill(then, id) : null;

    private DrillTo? Drill(KpiReport report, KpiId id) => report is { From: { } from, To: { } to } ? DrillRules.To(report[id], from, to, new() { Margin = Margin }, Facts, Filter) : null;

    /// <summary>The customers whose value before margin lies within bounds, both included.</summary>
    public SegmentRule WhoIsWorth(bool predicted, decimal? atLeast, decimal? atMost)
    {
        SegmentRule worth = predicted ? new ForecastRule(ForecastMeasure.Value) { AtLeast = atLeast, AtMost = atMost } : new OrderTotalRule(OrderMeasure.Revenue) { AtLeast = atLeast, AtMost = atMost };
        // Who never bought has brought nothing either.
        return Within(predicted || atLeast > 0 ? worth : new RuleGroup(GroupMode.All, new OrderTotalRule(OrderMeasure.Purchases) { AtLeast = 1 }, worth));
    }

    private SegmentRule Within(SegmentRule rule) => Filter is null ? rule : new RuleGroup(GroupMode.All, rule, Filter.MembersRule);
}
