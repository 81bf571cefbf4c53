using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Rfm;
using Dashboard.Analytics.Segments;
using Dashboard.Benchmarks.Measuring;
using Dashboard.Benchmarks.Shop;
using Dashboard.Core.Snapshots;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Benchmarks.Segments;

/// <summary>How long the count of a segment takes while somebody builds it: ten rules of random kinds in two groups, nothing kept from one count to the next.</summary>
internal static class SegmentBenchmark
{
    private const int Segments = 100;
    private const int RulesEach = 10;

    public static async Task<MeasuredTable> RunAsync(BenchmarkOptions options)
    {
        var table = new MeasuredTable($"Segments of {options.Customers:N0} customers with {options.Orders:N0} orders, ten rules, no cache");
        await using var shop = await ImportedShop.OpenAsync(options);
        var snapshots = shop.Services.GetRequiredService<SnapshotService>();
        await snapshots.LoadAsync();
        var facts = snapshots.Current;
        if (!HasModel(facts))
            facts = facts.WithForecasts(new() { Day = facts.Span.Last, Model = "BG/NBD", Parameters = [0.24, 4.4, 0.79, 2.43], Spend = [6.25, 3.74, 15.44] });
        Run(facts, options.Repeats, table);
        return table;
    }

    private static void Run(CustomerFacts facts, int repeats, MeasuredTable table)
    {
        var random = new Random(1);
        var rules = Enumerable.Range(0, Segments).Select(_ => Segment(facts, random)).ToList();
        rules.ForEach(r => SegmentScan.Run(facts, r));
        var times = rules.SelectMany(r => Enumerable.Range(0, repeats).Select(_ => Timed.Once(() => SegmentScan.Run(facts, r)))).Order().ToList();
        table.AtMost("live count, 95th percentile", times[(int)(times.Count * 0.95)], "ms", 50);
        table.Plain("live count, median", times[times.Count / 2], "ms");
        table.Plain("live count, slowest", times[^1], "ms");
        table.Plain("members of the median segment", rules.Select(r => SegmentScan.Run(facts, r).Count).Order().ElementAt(Segments / 2), "customers");
        var six = rules.Take(SegmentOverlap.Most).Select(r => SegmentScan.Run(facts, r)).ToList();
        table.AtMost("overlap of six segments", Timed.Median(repeats, () => SegmentOverlap.Of(facts, six)), "ms", 60);
        var largest = rules.Select(r => SegmentScan.Run(facts, r)).MaxBy(s => s.Count)!;
        var year = new KpiQuery { From = FactDay.ToDate(facts.Span.Last - 364), To = FactDay.ToDate(facts.Span.Last), Customers = largest };
        table.AtMost($"every KPI of a segment of {largest.Count:N0} customers, a year", Timed.Median(repeats, () => KpiEngine.Run(facts, year)), "ms", 60);
        foreach (var kind in Kinds(facts, new(2)))
            table.Plain($"alone: {SegmentJson.Write(kind)[20..^1]}", Timed.Median(repeats, () => SegmentScan.Run(facts, kind)), "ms");
    }

    private static bool HasModel(CustomerFacts facts) => ForecastRules.Parse(facts.Stamp.Forecast)?.Model is not null;

    // Half of the rules must hold, the others are alternatives, as people build segments.
    private static RuleGroup Segment(CustomerFacts facts, Random random)
    {
        SegmentRule[] Some(int count) => [.. Enumerable.Range(0, count).Select(_ => Kinds(facts, random) is var kinds ? kinds[random.Next(kinds.Length)] : null!)];
        var group = random.Next(3) == 0 ? GroupMode.None : GroupMode.Any;
        return new(GroupMode.All, [.. Some(RulesEach / 2), new RuleGroup(group, Some(RulesEach / 2))]);
    }

    private static SegmentRule[] Kinds(CustomerFacts facts, Random random)
    {
        string Channel() => facts.Codes.Channels[random.Next(facts.Codes.Channels.Length)];
        string[] Countries() => [.. Enumerable.Range(0, 12).Select(_ => facts.Codes.Countries[random.Next(facts.Codes.Countries.Length)]).Distinct()];
        string[] Categories() => [.. Enumerable.Range(0, 3).Select(_ => facts.Codes.Categories[random.Next(facts.Codes.Categories.Length)]).Distinct()];
        DayWindow Recent() => new(Last: random.Next(30, 365));
        DayWindow Period()
        {
            var from = random.Next(facts.Span.First, facts.Span.Last - 90);
            return new(From: FactDay.ToDate(from), To: FactDay.ToDate(from + random.Next(90, 400)));
        }
        return
        [
            new OrderTotalRule(OrderMeasure.Orders) { AtLeast = random.Next(2, 6) },
            new OrderTotalRule(OrderMeasure.Revenue) { AtLeast = random.Next(50, 400) },
            new OrderTotalRule(OrderMeasure.AverageOrderValue) { AtLeast = 20, AtMost = random.Next(60, 200) },
            new OrderTotalRule(OrderMeasure.Orders) { AtLeast = 1, Window = Recent() },
            new OrderTotalRule(OrderMeasure.Revenue) { AtLeast = 50, Window = Recent() },
            new OrderTotalRule(OrderMeasure.Purchases) { AtLeast = 1, Window = Period() },
            new OrderTotalRule(OrderMeasure.Orders) { AtLeast = 2, Where = new() { Channels = [Channel()] } },
            new OrderTotalRule(OrderMeasure.DiscountShare) { AtMost = 0.2m },
            new OrderRule(OrderPlace.First) { Window = Period() },
            new OrderRule(OrderPlace.Last) { Window = Recent() },
            new OrderRule(OrderPlace.Last) { Where = new() { Channels = [Channel(), Channel()] } },
            new OrderRule(OrderPlace.Any) { Where = new() { Countries = Countries() } },
            new CountryRule(Countries()),
            new OnFileSinceRule(Period()),
            new ProfileRule(ProfileField.Source, [facts.Codes.Sources[^1]]),
            new RfmScoreRule(RfmScore.Frequency) { AtLeast = random.Next(2, 4) },
            new RfmGroupRule([RfmGroup.Champions, RfmGroup.Loyal, RfmGroup.NeedAttention, RfmGroup.AtRisk]),
            new LifecycleRule([LifecycleState.Active, LifecycleState.CoolingDown, LifecycleState.AtRisk]),
            new ForecastRule(ForecastMeasure.Alive) { AtLeast = 0.3m },
            new ForecastRule(ForecastMeasure.Value) { AtLeast = 10 },
            new SilenceRule(SilenceMeasure.SinceLast) { AtMost = random.Next(90, 500) },
            new SilenceRule(SilenceMeasure.Overdue) { AtLeast = 0 },
            .. facts.Lines.Count == 0 ? Array.Empty<SegmentRule>() :
            [
                new BoughtRule { Categories = Categories(), Window = Recent() },
                new BoughtRule { Categories = Categories(), Place = OrderPlace.First },
                new BoughtRule { Categories = Categories(), Measure = BoughtMeasure.Items, AtLeast = 2, Window = Period() },
                new BoughtRule { Categories = Categories(), Measure = BoughtMeasure.Amount, AtLeast = 50 },
            ],
        ];
    }
}
