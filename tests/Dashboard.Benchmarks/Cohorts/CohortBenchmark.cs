using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Segments;
using Dashboard.Benchmarks.Measuring;
using Dashboard.Benchmarks.Shop;
using Dashboard.Core.Snapshots;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Benchmarks.Cohorts;

/// <summary>How long every question of the page of cohorts takes on one thread, nothing kept from one to the next.</summary>
internal static class CohortBenchmark
{
    private const double Most = 60;

    public static async Task<MeasuredTable> RunAsync(BenchmarkOptions options)
    {
        var table = new MeasuredTable($"Cohorts of {options.Customers:N0} customers with {options.Orders:N0} orders, one thread, no cache");
        await using var shop = await ImportedShop.OpenAsync(options);
        var snapshots = shop.Services.GetRequiredService<SnapshotService>();
        await snapshots.LoadAsync();
        Run(snapshots.Current, options.Repeats, table);
        return table;
    }

    private static void Run(CustomerFacts facts, int repeats, MeasuredTable table)
    {
        void Ask(string name, CohortQuery query) => table.AtMost(name, Timed.Median(repeats, () => CohortTriangle.Compute(facts, query)), "ms", Most);

        foreach (var bucket in Enum.GetValues<CohortBucket>()) Ask($"by {bucket}", new() { Bucket = bucket });
        foreach (var key in Enum.GetValues<CustomerKey>()) Ask($"by {key}, months", new() { Key = key });
        Ask($"by {CustomerKey.Channel}, weeks", new() { Key = CustomerKey.Channel, Bucket = CohortBucket.Week });

        var last = FactDay.ToDate(facts.Span.Last);
        CohortPart Holiday(int year) => new($"{year}") { From = new(year, 11, 15), To = new(year, 12, 31) };
        Ask("two holiday seasons", new() { Parts = [Holiday(last.Year - 2), Holiday(last.Year - 1)] });
        CustomerSet Some(int one) => SegmentScan.Run(facts, new OrderTotalRule(OrderMeasure.Orders) { AtLeast = one });
        Ask("four segments, of which one is everybody", new() { Parts = [.. new[] { 1, 5, 10, 20 }.Select(n => new CohortPart($"{n}") { Members = Some(n) })] });
        Ask("by month, of a segment", new() { Customers = Some(10) });
        Ask("by Channel, months, of a segment", new() { Key = CustomerKey.Channel, Customers = Some(10) });

        var triangle = CohortTriangle.Compute(facts, new());
        var (row, drill) = (triangle.Cohorts[0], new CohortDrill(facts, triangle));
        foreach (var step in Enum.GetValues<CohortStep>())
            table.AtMost($"customers behind a cell: {step}", Timed.Median(repeats, () => SegmentScan.Run(facts, drill.Of(row, step, 3)!)), "ms", Most);
        var average = drill.Of(triangle.Average!, CohortStep.Bought, 3)!;
        if (facts.Forecasts is null) facts = facts.WithForecasts(new() { Day = facts.Span.Last, Model = "BG/NBD", Parameters = [0.24, 4.4, 0.79, 2.43], Spend = [6.25, 3.74, 15.44] });
        var month = SegmentScan.Run(facts, drill.Of(triangle.Cohorts[^7], null, 0)!);
        table.AtMost($"continuation of a month's cohort ({ForecastRules.Parse(facts.Stamp.Forecast)?.Model})", Timed.Median(repeats, () => CohortOutlook.Of(facts, month, CohortBucket.Month, DayOfWeek.Monday, 0)), "ms", Most);
        var channel = SegmentScan.Run(facts, new AcquiredRule(CustomerKey.Channel, [facts.Codes.Channels[1]]));
        table.AtMost("continuation of a channel", Timed.Median(repeats, () => CohortOutlook.Of(facts, channel, CohortBucket.Month, DayOfWeek.Monday, 0)), "ms", Most);
        table.AtMost("customers behind a cell of the average", Timed.Median(repeats, () => SegmentScan.Run(facts, average)), "ms", Most);
    }
}
