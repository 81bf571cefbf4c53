using CsCheck;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Lifecycle;
using Dashboard.Analytics.Segments;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Lifecycle;

public sealed class LifecycleReportTests
{
    private static readonly int Today = TestShop.Date("2024-06-30");

    private static readonly ForecastRules ByRhythm = new() { Day = Today };

    // Once, 300 days ago; once, 100 days ago; every ten days until 50 days ago, the longest gap 30 days; back after 290 days; never.
    private static readonly TestShop Shop = new(
        5,
        new(0, Today - 300, 100), new(1, Today - 100, 100),
        new(2, Today - 110, 100), new(2, Today - 100, 100), new(2, Today - 90, 100), new(2, Today - 60, 100), new(2, Today - 50, 100),
        new(3, Today - 290, 100), new(3, Today, 100));

    [Fact]
    public void On_every_day_customers_stand_where_the_rules_put_them()
    {
        var facts = Shop.Facts().WithForecasts(ByRhythm);
        var counts = LifecycleCounts.Of(facts, [Today - 300, Today - 200, Today - 95, Today - 31, Today - 15, Today])!;
        Assert.Equal(
            ["New 1", "CoolingDown 2", "New 2, HighlyAtRisk 2", "Active 1, CoolingDown 1, Lost 2", "CoolingDown 1, Lost 3", "Active 1, CoolingDown 1, Lost 2"],
            counts.Select(c => string.Join(", ", LifecycleCounts.States.Where(s => c[(int)s] > 0).Select(s => $"{s} {c[(int)s]}"))));
    }

    [Fact]
    public void Flows_count_each_customer_once()
    {
        var facts = Shop.Facts().WithForecasts(ByRhythm);
        Assert.Equal([new(LifecycleState.Lost, LifecycleState.Active, 1)], LifecycleFlows.Of(facts, FactDay.ToDate(Today - 10), FactDay.ToDate(Today)));
        Assert.Equal(2, LifecycleFlows.Of(facts, FactDay.ToDate(Today - 300), FactDay.ToDate(Today - 250))!.Single(f => f.From == LifecycleState.Prospect).Customers);
    }

    [Fact]
    public void Half_of_the_stays_end_within_the_median_and_those_that_go_on_count_for_the_days_seen()
    {
        var facts = Shop.Facts().WithForecasts(ByRhythm);
        var stays = LifecycleStays.Of(facts)!.ToDictionary(s => s.State);
        // Four were new for 31 days each.
        Assert.Equal((4, 4, 0, 31.0), (stays[LifecycleState.New].Stays, stays[LifecycleState.New].Ended, stays[LifecycleState.New].Now, stays[LifecycleState.New].Median!.Value));
        // Four times somebody was lost: back after 19 and 49 days, and still after 59 and 19.
        Assert.Equal((4, 2, 2), (stays[LifecycleState.Lost].Stays, stays[LifecycleState.Lost].Ended, stays[LifecycleState.Lost].Now));
        Assert.Equal((0.75, 0.375, 49.0), (stays[LifecycleState.Lost].Curve.At(19)!.Value, stays[LifecycleState.Lost].Curve.At(49)!.Value, stays[LifecycleState.Lost].Median!.Value));
    }

    [Fact]
    public void In_every_shop_rules_find_who_is_counted_and_the_lost_are_those_of_the_KPIs() =>
        Gen.Select(TestShop.Any, Gen.Bool, Gen.Int[0, 700], Gen.Int[0, 300]).Sample((shop, byModel, from, length) =>
        {
            var facts = shop.Facts();
            facts = facts.WithForecasts(byModel ? new() { Day = facts.Span.Last, Model = "BG/NBD", Parameters = [0.24, 4.4, 0.79, 2.43] } : new() { Day = facts.Span.Last });
            var first = facts.Span.First + from;
            var (start, end) = (FactDay.ToDate(first), FactDay.ToDate(first + length));
            int Of(SegmentRule rule) => SegmentScan.Run(facts, rule).Count;
            foreach (var flow in LifecycleFlows.Of(facts, start, end)!)
                Assert.Equal(flow.Customers, Of(new StateFlowRule([flow.To], new(From: start, To: end)) { From = [flow.From] }));
            var days = new[] { facts.Span.First, Math.Min(first, facts.Span.Last), facts.Span.Last }.Distinct().Order().ToList();
            var counts = LifecycleCounts.Of(facts, days)!;
            for (var d = 0; d < days.Count; d++)
            {
                foreach (var state in LifecycleCounts.States) Assert.Equal(counts[d][(int)state], Of(new StateOnRule(FactDay.ToDate(days[d]), [state])));
            }
            foreach (var stay in LifecycleStays.Of(facts)!)
            {
                Assert.Equal(stay.Now, Of(new LifecycleRule([stay.State])));
                Assert.Equal(stay.Now, Of(new LifecycleChangeRule(DayWindow.MostDays, [stay.State])));
            }
            var report = KpiEngine.Run(facts, new() { From = start, To = end, Kpis = [KpiId.CustomersLost, KpiId.ReactivatedCustomers] });
            if (report[KpiId.CustomersLost].Value is not { } lost) return;
            Assert.Equal((lost, report[KpiId.ReactivatedCustomers].Value), (Of(new LostRule(LostStep.Lost, new(From: start, To: end))), Of(new LostRule(LostStep.Back, new(From: start, To: end)))));
        }, iter: 200);

    /// <summary>Expected figures come from a Python script that looks at every customer on every single day and shares nothing with the product.</summary>
    [Fact]
    public void Online_retail_by_own_rhythm_is_as_an_independent_computation_says()
    {
        var facts = SharedShops.OnlineRetail().Facts;
        facts = facts.WithForecasts(new() { Day = facts.Span.Last });
        var counts = LifecycleCounts.Of(facts, [TestShop.Date("2010-12-17"), TestShop.Date("2011-06-12"), TestShop.Date("2011-12-09")])!;
        Assert.Equal(
            ["837 0 0 0 0 0", "247 1282 500 291 173 328", "271 2350 290 204 179 1044"],
            counts.Select(c => string.Join(' ', LifecycleCounts.States.Select(s => c[(int)s]))));
        Assert.Equal(
            [
                new(LifecycleState.Prospect, LifecycleState.New, 968), new(LifecycleState.New, LifecycleState.Active, 806), new(LifecycleState.New, LifecycleState.Lost, 50),
                new(LifecycleState.Active, LifecycleState.CoolingDown, 466), new(LifecycleState.Active, LifecycleState.AtRisk, 295), new(LifecycleState.Active, LifecycleState.Lost, 460),
                new(LifecycleState.CoolingDown, LifecycleState.Active, 135), new(LifecycleState.CoolingDown, LifecycleState.AtRisk, 334),
                new(LifecycleState.AtRisk, LifecycleState.Active, 309), new(LifecycleState.AtRisk, LifecycleState.HighlyAtRisk, 385), new(LifecycleState.AtRisk, LifecycleState.Lost, 136),
                new(LifecycleState.HighlyAtRisk, LifecycleState.Active, 103), new(LifecycleState.HighlyAtRisk, LifecycleState.Lost, 386), new(LifecycleState.Lost, LifecycleState.Active, 793),
            ],
            LifecycleFlows.Of(facts, FactDay.ToDate(facts.Span.Last - 89), FactDay.ToDate(facts.Span.Last)));
        Assert.Equal(
            ["New 4338 4067 31", "Active 7423 5073 45", "CoolingDown 2427 2137 61", "AtRisk 2325 2121 53", "HighlyAtRisk 965 786 60", "Lost 3074 2030 45"],
            LifecycleStays.Of(facts)!.Select(s => $"{s.State} {s.Stays} {s.Ended} {s.Median}"));
        Assert.Equal(0.49860521741365976, LifecycleStays.Of(facts)![^1].Curve.At(45)!.Value, 1e-12);
    }

    [Fact]
    public void Of_a_set_its_members_alone_are_counted_and_without_a_forecast_nobody_is()
    {
        var facts = Shop.Facts().WithForecasts(ByRhythm);
        var one = new CustomerSet(facts.CustomerCount);
        one.Add(3);
        Assert.Equal(1, LifecycleCounts.Of(facts, [Today], one)![0].Sum());
        Assert.Equal(1, LifecycleFlows.Of(facts, FactDay.ToDate(0), FactDay.ToDate(Today), one)!.Single(f => f.To == LifecycleState.New).Customers);
        Assert.Equal(1, LifecycleStays.Of(facts, one)!.Single(s => s.State == LifecycleState.Lost).Stays);
        Assert.Null(LifecycleCounts.Of(Shop.Facts(), [Today]));
        Assert.Null(LifecycleFlows.Of(Shop.Facts(), FactDay.ToDate(0), FactDay.ToDate(Today)));
        Assert.Null(LifecycleStays.Of(Shop.Facts()));
    }
}
