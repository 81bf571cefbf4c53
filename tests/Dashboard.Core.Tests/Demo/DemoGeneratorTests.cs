using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Dashboard.Core.Demo;
using Dashboard.Core.Orders;

namespace Dashboard.Core.Tests.Demo;

public sealed class DemoGeneratorTests(DemoShopOfTests shop) : IClassFixture<DemoShopOfTests>
{
    private DemoData Shop => shop.Data;

    [Fact]
    public void The_random_source_never_changes()
    {
        var random = new DemoRandom(1234567);
        Assert.Equal([6457827717110365317UL, 3203168211198807973UL, 9817491932198370423UL], [random.NextBits(), random.NextBits(), random.NextBits()]);
    }

    [Fact]
    public void The_same_day_gives_the_same_shop()
    {
        var day = new DateOnly(2025, 6, 30);
        Assert.Equal(HashOf(DemoGenerator.Generate(day, TimeZoneInfo.Utc, 500)), HashOf(DemoGenerator.Generate(day, TimeZoneInfo.Utc, 500)));
        Assert.NotEqual(HashOf(DemoGenerator.Generate(day, TimeZoneInfo.Utc, 500)), HashOf(DemoGenerator.Generate(day.AddDays(1), TimeZoneInfo.Utc, 500)));
    }

    [Fact]
    public void It_has_twenty_thousand_customers_three_years_and_three_hundred_products()
    {
        Assert.Equal(20_000, Shop.Customers.Count);
        Assert.Equal((DemoShopOfTests.FirstDay, DemoShopOfTests.LastDay), (Shop.Orders.Min(o => o.Day), Shop.Orders.Max(o => o.Day)));
        Assert.InRange(Shop.Products.Count, 280, 320);
        Assert.Equal(Shop.Products.Count, Shop.Products.Select(p => p.Sku).Distinct().Count());
        Assert.InRange(Shop.Orders.Count, 70_000, 130_000);
        Assert.True(Shop.Orders.Select(o => o.Country).Distinct().Count() >= 15);
        Assert.Equal(5, Shop.Orders.Select(o => o.Channel).Distinct().Count());
    }

    [Fact]
    public void About_half_of_the_customers_come_back()
    {
        var customers = Placed().Where(o => o.Customer is not null).GroupBy(o => o.Customer!.Value).Select(g => g.Select(o => o.Day).Distinct().Order().ToList()).ToList();
        var repeat = customers.Count(d => d.Count > 1) / (double)customers.Count;
        var mature = customers.Where(d => d[0].AddDays(90) <= DemoShopOfTests.LastDay).ToList();
        var early = mature.Count(d => d.Count > 1 && d[1].DayNumber - d[0].DayNumber <= 90) / (double)mature.Count;
        Assert.InRange(repeat, 0.4, 0.65);
        Assert.InRange(early, 0.18, 0.42);
    }

    [Fact]
    public void Black_week_is_the_peak_and_summer_the_dip()
    {
        var byDay = Shop.Orders.Where(o => o.Day.Year == 2025).GroupBy(o => o.Day).ToDictionary(g => g.Key, g => g.Count());
        var friday = new DateOnly(2025, 11, 28);
        Assert.Equal(friday, byDay.MaxBy(d => d.Value).Key);
        var ordinary = byDay.Values.Average();
        Assert.True(byDay[friday] > 2.2 * ordinary);
        Assert.True(byDay.Where(d => d.Key.Month == 8).Average(d => d.Value) < 0.95 * ordinary);
        Assert.True(byDay.Where(d => d.Key.Month == 12 && d.Key.Day < 20).Average(d => d.Value) > 1.3 * ordinary);
    }

    [Fact]
    public void The_week_has_its_rhythm()
    {
        var byDay = Shop.Orders.GroupBy(o => o.Day.DayOfWeek).ToDictionary(g => g.Key, g => g.Count());
        Assert.True(byDay[DayOfWeek.Sunday] > 1.1 * byDay[DayOfWeek.Saturday]);
    }

    [Fact]
    public void The_first_channel_and_the_first_category_decide_who_stays()
    {
        var firsts = Placed().Where(o => o.Customer is not null).GroupBy(o => o.Customer!.Value)
            .Select(g => (First: g.MinBy(o => o.PlacedAt)!, Repeat: g.Select(o => o.Day).Distinct().Count() > 1)).ToList();
        double RepeatRate(Func<DemoOrder, bool> of) => firsts.Where(f => of(f.First)).Average(f => f.Repeat ? 1.0 : 0);
        double ByCategory(string name) => RepeatRate(o => DemoCatalog.Categories[Shop.Products[o.Lines[0].Product].Category].Name == name);
        Assert.True(RepeatRate(o => o.Channel == "App") > RepeatRate(o => o.Channel == "Marketplace") + 0.1);
        Assert.True(ByCategory("Pet supplies") > ByCategory("Gifts") + 0.2);
    }

    [Fact]
    public void The_best_fifth_of_customers_bring_most_of_the_revenue()
    {
        var values = Placed().Where(o => o.Customer is not null).GroupBy(o => o.Customer).Select(g => g.Sum(o => o.Subtotal - o.Discount)).OrderDescending().ToList();
        Assert.InRange(values.Take(values.Count / 5).Sum() / (double)values.Sum(), 0.5, 0.8);
    }

    [Fact]
    public void Some_orders_are_refunded_cancelled_failed_tests_and_anonymous()
    {
        double Share(Func<DemoOrder, bool> of) => Shop.Orders.Count(of) / (double)Shop.Orders.Count;
        Assert.InRange(Share(o => o.Refund is not null), 0.02, 0.1);
        Assert.Contains(Shop.Orders, o => o.Refund is { } r && r.Amount < o.Subtotal - o.Discount);
        Assert.Contains(Shop.Orders, o => o.Refund is { } r && r.Amount == o.Total);
        Assert.Contains(Shop.Orders, o => o.Refund is { } r && r.Day.DayNumber - o.Day.DayNumber > 60);
        Assert.All(Shop.Orders, o => Assert.True(o.Refund is not { } r || r.RefundedAt > o.PlacedAt && r.Day <= DemoShopOfTests.LastDay));
        Assert.InRange(Share(o => o.Status == OrderStatus.Cancelled), 0.008, 0.02);
        Assert.InRange(Share(o => o.Status == OrderStatus.Failed), 0.005, 0.02);
        Assert.Contains(Shop.Orders, o => o.Status == OrderStatus.Test);
        Assert.InRange(Share(o => o.Customer is null), 0.01, 0.05);
        Assert.InRange(Shop.Orders.Sum(o => o.Discount) / (double)Shop.Orders.Sum(o => o.Subtotal), 0.02, 0.1);
    }

    [Fact]
    public void Money_adds_up_and_nothing_is_free()
    {
        Assert.All(Shop.Orders, o =>
        {
            Assert.NotEmpty(o.Lines);
            Assert.All(o.Lines, l => Assert.True(l is { Quantity: > 0, UnitPrice: > 0 } && l.Discount >= 0 && l.Discount < l.Amount));
        });
        Assert.All(Shop.Products, p => Assert.True(p.Cost > 0 && p.Cost < p.Price));
    }

    [Fact]
    public void Addresses_are_unique_and_can_reach_nobody()
    {
        var mails = Shop.Customers.Where(c => c.Email is not null).Select(c => c.Email!).ToList();
        Assert.Equal(mails.Count, mails.Distinct().Count());
        Assert.All(mails, m => Assert.Matches("^[a-z0-9][a-z0-9.]*@example\\.(com|org|net)$", m));
        Assert.Contains(Shop.Customers, c => c.Name.Contains('\''));
        Assert.Contains(Shop.Customers, c => c.Name.Any(l => l > 127));
        Assert.Contains(Shop.Customers, c => c.Company is not null);
        Assert.Contains(Shop.Customers, c => c.BirthDate is null);
    }

    [Fact]
    public void Consents_are_given_refused_and_withdrawn()
    {
        var mail = Shop.Customers.Select(c => c.Consents.Where(x => x.Purpose == "email").ToList()).ToList();
        Assert.Contains(mail, c => c is [{ Granted: true }]);
        Assert.Contains(mail, c => c is [{ Granted: false }]);
        Assert.Contains(mail, c => c is [{ Granted: true }, { Granted: false }]);
        Assert.Contains(mail, c => c is []);
    }

    [Theory, InlineData("Europe/Copenhagen"), InlineData("America/New_York"), InlineData("Asia/Kuala_Lumpur")]
    public void Business_dates_are_days_of_the_zone(string zoneName)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(zoneName);
        var data = DemoGenerator.Generate(DemoShopOfTests.LastDay, zone, 400);
        Assert.All(data.Orders, o => Assert.Equal(o.Day, DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(o.PlacedAt, zone))));
    }

    [Theory, InlineData(2024, "2024-11-29", "2024-03-31"), InlineData(2025, "2025-11-28", "2025-04-20"), InlineData(2030, "2030-11-29", "2030-04-21")]
    public void Moving_holidays_fall_where_the_calendar_has_them(int year, string blackFriday, string easter)
    {
        Assert.Equal(DateOnly.Parse(blackFriday, CultureInfo.InvariantCulture), DemoCalendar.BlackFriday(year));
        Assert.Equal(DateOnly.Parse(easter, CultureInfo.InvariantCulture), DemoCalendar.Easter(year));
    }

    private IEnumerable<DemoOrder> Placed() => Shop.Orders.Where(o => o.Status == OrderStatus.Placed);

    private static ulong HashOf(DemoData data)
    {
        var text = new StringBuilder();
        foreach (var c in data.Customers) text.Append(CultureInfo.InvariantCulture, $"{c.Name};{c.Email};{c.City};{c.CreatedAt:O};{c.Consents.Count}\n");
        foreach (var o in data.Orders) text.Append(CultureInfo.InvariantCulture, $"{o.Customer};{o.PlacedAt:O};{o.Status};{o.Total};{o.Items};{o.Coupon};{o.Refund?.Amount}\n");
        return XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(text.ToString()));
    }
}

/// <summary>The whole sample shop, generated once.</summary>
public sealed class DemoShopOfTests
{
    public static readonly DateOnly FirstDay = new(2023, 7, 1);
    public static readonly DateOnly LastDay = new(2026, 6, 30);

    internal DemoData Data { get; } = DemoGenerator.Generate(LastDay, TimeZoneInfo.Utc);
}
