using System.Globalization;
using CsCheck;
using Dashboard.Analytics.Kpis;
using Dashboard.Web.Components.Address;

namespace Dashboard.Web.Tests.Components;

public sealed class PageAddressTests
{
    private static readonly DateOnly First = new(2009, 12, 1);
    private static readonly DateOnly Last = new(2011, 12, 9);

    [Fact]
    public void An_address_without_words_means_the_last_twelve_months_against_the_period_before()
    {
        var address = PageAddress.Parse("/");
        Assert.Equal((RangePreset.Last12Months, Comparison.PreviousPeriod, false), (address.Range, address.Compare, address.AlignWeekdays));
        Assert.Empty(address.Ignored);
        Assert.Equal("/", address.On("/"));
    }

    [Theory]
    [InlineData("12m", "2010-12-10", "2011-12-09")]
    [InlineData("7d", "2011-12-03", "2011-12-09")]
    [InlineData("28d", "2011-11-12", "2011-12-09")]
    [InlineData("30d", "2011-11-10", "2011-12-09")]
    [InlineData("90d", "2011-09-11", "2011-12-09")]
    [InlineData("month", "2011-12-01", "2011-12-31")]
    [InlineData("last-month", "2011-11-01", "2011-11-30")]
    [InlineData("quarter", "2011-10-01", "2011-12-31")]
    [InlineData("ytd", "2011-01-01", "2011-12-09")]
    [InlineData("all", "2009-12-01", "2011-12-09")]
    public void Named_ranges_end_at_the_last_day_with_an_order_or_hold_it(string range, string from, string to)
    {
        var address = PageAddress.Parse($"/?range={range}");
        Assert.Empty(address.Ignored);
        Assert.Equal((DateOnly.Parse(from, CultureInfo.InvariantCulture), DateOnly.Parse(to, CultureInfo.InvariantCulture)), address.Days(First, Last));
    }

    [Fact]
    public void Hidden_annotations_of_imports_stand_in_the_address()
    {
        var address = PageAddress.Parse("/?notes=people&range=7d");
        Assert.True(address.HidesImports);
        Assert.Equal("/lifecycle?range=7d&notes=people", address.On("/lifecycle"));
        Assert.Equal(["notes"], PageAddress.Parse("/?notes=none").Ignored);
    }

    [Fact]
    public void Twelve_months_that_end_on_a_leap_day_begin_on_the_first_of_march() =>
        Assert.Equal((new DateOnly(2023, 3, 1), new DateOnly(2024, 2, 29)), new PageAddress().Days(First, new(2024, 2, 29)));

    [Theory]
    [InlineData("/?channel=web%20shop&country=DE", "web shop", "DE")]
    [InlineData("/?country=", null, "")]
    [InlineData("/?range=7d", null, null)]
    public void Channel_and_country_stand_in_the_address_and_the_empty_name_for_orders_without_one(string uri, string? channel, string? country)
    {
        var address = PageAddress.Parse(uri);
        Assert.Equal((channel, country), (address.Channel, address.Country));
        Assert.Equal(uri, address.On(uri));
    }

    [Fact]
    public void Two_dates_win_over_a_named_range()
    {
        var address = PageAddress.Parse("https://shop.example/?range=7d&from=2011-01-05&to=2011-02-01");
        Assert.Equal((RangePreset.Custom, new DateOnly(2011, 1, 5), new DateOnly(2011, 2, 1)), (address.Range, address.From, address.To));
    }

    [Fact]
    public void One_date_alone_reaches_to_the_end_of_the_data()
    {
        Assert.Equal((new DateOnly(2011, 6, 1), Last), PageAddress.Parse("/?from=2011-06-01").Days(First, Last));
        Assert.Equal((First, new DateOnly(2010, 6, 1)), PageAddress.Parse("/?to=2010-06-01").Days(First, Last));
    }

    [Theory]
    [InlineData("/?range=fortnight", "range")]
    [InlineData("/?from=yesterday", "from")]
    [InlineData("/?from=2011-02-30&to=2011-03-01", "from")]
    [InlineData("/?from=2011-03-02&to=2011-03-01", "from,to")]
    [InlineData("/?to=9999-12-31", "to")]
    [InlineData("/?cmp=everything", "cmp")]
    [InlineData("/?cmp=custom", "cfrom")]
    [InlineData("/?cmp=custom&cfrom=2011-03-02&cto=2011-03-01", "cfrom,cto")]
    [InlineData("/?wd=yes", "wd")]
    public void What_cannot_be_understood_is_named_and_the_default_stands_in(string uri, string ignored)
    {
        var address = PageAddress.Parse(uri);
        Assert.Equal(ignored.Split(','), address.Ignored);
        Assert.Equal(Comparison.PreviousPeriod, address.Compare);
    }

    [Fact]
    public void Other_values_of_the_address_stay_and_a_fragment_goes()
    {
        var uri = new PageAddress { Range = RangePreset.AllTime, Compare = Comparison.None }.On("/customers?search=a%26b&range=7d&cmp=year#top");
        Assert.Equal("/customers?search=a%26b&range=all&cmp=off", uri);
    }

    [Fact]
    public void Every_state_survives_being_written_and_read_again()
    {
        var day = Gen.Int[0, 20_000].Select(d => new DateOnly(1990, 1, 1).AddDays(d));
        var span = Gen.Select(day, Gen.Int[0, 900], (from, days) => (From: from, To: from.AddDays(days)));
        var state = Gen.Select(Gen.Enum<RangePreset>(), span, Gen.Enum<Comparison>(), span, Gen.Bool, Gen.Bool, (range, days, compare, compared, open, align) => new PageAddress
        {
            Range = range,
            From = range == RangePreset.Custom ? days.From : null,
            To = range == RangePreset.Custom && !open ? days.To : null,
            Compare = compare,
            CompareFrom = compare == Comparison.Custom ? compared.From : null,
            CompareTo = compare == Comparison.Custom && !open ? compared.To : null,
            AlignWeekdays = align,
        });
        state.Sample(address => Assert.Equal(address with { Ignored = [] }, PageAddress.Parse(address.On("/?seg=12")) with { Ignored = [] }));
    }

    [Fact]
    public void No_text_in_the_address_bar_makes_it_fail() =>
        Gen.String.Sample(text => PageAddress.Parse("/?" + text).On("/?" + text));
}
