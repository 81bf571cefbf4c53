using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Forecasts;
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
        Assert.Equal("Net revenue: at least €100.00 (last 90 days; Channel: web or shop)",
            Of(new OrderTotalRule(OrderMeasure.Revenue) { AtLeast = 100, Window = new(Last: 90), Where = new() { Channels = ["web", "shop"] } }));
        Assert.Equal("Share of discount: 10% to 50%", Of(new OrderTotalRule(OrderMeasure.DiscountShare) { AtLeast = 0.1m, AtMost = 0.5m }));
        Assert.Equal("No order (from 1 Feb 2024)", Of(new OrderRule(OrderPlace.Any) { Not = true, Window = new(From: new(2024, 2, 1)) }));
        Assert.Equal("Came by channel: other than web and Bought in month 3 after the first purchase or later",
            Of(new RuleGroup(GroupMode.All, new AcquiredRule(CustomerKey.Channel, ["web"]) { Not = true }, new CohortRule(CohortBucket.Month, 3, CohortStep.BoughtInOrAfter, DayOfWeek.Monday))));
        Assert.Equal("On 3 Feb 2024 in the state: Lost and Came into: Active, from: Lost (last 30 days)",
            Of(new RuleGroup(GroupMode.All, new StateOnRule(new(2024, 2, 3), [LifecycleState.Lost]), new StateFlowRule([LifecycleState.Active], new(Last: 30)) { From = [LifecycleState.Lost] })));
        Assert.Equal("Came back from the lost (from 1 Feb 2024) and Days from first to second purchase: at most 90",
            Of(new RuleGroup(GroupMode.All, new LostRule(LostStep.Back, new(From: new(2024, 2, 1))), new SecondPurchaseRule { AtMost = 90 })));
        Assert.Equal("Never bought or (In segment “VIP” and (none of: Country: DE))",
            Of(new RuleGroup(GroupMode.Any, new ProspectRule(), new RuleGroup(GroupMode.All, new MemberRule(7), new RuleGroup(GroupMode.None, new CountryRule(["DE"]))))));
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
