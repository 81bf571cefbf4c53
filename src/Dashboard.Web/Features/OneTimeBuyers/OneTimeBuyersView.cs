using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Repeats;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Kpis;
using Dashboard.Core.Settings;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Components.Drill;
using Dashboard.Web.Features.Segments;

namespace Dashboard.Web.Features.OneTimeBuyers;

/// <summary>What is known of second purchases of the customers that a page asks for.</summary>
/// <param name="Address">What was asked.</param>
/// <param name="Facts">The snapshot.</param>
/// <param name="Filter">Whose they are, those who came within the range alone; null for everybody's.</param>
/// <param name="Report">The figures on top.</param>
/// <param name="Early">Early repeat rates by when customers came.</param>
/// <param name="Groups">The same by what the address names.</param>
/// <param name="Hazard">When the second purchase comes.</param>
/// <param name="Worth">What it is worth.</param>
/// <param name="Came">Days of the first purchase; null for all time.</param>
/// <param name="Earlier">Who they are compared with; null for nobody.</param>
public sealed record OneTimeBuyersView(
    OneTimeBuyersAddress Address, CustomerFacts Facts, SegmentFilter? Filter, KpiReport Report, EarlyRepeat Early, IReadOnlyList<EarlyRepeatRow> Groups, RepeatHazard Hazard, RepeatWorth Worth,
    ComparedDays? Came, EarlierBuyers? Earlier)
{
    /// <summary>The figures on top, in their order.</summary>
    public static IReadOnlyList<KpiId> Cards { get; } = [KpiId.EarlyRepeatRate, KpiId.RepeatRate, KpiId.DaysBetweenPurchases, KpiId.RepeatBuyerMultiple];

    /// <summary>Fewer customers than these are too few to tell a group from chance.</summary>
    public const int EnoughCustomers = 30;

    public string Currency => Report.Currency;

    /// <summary>A model serves.</summary>
    public bool HasModel => Worth.Once.Predicted is not null;

    /// <summary>Days that are forecast; 0 without a forecast.</summary>
    public int HorizonDays { get; } = ForecastRules.Parse(Facts.Stamp.Forecast)?.HorizonDays ?? 0;

    /// <summary>The groups are those of customers about whom nothing is known.</summary>
    public bool NothingGiven => Groups is [{ Name: "" }];

    /// <summary>Asks for all of it.</summary>
    public static async Task<OneTimeBuyersView> ReadAsync(OneTimeBuyersAddress address, SegmentFilter? filter, KpiService kpis, SegmentDesk segments, ShopSettings shop, CancellationToken cancellation)
    {
        var facts = kpis.Facts;
        ComparedDays? came = null;
        EarlierBuyers? earlier = null;
        if (facts.OrderCount > 0 && address.Bar.Range != RangePreset.AllTime)
        {
            // The engine knows which days a range is compared with.
            var days = await kpis.RunAsync(address.Bar.Query(facts, shop) with { Kpis = [], Channel = null, Country = null, Customers = filter?.Members }, cancellation);
            came = new(days.From!.Value, days.To!.Value);
            if (ComparedDays.Of(days, facts) is { } before) earlier = await EarlierBuyers.ReadAsync(address.By, came, before, filter, kpis, segments, cancellation);
            filter = await segments.NarrowAsync(facts, filter, FirstBought(came), cancellation);
        }
        var members = filter?.Members;
        // Asked together: each is computed on a thread of its own.
        var (report, early, groups) = (kpis.RunAsync(new() { Kpis = Cards, Customers = members }, cancellation), kpis.EarlyRepeatAsync(members, cancellation), kpis.EarlyRepeatAsync(address.By, members, cancellation));
        var (hazard, worth) = (kpis.RepeatHazardAsync(members, cancellation), kpis.RepeatWorthAsync(members, cancellation));
        await Task.WhenAll(report, early, groups, hazard, worth);
        return new(address, facts, filter, Compared(await report, earlier), await early, await groups, await hazard, await worth, came, earlier);
    }

    /// <summary>Who bought for the first time within days.</summary>
    internal static SegmentRule FirstBought(ComparedDays days) => new OrderRule(OrderPlace.First) { Window = new(From: days.From, To: days.To) };

    private static KpiReport Compared(KpiReport report, EarlierBuyers? earlier) => earlier is null ? report
        : report with { Values = report.Values.ToDictionary(v => v.Key, v => v.Value with { Compare = earlier.Value(v.Key) }) };

    /// <summary>The group of a row, or all together, in the comparison; null where it is not known.</summary>
    public EarlyRepeatRow? Before(EarlyRepeatRow row) =>
        Earlier is null ? null : ReferenceEquals(row, Early.All) ? Earlier.All : row.Code is { } code ? Earlier.Groups.FirstOrDefault(g => g.Code == code) : null;

    /// <summary>Those of it who came back early.</summary>
    public SegmentRule? RepeatedBefore(EarlyRepeatRow row)
    {
        var repeated = RepeatRules.Repeated(Early.Days);
        if (row.Code is not { } code) return DrillRules.Within(Earlier!.Filter, repeated);
        return AcquiredRule.Of(Facts, Address.By, code) is { } who ? DrillRules.Within(Earlier!.Filter, DrillRules.Both(who, repeated)) : null;
    }

    /// <summary>What opens the customers behind a figure on top; null where no rule names them.</summary>
    public DrillTo? Drill(KpiId id) => Report is { From: { } from, To: { } to } ? DrillRules.To(Report[id], from, to, new() { EarlyRepeatDays = Early.Days }, Facts, Filter) : null;

    /// <summary>The same of its comparison.</summary>
    public DrillTo? DrillBefore(KpiId id) => Earlier switch
    {
        { All: { Rate: not null } all } when id == KpiId.EarlyRepeatRate => DrillTo.Of(RepeatedBefore(all), all.Repeated),
        { AtAge: { From: { } from, To: { } to } then, Filter: var who } when then.Values.TryGetValue(id, out var value) => DrillRules.To(value, from, to, new(), Facts, who),
        _ => null,
    };

    /// <summary>One-time buyers whose purchase is so many days old.</summary>
    public SegmentRule? Here(HazardSpan span) => Within(RepeatRules.OnceAgo(span.From, span.To));

    /// <summary>Who bought the second time in a stretch of days.</summary>
    public SegmentRule? Events(HazardSpan span) => Within(new SecondPurchaseRule { AtLeast = span.From, AtMost = span.To });

    /// <summary>Who had bought once until the first day of a stretch and was seen on it.</summary>
    public SegmentRule? AtRisk(HazardSpan span) =>
        Within(new RuleGroup(GroupMode.Any, new SecondPurchaseRule { AtLeast = span.From }, RepeatRules.OnceAgo(span.From, null)));

    /// <summary>Customers of a row; null where no rule of bearable length says who they are.</summary>
    public SegmentRule? Who(EarlyRepeatRow row, SegmentRule? and = null)
    {
        SegmentRule? who = row switch
        {
            { Acquired: var (from, to) } => new OrderRule(OrderPlace.First) { Window = new(From: from, To: to) },
            { Code: { } code } => AcquiredRule.Of(Facts, Address.By, code),
            _ when ReferenceEquals(row, Early.All) => new OrderTotalRule(OrderMeasure.Purchases) { AtLeast = 1 },
            _ => null,
        };
        return who is null ? null : Within(and is null ? who : new RuleGroup(GroupMode.All, and is RuleGroup { Mode: GroupMode.All } group ? [who, .. group.Rules] : [who, and]));
    }

    public SegmentRule? TooNew(EarlyRepeatRow row) => Who(row, new OrderRule(OrderPlace.First) { Window = new(Last: Early.Days) });

    public SegmentRule? Repeated(EarlyRepeatRow row) => Who(row, RepeatRules.Repeated(Early.Days));

    public SegmentRule? Mature(EarlyRepeatRow row) => Who(row, RepeatRules.Mature(Early.Days));

    public SegmentRule? Who(PurchaseWorth worth) => Within(RepeatRules.Bought(worth.Least, worth.Most));

    private SegmentRule? Within(SegmentRule rule) => DrillRules.Within(Filter, rule);
}
