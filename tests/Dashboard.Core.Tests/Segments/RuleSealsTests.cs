using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Segments;

namespace Dashboard.Core.Tests.Segments;

public sealed class RuleSealsTests
{
    private static readonly RuleGroup Rule = new(GroupMode.All,
        new OrderTotalRule(OrderMeasure.Orders) { AtLeast = 2 },
        new RuleGroup(GroupMode.None, new AttributeRule("note", ["Ann Secret"]), new ProfileRule(ProfileField.City, ["Secretville"]) { Not = true }),
        new AgeRule { AtLeast = 101, AtMost = 101 },
        new BirthdayRule(0),
        new ConsentRule("newsletter", ConsentWord.Granted),
        new AttributeRule("card", []) { As = AttributeKind.Number, AtLeast = 4711, AtMost = 4711 },
        new ProfileRule(ProfileField.AcquisitionChannel, ["web"]));

    [Fact]
    public async Task What_is_said_of_customers_themselves_cannot_be_read_and_the_rest_can()
    {
        await using var shop = await SegmentShop.OpenAsync();
        var seals = shop.Get<RuleSeals>();
        var written = SegmentJson.Write(seals.Seal(Rule));
        Assert.All(["Secret", "note", "card", "4711", "101", "city", "birthday"], word => Assert.DoesNotContain(word, written, StringComparison.Ordinal));
        Assert.All(["\"orders\"", "\"atLeast\":2", "web", "newsletter"], word => Assert.Contains(word, written, StringComparison.Ordinal));
        Assert.Equal(SegmentJson.Write(Rule), SegmentJson.Write(seals.Open(SegmentJson.Read(written, out _)!)));
    }

    [Fact]
    public async Task A_sealed_rule_is_answered_as_what_it_says_and_kept_as_it_was()
    {
        await using var shop = await SegmentShop.OpenAsync();
        var (seals, answers) = (shop.Get<RuleSeals>(), shop.Get<SegmentAnswers>());
        var nowhere = seals.Seal(new ProfileRule(ProfileField.City, [""]));
        Assert.Equal(3, (await answers.MembersAsync(shop.Facts, nowhere, TestContext.Current.CancellationToken))!.Count);
        Assert.Equal("Secretville", Assert.Single((await answers.CountAsync(shop.Facts, seals.Seal(new ProfileRule(ProfileField.City, ["Secretville"])), null, TestContext.Current.CancellationToken)).Problems).Name);
        var id = (await shop.SaveAsync(shop.Ada, "Nowhere", nowhere)).Id!.Value;
        Assert.Equal(SegmentJson.Write(new ProfileRule(ProfileField.City, [""])), (await shop.EntryAsync(id, shop.Ada)).Segment.Rule);
    }

    [Fact]
    public async Task What_was_not_sealed_here_has_no_answer()
    {
        await using var shop = await SegmentShop.OpenAsync();
        var forged = new SealedRule("CfDJ8-forged");
        Assert.Null(await shop.Get<SegmentAnswers>().MembersAsync(shop.Facts, new RuleGroup(GroupMode.None, forged), TestContext.Current.CancellationToken));
        Assert.Equal(forged, shop.Get<RuleSeals>().Open(forged));
    }
}
