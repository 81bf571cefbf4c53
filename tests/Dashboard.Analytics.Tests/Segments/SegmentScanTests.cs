using CsCheck;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Segments;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Segments;

public sealed class SegmentScanTests
{
    private static readonly ForecastRules Forecast = new()
    {
        Day = TestShop.Date("2024-06-01"),
        Model = "BG/NBD",
        Parameters = [0.24, 4.4, 0.79, 2.43],
        Spend = [6.25, 3.74, 15.44],
    };

    [Fact]
    public void A_segment_holds_whom_its_rules_describe_asked_one_by_one()
    {
        var sample = Gen.Select(TestShop.Any, AnyRule.Tree, AnyRule.Tree, Gen.Int[0, 2], Gen.Int[0, 1_000_000]);
        sample.Sample((shop, rule, other, forecast, seed) =>
        {
            var facts = shop.Facts().WithForecasts(forecast switch { 0 => null, 1 => Forecast, _ => Forecast with { Model = null, Parameters = [] } });
            var inputs = Inputs(facts, other, seed);
            var naive = new NaiveSegment(shop, facts, inputs);
            Assert.Equal(Enumerable.Range(0, shop.Customers).Where(c => naive.Holds(rule, c)), SegmentScan.Run(facts, rule, inputs).Members());
        }, iter: 3_000);
    }

    [Fact]
    public void Rules_read_back_are_the_rules_written()
    {
        Gen.Select(TestShop.Any, AnyRule.Tree).Sample((shop, rule) =>
        {
            var text = SegmentJson.Write(rule);
            var again = SegmentJson.Read(text, out var problem);
            Assert.Null(problem);
            Assert.Equal(text, SegmentJson.Write(again!));
            var facts = shop.Facts().WithForecasts(Forecast);
            Assert.Equal(SegmentScan.Run(facts, rule).Members(), SegmentScan.Run(facts, again!).Members());
            Assert.Equal(RuleCheck.Run(rule, facts, new()), RuleCheck.Run(again!, facts, new()));
        }, iter: 2_000);
    }

    [Fact]
    public void What_a_version_does_not_know_is_kept_as_it_stands_and_marked()
    {
        const string text = """{"version":1,"rule":{"all":[{"prospect":{}},{"shoeSize":{"atLeast":44}},{"orders":{"measure":"returns","atLeast":1}},{"order":{"place":"last","weather":"rain"}}]}}""";
        var rule = SegmentJson.Read(text, out _)!;
        Assert.Equal(text, SegmentJson.Write(rule));
        var problems = RuleCheck.Run(rule, CustomerFacts.Empty, new());
        Assert.Equal(["1", "2", "3"], problems.Select(p => p.Path));
        Assert.All(problems, p => Assert.Equal((RuleReason.UnknownRule, false, false), (p.Reason, p.IsFatal, p.IsCountable)));
        var newer = SegmentJson.Read(text.Replace("\"version\":1", "\"version\":2", StringComparison.Ordinal), out _);
        Assert.IsType<UnknownRule>(newer);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"rule\":3,\"version\":1}")]
    [InlineData("{\"version\":1}")]
    public void A_text_that_is_no_segment_says_why(string text)
    {
        Assert.Null(SegmentJson.Read(text, out var problem));
        Assert.NotNull(problem);
    }

    [Fact]
    public void Each_rule_says_what_is_wrong_with_it()
    {
        var facts = new TestShop(1, new TestOrder(0, 19_000, 1)).Facts();
        Assert.Equal([RuleReason.EmptyGroup], Reasons(new RuleGroup(GroupMode.All)));
        Assert.Equal([RuleReason.NoBound], Reasons(new OrderTotalRule(OrderMeasure.Orders)));
        Assert.Equal([RuleReason.BoundsCrossed], Reasons(new OrderTotalRule(OrderMeasure.Orders) { AtLeast = 3, AtMost = 2 }));
        Assert.Equal([RuleReason.NotWhole], Reasons(new OrderTotalRule(OrderMeasure.Orders) { AtLeast = 1.5m }));
        Assert.Equal([RuleReason.OutOfRange], Reasons(new OrderTotalRule(OrderMeasure.DiscountShare) { AtLeast = 20 }));
        Assert.Equal([RuleReason.OutOfRange], Reasons(new OrderTotalRule(OrderMeasure.Orders) { AtLeast = 1, Window = new(Last: 0) }));
        Assert.Equal([RuleReason.BoundsCrossed], Reasons(new OrderRule(OrderPlace.Last) { Window = new(From: new(2024, 2, 1), To: new(2024, 1, 1)) }));
        Assert.Equal([RuleReason.NoCondition], Reasons(new OrderRule(OrderPlace.First)));
        Assert.Equal([RuleReason.UnknownName], Reasons(new CountryRule(["Atlantis"])));
        Assert.Equal([RuleReason.UnknownSegment], Reasons(new MemberRule(7)));
        Assert.Equal([RuleReason.NoForecast], Reasons(new ForecastRule(ForecastMeasure.Alive) { AtLeast = 0.5m }));
        Assert.Equal([RuleReason.TooManyRules], Reasons(new RuleGroup(GroupMode.Any, [.. Enumerable.Repeat(new ProspectRule(), 300)])));
        Assert.Contains(RuleReason.TooDeep, Reasons(Enumerable.Range(0, 20).Aggregate((SegmentRule)new ProspectRule(), (rule, _) => new RuleGroup(GroupMode.Any, rule))));

        List<RuleReason> Reasons(SegmentRule rule) => [.. RuleCheck.Run(rule, facts, new()).Select(p => p.Reason)];
    }

    [Fact]
    public void Who_bought_once_is_in_no_segment_of_the_still_alive_where_the_model_cannot_tell()
    {
        var shop = new TestShop(3, new TestOrder(0, 19_000, 1), new TestOrder(1, 18_990, 1), new TestOrder(1, 19_000, 1));
        var rule = new ForecastRule(ForecastMeasure.Alive) { AtLeast = 0 };
        Assert.Equal([1], SegmentScan.Run(shop.Facts().WithForecasts(Forecast), rule, null, TestContext.Current.CancellationToken).Members());
        Assert.Equal([0, 1], SegmentScan.Run(shop.Facts().WithForecasts(Forecast with { Day = 19_030, Model = "Pareto/NBD", Parameters = [0.55, 10.6, 0.61, 11.7] }), rule, null, TestContext.Current.CancellationToken).Members());
    }

    [Fact]
    public void A_segment_that_asks_for_itself_is_refused_and_never_loops()
    {
        var rules = new Dictionary<int, SegmentRule>
        {
            [1] = new MemberRule(2),
            [2] = new RuleGroup(GroupMode.Any, new MemberRule(3), new ProspectRule()),
            [3] = new RuleGroup(GroupMode.None, new MemberRule(1)),
        };
        var inputs = new SegmentInputs { Find = id => rules.TryGetValue(id, out var rule) ? new(rule) : null };
        Assert.Equal(RuleReason.Cycle, Assert.Single(RuleCheck.Run(rules[1], CustomerFacts.Empty, inputs, segment: 1)).Reason);
        Assert.Equal(RuleReason.Cycle, Assert.Single(RuleCheck.Run(new MemberRule(4), CustomerFacts.Empty, inputs with { Find = id => id == 4 ? new(new MemberRule(4)) : null }, segment: 4)).Reason);
        Assert.Empty(RuleCheck.Run(new MemberRule(3), CustomerFacts.Empty, inputs with { Find = id => id == 3 ? new(new ProspectRule()) : null }, segment: 1));
        Assert.Equal(2, SegmentScan.Run(new TestShop(2).Facts(), rules[1], inputs, TestContext.Current.CancellationToken).Count);
    }

    [Fact]
    public void A_segment_that_nobody_waits_for_any_more_is_given_up()
    {
        var gone = new CancellationToken(canceled: true);
        Assert.Throws<OperationCanceledException>(() => SegmentScan.Run(new TestShop(1).Facts(), new RuleGroup(GroupMode.All, new ProspectRule()), null, gone));
    }

    private static SegmentInputs Inputs(CustomerFacts facts, SegmentRule other, int seed)
    {
        var random = new Random(seed);
        var n = facts.CustomerCount;
        var leaf = RuleCheck.Members(other).Any() ? new ProspectRule() : other;
        var marked = new CustomerSet(n);
        for (var i = 0; i < n; i++)
        {
            if (random.Next(2) == 0) marked.Add(i);
        }
        return new() { Moved = moved => moved.Move == SegmentMove.Came ? marked : null, Marked = mark => mark.Tag == "Trade" ? null : marked, Find = id => id switch { 1 => new(leaf), 2 => new(new RuleGroup(GroupMode.None, new ProspectRule())), _ => null } };
    }
}
