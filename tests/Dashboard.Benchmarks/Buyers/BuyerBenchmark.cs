using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Repeats;
using Dashboard.Analytics.Segments;
using Dashboard.Benchmarks.Measuring;
using Dashboard.Benchmarks.Shop;
using Dashboard.Core.Snapshots;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Benchmarks.Buyers;

/// <summary>How long every question of the page of one-time buyers takes on one thread, nothing kept from one to the next.</summary>
internal static class BuyerBenchmark
{
    private const double Most = 60;
    private const int Days = 90;

    public static async Task<FigureTable> RunAsync(BenchmarkOptions options)
    {
        var table = new FigureTable($"One-time buyers of {options.Customers:N0} customers with {options.Orders:N0} orders, one thread, no cache");
        await using var shop = await ImportedShop.OpenAsync(options);
        var snapshots = shop.Services.GetRequiredService<SnapshotService>();
        await snapshots.LoadAsync();
        Repeats(snapshots.Current, options.Repeats, table);
        return table;
    }

    private static void Repeats(CustomerFacts facts, int repeats, FigureTable table)
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
}
