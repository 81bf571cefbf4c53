using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Rfm;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Segments;
using Dashboard.Core.Users;
using Dashboard.Web.Features.Segments;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Tests.Segments;

public sealed class SegmentWordsTests
{
    [Fact]
    public async Task Rules_read_as_plain_sentences()
    {
        using var context = await PageContext.OpenAsync(Roles.Marketer);
        var words = context.Get<SegmentWords>();
        string Of(SegmentRule rule) => words.Of(rule, "EUR", id => id == 7 ? "VIP" : null);
        Assert.Equal("Customers who ordered at least twice and last ordered within the last 90 days",
            Of(new RuleGroup(GroupMode.All, new OrderTotalRule(OrderMeasure.Orders) { AtLeast = 2 }, new OrderRule(OrderPlace.Last) { Window = new(Last: 90) })));
        Assert.Equal("Customers who brought at least €100.00 of net revenue through the channel web or shop within the last 90 days",
            Of(new OrderTotalRule(OrderMeasure.Revenue) { AtLeast = 100, Window = new(Last: 90), Where = new() { Channels = ["web", "shop"] } }));
        Assert.Equal("Customers who saved 10% to 50% by discounts", Of(new OrderTotalRule(OrderMeasure.DiscountShare) { AtLeast = 0.1m, AtMost = 0.5m }));
        Assert.Equal("Customers who brought less than €0.00 of net revenue", Of(new OrderTotalRule(OrderMeasure.Revenue) { AtMost = -0.001m }));
        Assert.Equal("Customers who bought on exactly 1 day", Of(new OrderTotalRule(OrderMeasure.Purchases) { AtLeast = 1, AtMost = 1 }));
        Assert.Equal("Customers who did not order since 1 Feb 2024", Of(new OrderTotalRule(OrderMeasure.Orders) { AtMost = 0, Window = new(From: new(2024, 2, 1)) }));
        Assert.Equal("Customers who did not order since 1 Feb 2024", Of(new OrderRule(OrderPlace.Any) { Not = true, Window = new(From: new(2024, 2, 1)) }));
        Assert.Equal("Customers who bought something of the brand Acme in the category Tea or (not given)", Of(new BoughtRule { Brands = ["Acme"], Categories = ["Tea", ""] }));
        var tea = new BoughtRule { Categories = ["Tea"], Window = new(Last: 90) };
        Assert.Equal("Customers who bought at least 3 items of products in the category Tea within the last 90 days", Of(tea with { Measure = BoughtMeasure.Items, AtLeast = 3 }));
        Assert.Equal("Customers who bought at most 1 item of products in the category Tea within the last 90 days", Of(tea with { Measure = BoughtMeasure.Items, AtMost = 1 }));
        Assert.Equal("Customers who spent €200.00 to €300.00 on the product A1", Of(new BoughtRule { Products = ["A1"], Measure = BoughtMeasure.Amount, AtLeast = 200, AtMost = 300 }));
        Assert.Equal("Customers who have exactly 2 orders of the product A1", Of(new BoughtRule { Products = ["A1"], Measure = BoughtMeasure.Orders, AtLeast = 2, AtMost = 2 }));
        Assert.Equal("Customers who in their first order bought something in the category Tea within the last 90 days", Of(tea with { Place = OrderPlace.First }));
        Assert.Equal("Customers who in their last order did not buy the product A1", Of(new BoughtRule { Products = ["A1"], Place = OrderPlace.Last, Not = true }));
        Assert.Equal("Customers who do not live in the city Bonn and are at least 18 years old", Of(new RuleGroup(GroupMode.All, new ProfileRule(ProfileField.City, ["Bonn"]) { Not = true }, new AgeRule { AtLeast = 18 })));
        Assert.Equal("Customers who ordered not with the coupon SPRING within the last 30 days", Of(new OrderRule(OrderPlace.Any) { Where = new() { Coupons = ["SPRING"], Except = [OrderField.Coupons] }, Window = new(Last: 30) }));
        Assert.Equal("Customers who do not have the attribute “size” set to 44 or (not given)", Of(new AttributeRule("size", ["44", ""]) { Not = true }));
        Assert.Equal("Customers who have the attribute “points” with at least 12,345", Of(new AttributeRule("points", []) { As = AttributeKind.Number, AtLeast = 12_345 }));
        Assert.Equal("Customers who have a day of the attribute “renewal” since 1 Feb 2024", Of(new AttributeRule("renewal", []) { As = AttributeKind.Day, Window = new(From: new(2024, 2, 1)) }));
        Assert.Equal("Customers who have e-mail and phone on file", Of(new OnFileRule(OnFile.Email | OnFile.Phone)));
        Assert.Equal("Customers who came on file within the last 30 days and do not come from the source till",
            Of(new RuleGroup(GroupMode.All, new OnFileSinceRule(new(Last: 30)), new ProfileRule(ProfileField.Source, ["till"]) { Not = true })));
        Assert.Equal("Customers who did not come on file from 1 Feb 2024 to 3 Feb 2024", Of(new OnFileSinceRule(new(From: new(2024, 2, 1), To: new(2024, 2, 3))) { Not = true }));
        Assert.Equal("Customers who came by a channel other than web and bought in month 3 after that of the first purchase or later",
            Of(new RuleGroup(GroupMode.All, new AcquiredRule(CustomerKey.Channel, ["web"]) { Not = true }, new CohortRule(CohortBucket.Month, 3, CohortStep.BoughtInOrAfter, DayOfWeek.Monday))));
        Assert.Equal("Customers who were in the state Lost on 3 Feb 2024, came into the state Active from Lost within the last 30 days, and came into the state Lost on the last day without leaving it",
            Of(new RuleGroup(GroupMode.All, new StateOnRule(new(2024, 2, 3), [LifecycleState.Lost]), new StateFlowRule([LifecycleState.Active], new(Last: 30)) { From = [LifecycleState.Lost] }, new LifecycleChangeRule(1, [LifecycleState.Lost]))));
        Assert.Equal("Customers who came back from the lost since 1 Feb 2024 and bought a second time at most 90 days after the first",
            Of(new RuleGroup(GroupMode.All, new LostRule(LostStep.Back, new(From: new(2024, 2, 1))), new SecondPurchaseRule { AtMost = 90 })));
        Assert.Equal("Customers who have a recency score of exactly 4 as of 3 Feb 2024", Of(new RfmScoreRule(RfmScore.Recency) { AtLeast = 4, AtMost = 4, On = new(2024, 2, 3) }));
        Assert.Equal("Customers chosen one by one", Of(new RuleGroup(GroupMode.Any)));
    }

    [Fact]
    public async Task Groups_join_their_clauses_so_that_nothing_can_be_misread()
    {
        using var context = await PageContext.OpenAsync(Roles.Marketer);
        var words = context.Get<SegmentWords>();
        string Of(SegmentRule rule) => words.Of(rule, "EUR", id => id == 7 ? "VIP" : null);
        SegmentRule vip = new MemberRule(7), german = new CountryRule(["DE"]), never = new ProspectRule();
        Assert.Equal("Customers who have never bought or (belong to the segment “VIP” and are not among those who come from DE)",
            Of(new RuleGroup(GroupMode.Any, never, new RuleGroup(GroupMode.All, vip, new RuleGroup(GroupMode.None, german)))));
        Assert.Equal("Customers who neither have never bought nor come from DE", Of(new RuleGroup(GroupMode.None, never, german)));
        Assert.Equal("Customers who neither have never bought nor come from DE nor belong to the segment “VIP”", Of(new RuleGroup(GroupMode.None, never, german, vip)));
        Assert.Equal("Customers who are not among those who (come from DE or belong to the segment “VIP”)", Of(new RuleGroup(GroupMode.None, new RuleGroup(GroupMode.Any, german, vip))));
    }

    [Fact]
    public async Task A_rule_that_is_not_complete_is_three_dots()
    {
        using var context = await PageContext.OpenAsync(Roles.Marketer);
        var words = context.Get<SegmentWords>();
        string Of(SegmentRule rule) => words.Of(rule, "EUR", _ => null);
        SegmentRule[] unfinished = [
            new OrderTotalRule(OrderMeasure.Orders), new OrderRule(OrderPlace.Last) { Window = new() }, new AttributeRule("", []), new AttributeRule("a", []) { As = AttributeKind.Number }, new AttributeRule("a", []) { As = AttributeKind.Day }, new AgeRule(), new ConsentRule("", ConsentWord.Granted), new MemberRule(0),
            new MarkRule(MarkQuestion.Tagged), new CountryRule([]), new BoughtRule(), new BoughtRule { Brands = ["a"], Measure = BoughtMeasure.Items }, new OnFileRule(OnFile.None), new RfmGroupRule([]), new LifecycleRule([]), new LifecycleChangeRule(30, []),
            new StateFlowRule([LifecycleState.Lost], new()), new OnFileSinceRule(new()), new ProfileRule(ProfileField.City, []), new AcquiredRule(CustomerKey.Channel, [])];
        Assert.All(unfinished, rule => Assert.Equal("Customers who have never bought and …", Of(new RuleGroup(GroupMode.All, new ProspectRule(), rule))));
    }

    [Fact]
    public async Task Every_complete_rule_is_a_clause_of_its_own()
    {
        using var context = await PageContext.OpenAsync(Roles.Marketer);
        var (words, text) = (context.Get<SegmentWords>(), context.Get<IStringLocalizer<RuleText>>());
        string Of(SegmentRule rule) => words.Of(rule, "EUR", _ => null);
        SegmentRule[] rules = [
            .. Enum.GetValues<RuleKind>().Select(RuleKinds.New), .. Enum.GetValues<OrderPlace>().SelectMany(p => new[] { new OrderRule(p), new OrderRule(p) { Not = true } }),
            .. Enum.GetValues<CustomerKey>().SelectMany(k => new[] { new AcquiredRule(k, ["a"]), new AcquiredRule(k, ["a"]) { Not = true } }),
            .. Enum.GetValues<ProfileField>().SelectMany(f => new[] { new ProfileRule(f, ["a"]), new ProfileRule(f, ["a"]) { Not = true } }), new CountryRule(["a"]) { Not = true }, .. Enum.GetValues<ConsentWord>().Select(w => new ConsentRule("a", w)),
            .. Enum.GetValues<MarkQuestion>().Select(q => new MarkRule(q) { Tag = "a", Person = 1 }), .. Enum.GetValues<CohortStep>().Select(s => new CohortRule(CohortBucket.Week, 2, s, DayOfWeek.Monday)),
            .. Enum.GetValues<BoughtMeasure>().SelectMany(m => Enum.GetValues<OrderPlace>().Select(p => new BoughtRule { Brands = ["a"], Measure = m, Place = p, AtLeast = 1 })),
            .. Enum.GetValues<LostStep>().Select(s => new LostRule(s, new(Last: 2))), new AttributeRule("a", []), new AttributeRule("a", ["b"]), new AttributeRule("a", []) { Not = true }, new AttributeRule("a", ["b"]) { Not = true }];
        string[] keys = [.. text.GetAllStrings().Select(t => t.Name)];
        Assert.All(rules.Select(Of), sentence =>
        {
            Assert.StartsWith("Customers who ", sentence, StringComparison.Ordinal);
            Assert.DoesNotContain(": ", sentence, StringComparison.Ordinal);
            Assert.DoesNotContain(sentence["Customers who ".Length..], keys);   // a text that is missing shows its key
        });
    }

    [Fact]
    public async Task Every_kind_of_rule_and_everything_that_can_be_wrong_has_its_text()
    {
        using var context = await PageContext.OpenAsync(Roles.Marketer);
        var (rules, pages) = (context.Get<IStringLocalizer<RuleText>>(), context.Get<IStringLocalizer<SegmentsText>>());
        Assert.All(Enum.GetValues<RuleKind>(), k => Assert.False(rules[$"Kind.{k}"].ResourceNotFound, $"{k}"));
        Assert.All(Enum.GetValues<RuleReason>(), r => Assert.False(rules[$"Problem.{r}"].ResourceNotFound, $"{r}"));
        Assert.All(Enum.GetValues<SegmentReason>(), r => Assert.False(pages[$"Reason.{r}"].ResourceNotFound, $"{r}"));
        Assert.All(Enum.GetValues<SegmentSort>(), s => Assert.False(pages[$"Column.{s}"].ResourceNotFound, $"{s}"));
        Assert.All(Enum.GetValues<CustomerKey>(), k => Assert.False(rules[$"By.{k}"].ResourceNotFound, $"{k}"));
        Assert.All(Enum.GetValues<CohortStep>(), s => Assert.False(rules[$"Cohort.{s}"].ResourceNotFound || rules[$"Cohort.Step.{s}"].ResourceNotFound, $"{s}"));
        Assert.All(Enum.GetValues<CohortBucket>(), b => Assert.False(rules[$"Cohort.{b}"].ResourceNotFound || rules[$"Cohort.After.{b}"].ResourceNotFound, $"{b}"));
        Assert.All(Enum.GetValues<LostStep>(), s => Assert.False(rules[$"LostStep.{s}"].ResourceNotFound || rules[$"LostStep.Choice.{s}"].ResourceNotFound, $"{s}"));
        Assert.All(Enum.GetValues<RuleKind>(), k => Assert.Equal(k, RuleKinds.Of(RuleKinds.New(k))));
        Assert.Equal(Enum.GetValues<RuleKind>().Order(), RuleKinds.Groups.SelectMany(g => g.Kinds).Order());
    }
}
