using Dashboard.Analytics.Acquisition;
using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Lifecycle;
using Dashboard.Analytics.Repeats;
using Dashboard.Analytics.Rfm;
using Dashboard.Analytics.Risk;
using Dashboard.Analytics.Segments;
using Dashboard.Benchmarks.Exports;
using Dashboard.Benchmarks.Measuring;
using Dashboard.Benchmarks.Shop;
using Dashboard.Core.Settings;
using Dashboard.Core.Snapshots;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Features.Clv;
using Dashboard.Web.Features.Lifecycle;
using Dashboard.Web.Features.OneTimeBuyers;
using Dashboard.Web.Features.Overview;
using Dashboard.Web.Features.Segments;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Benchmarks.Questions;

/// <summary>
/// How much processor time every question of the analytic pages takes, of everybody and of those whom one channel brought, nothing kept from one to the next. Processor
/// time is what one thread would need, also for the few that use all cores.
/// </summary>
internal static class PageBenchmark
{
    private const double Most = 60;
    private const int EarlyDays = 90;
    private const int RiskDays = 90;
    private const int SpendMonths = 24;

    public static async Task<MeasuredTable> RunAsync(BenchmarkOptions options)
    {
        var table = new MeasuredTable($"Questions of the pages about {options.Customers:N0} customers with {options.Orders:N0} orders, processor time, no cache");
        await using var shop = await BenchmarkStore.OpenAsync(await ExportBenchmark.PeopledAsync(options));
        var snapshots = shop.Services.GetRequiredService<SnapshotService>();
        await snapshots.LoadAsync();
        var facts = snapshots.Current;
        if (!HasModel(facts)) facts = facts.WithForecasts(new() { Day = facts.Span.Last, Model = "BG/NBD", Parameters = [0.24, 4.4, 0.79, 2.43], Spend = [6.25, 3.74, 15.44] });
        _ = facts.Lifecycle;   // once per snapshot
        var came = new AcquiredRule(CustomerKey.Channel, [facts.Codes.Channels[1]]);
        table.AtMost("who came by a channel", Timed.Processor(options.Repeats, () => SegmentScan.Run(facts, came)), "ms", Most);
        var some = SegmentScan.Run(facts, came);
        foreach (var (name, question) in Questions(facts))
        {
            table.AtMost(name, Timed.Processor(options.Repeats, () => question(null)), "ms", Most);
            table.AtMost($"{name}, of {some.Count:N0} who came by a channel", Timed.Processor(options.Repeats, () => question(some)), "ms", Most);
        }
        // So many customers at most are recomputed while somebody waits.
        var (rules, few) = (ForecastRules.Parse(facts.Stamp.Forecast)!, new CustomerSet(facts.CustomerCount));
        var days = PastEquity.DaysOf(facts, rules);
        foreach (var i in some.Members().TakeWhile((_, n) => PastEquity.IsAtOnce(n + 1, rules, days.Count))) few.Add(i);
        table.AtMost($"customer value: equity of {few.Count:N0} customers at the ends of {days.Count - 1} months", Timed.Processor(options.Repeats, () => PastEquity.Of(facts, rules, days, few)), "ms", Most);
        table.Plain($"equity of everybody at the ends of {days.Count - 1} months, once a night", Timed.Processor(1, () => PastEquity.Of(facts, rules, days)), "ms");
        var spend = Spend(facts);
        table.AtMost($"acquisition: cost, value and payback of {spend.Count} months and channels", Timed.Processor(options.Repeats, () => AcquisitionReport.Of(facts, spend, 0.4)), "ms", Most);
        table.AtMost($"acquisition, of {some.Count:N0} who came by a channel", Timed.Processor(options.Repeats, () => AcquisitionReport.Of(facts, spend, 0.4, some)), "ms", Most);
        return table;
    }

    private static IEnumerable<(string Name, Action<CustomerSet?> Ask)> Questions(CustomerFacts facts)
    {
        var overview = new PageAddress().Query(facts, new ShopSettings());
        yield return ("overview: cards", some => KpiEngine.Run(facts, overview with { Kpis = OverviewFigures.Cards, Customers = some }));
        yield return ("overview: what changed most", some => Movers.Find(facts, overview with { Customers = some }));
        yield return ("overview: RFM grid", some => RfmGrid.Of(RfmScores.Compute(facts), facts, some));
        yield return ("cohorts: by month", some => CohortTriangle.Compute(facts, new() { Customers = some }));

        var year = overview with { Kpis = LifecycleView.Bucket, Compare = Comparison.None };
        var report = KpiEngine.Run(facts, year);
        int[] ends = [.. report.Buckets.Select(b => Math.Min(FactDay.From(b.To), facts.Span.Last))];
        yield return ("lifecycle: won, lost and back", some => KpiEngine.Run(facts, year with { Customers = some }));
        yield return ("lifecycle: won, lost and back, with the year before", some => KpiEngine.Run(facts, year with { Compare = Comparison.PreviousYear, Customers = some }));
        yield return ("lifecycle: customers per state", some => LifecycleCounts.Of(facts, ends, some));
        yield return ("lifecycle: flows", some => LifecycleFlows.Of(facts, report.Buckets[0].From, report.Buckets[^1].To, some));
        yield return ("lifecycle: days in a state", some => LifecycleStays.Of(facts, some));

        yield return ("customer value: cards and shares", some => KpiEngine.Run(facts, new() { Kpis = [.. ClvView.Cards, .. ClvView.Shares.Values], Customers = some }));
        yield return ("customer value: by when they came", some => ClvSpread.Of(facts, some));
        yield return ("customer value: by channel", some => ClvGroups.Of(facts, CustomerKey.Channel, some));
        yield return ("customer value: by first product", some => ClvGroups.Of(facts, CustomerKey.FirstProduct, some));
        yield return ("customer value: expected of all together", some => TotalOutlook.Of(facts, some));
        yield return ("customer value: distribution of the historic", some => ValueDistribution.Historic(facts, some));
        yield return ("customer value: distribution of the predicted", some => ValueDistribution.Predicted(facts, some));
        yield return ("what if: equity at any horizon", some => ValueCurve.Of(facts, some));

        var (last, month) = (FactDay.ToDate(facts.Span.Last), FactDay.ToDate(facts.Span.Last).AddDays(-30));
        var lastYear = new OrderScope(last.AddYears(-1), last);
        yield return ("RFM: grid of a month ago", some => RfmGrid.Of(RfmScores.Compute(facts, month), facts, some));
        yield return ("segments: what ten of them brought in a year", some => SegmentsRevenue.Of(lastYear, ScopedOrders.Of(facts, lastYear), Enumerable.Range(1, 10).ToDictionary(n => n, _ => some ?? CustomerSet.Everybody(facts.CustomerCount))));
        yield return ("at risk: a month ago", some => EarlierRisk.Of(facts, month, some));
        yield return ("at risk", some => RiskReport.Of(facts, some));
        yield return ("at risk: how earlier lists turned out", some => RiskHistory.Of(facts, RiskDays, DayOfWeek.Monday, some));

        yield return ("one-time buyers: cards", some => KpiEngine.Run(facts, new() { Kpis = OneTimeBuyersView.Cards, Customers = some }));
        yield return ("one-time buyers: early repeat by month", some => EarlyRepeat.Of(facts, EarlyDays, some));
        yield return ("one-time buyers: early repeat by channel", some => EarlyRepeat.By(facts, EarlyDays, CustomerKey.Channel, some));
        yield return ("one-time buyers: hazard", some => RepeatHazard.Of(facts, some));
        yield return ("one-time buyers: worth", some => RepeatWorth.Of(facts, some));
    }

    private static bool HasModel(CustomerFacts facts) => ForecastRules.Parse(facts.Stamp.Forecast)?.Model is not null;

    private static List<MonthlySpend> Spend(CustomerFacts facts)
    {
        var last = FactDay.ToDate(facts.Span.Last);
        var months = Enumerable.Range(1, SpendMonths).Select(back => new DateOnly(last.Year, last.Month, 1).AddMonths(-back));
        return [.. months.SelectMany(month => facts.Codes.Channels.Select(channel => new MonthlySpend(channel, month, 10_000)))];
    }
}
