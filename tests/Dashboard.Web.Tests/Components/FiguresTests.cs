using System.Globalization;
using Dashboard.Analytics.Kpis;
using Dashboard.Web.Components;

namespace Dashboard.Web.Tests.Components;

public sealed class FiguresTests
{
    private static Figures In(string culture) => new(CultureInfo.GetCultureInfo(culture));

    private static string Plain(string text) => text.Replace('\u00a0', ' ').Replace('\u202f', ' ').Replace('\u2212', '-');

    [Theory]
    [InlineData("en-GB", "GBP", 1234.5, "£1,234.50")]
    [InlineData("de-DE", "EUR", 1234.5, "1.234,50 €")]
    [InlineData("en-US", "USD", -1234.5, "-$1,234.50")]
    [InlineData("en-US", "JPY", 1234.0, "¥1,234")]
    [InlineData("en-US", "KWD", 1.5, "KWD 1.500")]
    [InlineData("en-GB", "AUD", 12.0, "AUD 12.00")]
    [InlineData("en-GB", "AUD", -12.0, "AUD -12.00")]
    public void Money_has_its_own_decimals_and_the_readers_order(string culture, string currency, double amount, string expected) =>
        Assert.Equal(expected, Plain(In(culture).Money(amount, currency)));

    [Fact]
    public void What_rounds_to_nothing_has_no_sign()
    {
        var figures = In("en-GB");
        Assert.Equal("0.0%", figures.Percent(-0.0004));
        Assert.Equal("-0.1%", figures.Percent(-0.0005));
        Assert.Equal("0", figures.Count(-0.4));
        Assert.Equal("0.00", figures.Number(-0.004, 2));
        Assert.Equal("£0.00", figures.Money(-0.004, "GBP"));
        Assert.Equal("0.0%", Figures.WithSign(0.0004, change => figures.Percent(change)));
        Assert.Equal("+0.1%", Figures.WithSign(0.0006, change => figures.Percent(change)));
        Assert.Equal("-0.1%", Figures.WithSign(-0.0006, change => figures.Percent(change)));
    }

    [Fact]
    public void Cents_are_left_out_of_large_amounts_on_cards()
    {
        Assert.Equal("£9,747,748", In("en-GB").Money(9_747_747.93, "GBP", brief: true));
        Assert.Equal("£9,999.50", In("en-GB").Money(9_999.5, "GBP", brief: true));
    }

    [Fact]
    public void A_sign_that_means_several_currencies_is_used_for_the_readers_own_only()
    {
        Assert.Equal("$", In("en-CA").Symbol("CAD"));
        Assert.Equal("CAD", In("en-US").Symbol("CAD"));
        Assert.Equal("USD", In("en-CA").Symbol("USD"));
        Assert.Equal("$", In("da-DK").Symbol("USD"));
    }

    [Fact]
    public void Days_are_ordered_as_the_reader_is_used_to()
    {
        var day = new DateOnly(2011, 12, 9);
        Assert.Equal("9 Dec 2011", In("en-GB").Day(day));
        Assert.Equal("Dec 9, 2011", In("en-US").Day(day));
        Assert.Equal("9 Dec – 11 Dec 2011", Plain(In("en-GB").Range(day, day.AddDays(2))));
        Assert.Equal("9 Dec 2011", In("en-GB").Range(day, day));
    }

    [Fact]
    public void Days_that_run_from_right_to_left_do_not_turn_the_sentence_around_them()
    {
        var range = In("fa-IR").Range(new(2011, 12, 9), new(2011, 12, 11));
        Assert.StartsWith("\u2068", range, StringComparison.Ordinal);
        Assert.EndsWith("\u2069", range, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(KpiId.RepeatRate, .2346, "23.5%")]
    [InlineData(KpiId.LeakyBucketRatio, 1.256, "1.26")]
    [InlineData(KpiId.DaysBetweenPurchases, 31, "31")]
    [InlineData(KpiId.DaysBetweenPurchases, 31.5, "31.5")]
    [InlineData(KpiId.Orders, 20726, "20,726")]
    public void A_kpi_is_written_as_its_unit_asks(KpiId id, double value, string expected) =>
        Assert.Equal(expected, Plain(In("en-GB").Value(KpiCatalog.Of(id), value, "GBP")));

    [Theory]
    [InlineData(7, 40, 0, "18%")]
    [InlineData(-7, 40, 0, "-18%")]
    [InlineData(1, 8, 0, "13%")]
    [InlineData(201, 200_000, 2, "0.10%")]
    [InlineData(23, 400_000, 3, "0.006%")]
    [InlineData(-1, 1_000_000, 1, "0.0%")]
    public void A_half_is_rounded_as_by_hand(double part, double whole, int decimals, string shown) =>
        Assert.Equal(shown, new Figures(CultureInfo.GetCultureInfo("en-US")).Percent(part / whole, decimals));
}
