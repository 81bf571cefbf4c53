using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Lifecycle;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Kpis;
using Dashboard.Core.Lifetime;
using Dashboard.Core.Settings;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Components.Drill;
using Dashboard.Web.Features.Segments;

namespace Dashboard.Web.Features.Lifecycle;

/// <summary>Where the customers that a page asks for stood, and how they moved.</summary>
/// <param name="Address">What was asked.</param>
/// <param name="Facts">The snapshot; it has an order.</param>
/// <param name="Filter">Whose states they are; null for everybody's.</param>
/// <param name="Report">Won, lost and back, by buckets of the range.</param>
/// <param name="Answer">States; null while no forecast is in service.</param>
/// <param name="Before">Days of the comparison; null where there is nothing to hold against.</param>
/// <param name="Earlier">States and changes of those days.</param>
public sealed record LifecycleView(PageAddress Address, CustomerFacts Facts, SegmentFilter? Filter, KpiReport Report, LifecycleAnswer? Answer, ComparedDays? Before, EarlierLifecycle? Earlier)
{
    internal static readonly KpiId[] Bucket = [KpiId.NewCustomers, KpiId.CustomersLost, KpiId.ReactivatedCustomers, KpiId.CustomersNet, KpiId.LeakyBucketRatio];

    /// <summary>What states rest on; null before the first forecast.</summary>
    public ForecastRules? Rules { get; } = ForecastRules.Parse(Facts.Stamp.Forecast);

    /// <summary>Nothing of the shop's history lies in the range.</summary>
    public bool IsOutside => Report.Buckets.Count == 0;

    /// <summary>Customers by state at the end of the range; null without an answer.</summary>
    public int[]? Now => Answer?.Counts[^1];

    /// <summary>Asks for all of it.</summary>
    public static async Task<LifecycleView> ReadAsync(PageAddress address, SegmentFilter? filter, KpiService kpis, LifecycleBook book, ShopSettings shop, CancellationToken cancellation)
    {
        var facts = kpis.Facts;
        // States are of customers with all their orders; those of one channel or country have none of their own.
        var report = await kpis.RunAsync(address.Query(facts, shop) with { Kpis = Bucket, Channel = null, Country = null, Customers = filter?.Members }, cancellation);
        var before = ComparedDays.Of(report, facts);
        if (report.Buckets.Count == 0) return new(address, facts, filter, report, null, before, null);
        var answer = book.ReadAsync(facts, report, filter?.Members, cancellation);
        var earlier = before is null ? Task.FromResult<EarlierLifecycle?>(null) : book.EarlierAsync(facts, before.From, before.To, filter?.Members, cancellation);
        await Task.WhenAll(answer, earlier);
        return new(address, facts, filter, report, await answer, before, await earlier);
    }

    /// <summary>Last day of a bucket that anything is known of.</summary>
    public DateOnly EndOf(KpiBucket bucket) => FactDay.ToDate(Math.Min(FactDay.From(bucket.To), Facts.Span.Last));

    /// <summary>Who stood in a state at the end of a bucket; null for all states.</summary>
    public SegmentRule? Stood(KpiBucket bucket, LifecycleState? state) => Stood(EndOf(bucket), state);

    /// <summary>Who stood in a state at the end of a day; null for all states.</summary>
    public SegmentRule? Stood(DateOnly day, LifecycleState? state) => Within(new StateOnRule(day, state is { } one ? [one] : LifecycleCounts.States));

    /// <summary>Who went from one state into another within the range.</summary>
    public SegmentRule? Went(LifecycleFlow flow) => Went(flow, new(From: Report.Buckets[0].From, To: Report.Buckets[^1].To));

    /// <summary>Who did within the comparison.</summary>
    public SegmentRule? WentBefore(LifecycleFlow flow) => Went(flow, new(From: Before!.From, To: Before.To));

    /// <summary>Who is in a state.</summary>
    public SegmentRule? Is(LifecycleState state) => Within(new LifecycleRule([state]));

    public SegmentRule? Won(KpiBucket bucket) => Within(new OrderRule(OrderPlace.First) { Window = Days(bucket) });

    /// <summary>Who was lost, or came back; null without a forecast, when days alone decide.</summary>
    public SegmentRule? Lost(KpiBucket bucket, LostStep step) => Facts.Forecasts is null ? null : Within(new LostRule(step, Days(bucket)));

    /// <summary>Who was won or lost, of whom net and ratio are.</summary>
    public DrillTo? WonOrLost(KpiBucket bucket) => Facts.Forecasts is null ? null
        : DrillTo.Of(Within(new RuleGroup(GroupMode.Any, new OrderRule(OrderPlace.First) { Window = Days(bucket) }, new LostRule(LostStep.Lost, Days(bucket)))), null);

    private SegmentRule? Went(LifecycleFlow flow, DayWindow days) => Within(new StateFlowRule([flow.To], days) { From = [flow.From] });

    private static DayWindow Days(KpiBucket bucket) => new(From: bucket.From, To: bucket.To);

    private SegmentRule? Within(SegmentRule rule) => DrillRules.Within(Filter, rule);
}
