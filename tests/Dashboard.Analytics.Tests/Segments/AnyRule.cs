using CsCheck;
using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Rfm;
using Dashboard.Analytics.Segments;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Segments;

/// <summary>Random rules that mostly hit somebody in a <see cref="TestShop"/>.</summary>
internal static class AnyRule
{
    private static readonly Gen<DayWindow> Window = Gen.OneOf(
        Gen.Int[1, 400].Select(days => new DayWindow(Last: days)),
        Gen.Select(Gen.Int[TestShop.Date("2023-11-01"), TestShop.Date("2026-06-01")], Gen.Int[-1, 500], Gen.Bool).Select((from, days, open) =>
            new DayWindow(From: FactDay.ToDate(from), To: open || days < 0 ? null : FactDay.ToDate(from + days))),
        Gen.Int[TestShop.Date("2023-11-01"), TestShop.Date("2026-06-01")].Select(to => new DayWindow(To: FactDay.ToDate(to))));

    private static readonly Gen<OrderFilter> Where = Gen.Select(Names("", "web", "shop"), Names("", "DE", "DK"), Names("", "EUR"), Gen.Shuffle(Enum.GetValues<OrderField>(), 0, 2))
        .Select((channels, countries, currencies, except) => new OrderFilter { Channels = channels, Countries = countries, Currencies = currencies, Except = except });

    private static readonly Gen<DayWindow?> MaybeWindow = Gen.Bool.SelectMany(some => some ? Window.Select(w => (DayWindow?)w) : Gen.Const((DayWindow?)null));

    public static Gen<SegmentRule> Leaf { get; } = Gen.OneOf<SegmentRule>(
        Ranged(Gen.Enum<OrderMeasure>().SelectMany(m => Gen.Select(MaybeWindow, Where, (window, where) => new OrderTotalRule(m) { Window = window, Where = where })),
            r => r.Measure switch { OrderMeasure.Orders or OrderMeasure.Purchases => (0, 6, 1), OrderMeasure.DiscountShare or OrderMeasure.RefundShare => (0, 100, 100), _ => (-5_000, 500_000, 100) }),
        Gen.Select(Gen.Enum<OrderPlace>(), MaybeWindow, Where, Gen.Bool).Select((place, window, where, not) => (SegmentRule)new OrderRule(place) { Window = window, Where = where, Not = not }),
        Gen.Const((SegmentRule)new ProspectRule()),
        Gen.Select(Names("", "DE", "DK"), Gen.Bool).Select((n, not) => (SegmentRule)new CountryRule(n) { Not = not }),
        Ranged(Gen.Select(Gen.Enum<RfmScore>(), Gen.Int[-30, 500], Gen.Bool).Select((s, day, now) => new RfmScoreRule(s) { On = now ? null : FactDay.ToDate(TestShop.Date("2024-01-01") + day) }), _ => (1, 5, 1)),
        Gen.Select(Gen.Enum<RfmGroup>().Array[0, 5], Gen.Int[-30, 500], Gen.Bool).Select((g, day, now) => (SegmentRule)new RfmGroupRule(g) { On = now ? null : FactDay.ToDate(TestShop.Date("2024-01-01") + day) }),
        Gen.Enum<LifecycleState>().Array[0, 4].Select(s => (SegmentRule)new LifecycleRule(s)),
        Gen.Select(Gen.Int[1, 300], Gen.Enum<LifecycleState>().Array[1, 6], Gen.Enum<LifecycleState>().Array[0, 4]).Select((days, to, from) => (SegmentRule)new LifecycleChangeRule(days, to) { From = from }),
        Ranged(Gen.Enum<ForecastMeasure>().Select(m => new ForecastRule(m)), r => r.Measure == ForecastMeasure.Value ? (0, 20_000, 100) : (0, 200, 100)),
        Ranged(Gen.Enum<SilenceMeasure>().Select(m => new SilenceRule(m)), _ => (-100, 400, 1)),
        Gen.Select(Pick.From(CustomerKey.Channel, CustomerKey.Country, CustomerKey.FirstCoupon), Gen.Shuffle(new[] { "", "web", "shop", "DE", "TEN" }, 1, 3), Gen.Bool)
            .Select((by, names, not) => (SegmentRule)new AcquiredRule(by, names) { Not = not }),
        Gen.Select(Gen.Enum<CohortBucket>(), Gen.Int[0, 20], Gen.Enum<CohortStep>(), Gen.Enum<DayOfWeek>()).Select((bucket, k, step, start) => (SegmentRule)new CohortRule(bucket, k, step, start)),
        Gen.Select(Gen.Int[TestShop.Date("2023-11-01"), TestShop.Date("2026-06-01")], Gen.Enum<LifecycleState>().Array[1, 4]).Select((day, states) => (SegmentRule)new StateOnRule(FactDay.ToDate(day), states)),
        Gen.Select(Window, Gen.Enum<LifecycleState>().Array[1, 6], Gen.Enum<LifecycleState>().Array[0, 4]).Select((window, to, from) => (SegmentRule)new StateFlowRule(to, window) { From = from }),
        Gen.Select(Gen.Enum<LostStep>(), Window).Select((step, window) => (SegmentRule)new LostRule(step, window)),
        Ranged(Gen.Const(new SecondPurchaseRule()), _ => (0, 120, 1)),
        Pick.From("VIP", "Trade").Select(tag => (SegmentRule)new MarkRule(MarkQuestion.Tagged) { Tag = tag }),
        Gen.Const((SegmentRule)new MarkRule(MarkQuestion.Snoozed)),
        Gen.Select(Gen.Enum<SegmentMove>(), Window).Select((move, window) => (SegmentRule)new MovedRule(move, 1, window)),
        Gen.Int[1, 3].Select(s => (SegmentRule)new MemberRule(s)));

    public static Gen<SegmentRule> Tree { get; } = Gen.Recursive<SegmentRule>((depth, tree) =>
        depth > 3 ? Leaf : Gen.Frequency((2, Leaf), (3, Gen.Select(Gen.Enum<GroupMode>(), tree.Array[0, 4]).Select((mode, rules) => (SegmentRule)new RuleGroup(mode, rules)))));

    private static Gen<string[]> Names(params string[] names) => Gen.Bool.SelectMany(any => any ? Gen.Const(Array.Empty<string>()) : Gen.Shuffle(names, 1, names.Length));

    private static Gen<SegmentRule> Ranged<T>(Gen<T> rule, Func<T, (int Least, int Most, int Parts)> bounds) where T : RangeRule =>
        rule.SelectMany(r =>
        {
            var (least, most, parts) = bounds(r);
            var bound = Gen.Int[least, most].Select(n => (decimal?)n / parts);
            var maybe = Gen.Bool.SelectMany(some => some ? bound : Gen.Const((decimal?)null));
            return Gen.Select(maybe, maybe).Select((low, high) => (SegmentRule)(r with { AtLeast = low, AtMost = high }));
        });
}
