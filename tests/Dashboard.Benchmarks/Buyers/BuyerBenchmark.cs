using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Lifecycle;
using Dashboard.Analytics.Repeats;
using Dashboard.Analytics.Risk;
using Dashboard.Analytics.Segments;
using Dashboard.Benchmarks.Measuring;
using Dashboard.Benchmarks.Shop;
using Dashboard.Core.Snapshots;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Benchmarks.Buyers;

/// <summary>How long every question of the pages of one-time buyers and the lifecycle takes on one thread, nothing kept from one to the next.</summary>
internal static class BuyerBenchmark
{
    private const double Most = 60;
    private const int Days = 90;

    public static async Task<MeasuredTable> RunAsync(BenchmarkOptions options)
    {
        var table = new MeasuredTable($"One-time buyers and lifecycle of {options.Customers:N0} customers with {options.Orders:N0} orders, one thread, no cache");
        await using var shop = await ImportedShop.OpenAsync(options);
        var snapshots = shop.Services.GetRequiredService<SnapshotService>();
        await snapshots.LoadAsync();
        var facts = snapshots.Current;
        if (facts.Forecasts is null) facts = facts.WithForecasts(new() { Day = facts.Span.Last, Model = "BG/NBD", Parameters = [0.24, 4.4, 0.79, 2.43], Spend = [6.25, 3.74, 15.44] });
        Repeats(facts, options.Repeats, table);
        Lifecycle(facts, options.Repeats, table);
        return table;
    }

    private static void Repeats(CustomerFacts facts, int repeats, MeasuredTable table)
    {
        void Ask(string name, Action question) => table.AtMost(name, Timed.Median(repeats, question), "ms", Most);

        var some = SegmentScan.Run(facts, new OrderTotalRule(OrderMeasure.Orders) { AtMost = 10 });
        Ask("early repeat rate by month or quarter", () => EarlyRepeat.Of(facts, Days));
        Ask("early repeat rate by month or quarter, of a segment", () => EarlyRepeat.Of(facts, Days, some));
        foreach (var key in Enum.GetValues<CustomerKey>()) Ask($"early repeat rate by {key}", () => EarlyRepeat.By(facts, Days, key));
        Ask("hazard of the second purchase", () => RepeatHazard.Of(facts));
        Ask("worth of the second purchase", () => RepeatWorth.Of(facts));
        Ask("customers in a week today", () => SegmentScan.Run(facts, RepeatRules.OnceAgo(1, 7)));
        Ask("customers who bought again early", () => SegmentScan.Run(facts, RepeatRules.Repeated(Days)));
        Ask("customers who bought again in a week", () => SegmentScan.Run(facts, new SecondPurchaseRule { AtLeast = 1, AtMost = 7 }));
    }

    private static void Lifecycle(CustomerFacts facts, int repeats, MeasuredTable table)
    {
        void Ask(string name, Action question) => table.AtMost(name, Timed.Median(repeats, question), "ms", Most);

        var model = ForecastRules.Parse(facts.Stamp.Forecast)?.Model ?? "own rhythm";
        table.Plain($"all stays in states, once per snapshot on all cores ({model})", Timed.Once(() => _ = facts.Lifecycle), "ms");
        table.Plain("stays", facts.Lifecycle!.Day.Length, "");
        var last = FactDay.ToDate(facts.Span.Last);
        KpiId[] kpis = [KpiId.NewCustomers, KpiId.CustomersLost, KpiId.ReactivatedCustomers, KpiId.CustomersNet, KpiId.LeakyBucketRatio];
        foreach (var (name, from) in new[] { ("last 12 months", last.AddMonths(-12)), ("whole history", FactDay.ToDate(facts.Span.First)) })
        {
            var report = KpiEngine.Run(facts, new() { From = from, To = last, Kpis = kpis });
            int[] ends = [.. report.Buckets.Select(b => Math.Min(FactDay.From(b.To), facts.Span.Last))];
            Ask($"won, lost and back, {name}", () => KpiEngine.Run(facts, new() { From = from, To = last, Kpis = kpis }));
            Ask($"customers per state, {name}", () => LifecycleCounts.Of(facts, ends));
            Ask($"flows, {name}", () => LifecycleFlows.Of(facts, from, last));
        }
        Ask("days in a state", () => LifecycleStays.Of(facts));
        Ask("customers in a state on a day", () => SegmentScan.Run(facts, new StateOnRule(last.AddMonths(-6), [LifecycleState.Active])));
        Ask("customers of a flow", () => SegmentScan.Run(facts, new StateFlowRule([LifecycleState.Lost], new(From: last.AddMonths(-12), To: last)) { From = [LifecycleState.HighlyAtRisk] }));
        Ask("customers who came into a state and stayed", () => SegmentScan.Run(facts, new LifecycleChangeRule(30, [LifecycleState.AtRisk, LifecycleState.Lost])));
        Ask("customers reactivated", () => SegmentScan.Run(facts, new LostRule(LostStep.Back, new(Last: RiskBuckets.ReactivatedDays))));
        Ask("customers lost in a month", () => SegmentScan.Run(facts, new LostRule(LostStep.Lost, new(From: last.AddMonths(-2), To: last.AddMonths(-1)))));
    }
}
