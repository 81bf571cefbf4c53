using Bunit;
using Dashboard.Analytics.Kpis;
using Dashboard.Web.Components;

namespace Dashboard.Web.Tests.Components;

public sealed class KpiCardTests : PartTest
{
    private IRenderedComponent<KpiCard> Card(KpiValue value, bool compared = true, KpiSeries? series = null) => Render<KpiCard>(p => p
        .Add(c => c.Kpi, KpiCatalog.Of(value.Id)).Add(c => c.Value, value).Add(c => c.Currency, "GBP").Add(c => c.Compared, compared).Add(c => c.Series, series));

    [Fact]
    public void A_rise_is_told_by_arrow_and_word_and_is_good_where_more_is_better()
    {
        var change = Card(Value(KpiId.Orders, 110, 100)).Find(".change");
        Assert.Contains("good", change.ClassName, StringComparison.Ordinal);
        Assert.NotNull(change.QuerySelector("svg"));
        Assert.Equal("up 10.0%", string.Join(' ', change.QuerySelectorAll("span").Select(s => s.TextContent)));
    }

    [Fact]
    public void More_customers_lost_is_bad()
    {
        var change = Card(Value(KpiId.CustomersLost, 110, 100)).Find(".change");
        Assert.Contains("bad", change.ClassName, StringComparison.Ordinal);
        Assert.StartsWith("up", change.TextContent.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_rate_changes_by_points_and_not_by_per_cent() =>
        Assert.Contains("5.0 pts", Card(Value(KpiId.RepeatRate, .25, .20)).Find(".change").TextContent, StringComparison.Ordinal);

    [Fact]
    public void What_rounds_to_nothing_is_unchanged()
    {
        var change = Card(Value(KpiId.Revenue, 100_000.01, 100_000)).Find(".change");
        Assert.Equal("unchanged", change.TextContent.Trim());
        Assert.Null(change.QuerySelector("svg"));
    }

    [Theory]
    [InlineData(KpiId.LeakyBucketRatio, NoValueReason.NoLosses, "No losses")]
    [InlineData(KpiId.EarlyRepeatRate, NoValueReason.TooNew, "Too early to tell")]
    public void No_value_is_a_reason_and_never_a_zero(KpiId id, NoValueReason reason, string words)
    {
        var card = Card(Value(id, null, reason: reason));
        Assert.Equal(words, card.Find(".kpi-value").TextContent.Trim());
        Assert.Empty(card.FindAll(".change"));
    }

    [Fact]
    public void Every_reason_has_its_words() =>
        Assert.All(Enum.GetValues<NoValueReason>(), reason => Assert.DoesNotContain("Reason.", Card(Value(KpiId.Orders, null, reason: reason)).Find(".kpi-value").TextContent, StringComparison.Ordinal));

    [Fact]
    public void Without_a_comparison_there_is_no_change() => Assert.Empty(Card(Value(KpiId.Orders, 110), compared: false).FindAll(".change, .kpi-note"));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_figure_of_then_stands_in_its_words_and_opens_the_customers_of_then_where_they_are_known(bool known)
    {
        var card = Render<KpiCard>(p => p.Add(c => c.Kpi, KpiCatalog.Of(KpiId.RepeatRate)).Add(c => c.Value, Value(KpiId.RepeatRate, .25, .20)).Add(c => c.Currency, "GBP").Add(c => c.Compared, true).Add(c => c.DrillBefore, known ? new("/customers?then", 7) : null));
        Assert.Equal("from 20.0%", card.Find(".kpi-note").TextContent);
        Assert.Equal(known ? ["/customers?then 7 20.0%"] : [], card.FindAll(".kpi-note a").Select(a => $"{a.GetAttribute("href")} {a.GetAttribute("data-drill")} {a.TextContent}"));
    }

    [Fact]
    public void The_hint_gives_definition_and_what_the_value_rests_on_and_leaves_out()
    {
        var card = Card(Value(KpiId.EarlyRepeatRate, .25, n: 17504, excluded: 809, immature: 312));
        var (button, panel) = (card.Find("[data-hint]"), card.Find(".hint-panel"));
        Assert.Equal(panel.Id, button.GetAttribute("aria-controls"));
        Assert.Equal("About Early repeat rate", button.GetAttribute("aria-label"));
        foreach (var words in new[] { "second purchase", "17,504 customers", "809 orders without a customer", "312 customers" })
            Assert.Contains(words, panel.TextContent, StringComparison.Ordinal);
        Assert.Equal("/help/kpi/early_repeat_rate", panel.QuerySelector("a")!.GetAttribute("href"));
    }
}
