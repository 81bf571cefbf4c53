using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Forecasts;

public sealed class ForecastWatchTests
{
    private const int Day = 20_000;

    // One bought twice, 20 and 0 weeks ago, one once, 10 weeks ago; 2 came later.
    private static readonly TestShop Shop = new(3, [new(0, Day - 140, 1_000), new(0, Day, 1_000), new(1, Day - 70, 1_000)], [], []);

    private static readonly ForecastRules Rules = new() { Day = Day, Model = "NBD", Parameters = [2, 20], MeanSpend = 10, HorizonDays = 365 };

    [Fact]
    public void Four_weeks_are_expected_with_an_interval_of_chance_and_of_the_bias_known()
    {
        // NBD: who bought x times again in T weeks is expected to buy (r + x) / (α + T) times a week, with variance m + m² / (r + x) of m purchases.
        var (first, second) = (4 * 3.0 / 40, 4 * 2.0 / 30);
        var (sum, chance) = (first + second, first + first * first / 3 + second + second * second / 2);
        var watch = ForecastWatch.Of(Shop.Facts(), Rules, bias: 0)!.Value;
        Assert.Equal(sum, watch.Expected, 1e-3);
        Assert.Equal(sum + 1.959964 * Math.Sqrt(chance), watch.High, 1e-3);
        Assert.Equal(0, watch.Low);
        Assert.Equal(sum + 1.959964 * Math.Sqrt(chance + 0.25 * sum * sum), ForecastWatch.Of(Shop.Facts(), Rules, bias: -0.5)!.Value.High, 1e-3);
    }

    [Fact]
    public void Purchases_count_that_came_within_the_days_of_those_who_were_there()
    {
        var later = new TestShop(3, [.. Shop.Orders, new(0, Day + 1, 1), new(0, Day + 1, 1), new(0, Day + 28, 1), new(0, Day + 29, 1), new(1, Day + 5, 1), new(2, Day + 5, 1)], [], []);
        Assert.Equal(3, ForecastWatch.Came(later.Facts(), Day));
        Assert.Null(ForecastWatch.Came(Shop.Facts(), Day));
        Assert.Null(ForecastWatch.Came(CustomerFacts.Empty, Day));
    }

    [Fact]
    public void Where_nothing_serves_nothing_is_watched()
    {
        Assert.Null(ForecastWatch.Of(Shop.Facts(), Rules with { Model = null }, 0));
        Assert.Null(ForecastWatch.Of(CustomerFacts.Empty, Rules, 0));
    }

    [Fact]
    public void The_weeks_of_the_latest_holdout_hold_its_purchases_and_what_serves_expected_of_them()
    {
        var facts = SharedShops.CdnowSample().Facts;
        var choice = ForecastChoice.Run(facts, 273, cancellation: TestContext.Current.CancellationToken);
        Assert.NotNull(choice.Served);
        var start = facts.Span.Last - 273;
        Assert.Equal(39, choice.Weeks.Count);
        Assert.Equal((FactDay.ToDate(start + 1), FactDay.ToDate(facts.Span.Last)), (choice.Weeks[0].From, choice.Weeks[^1].To));

        var purchases = SharedShops.Rows("cdnow_sample/transactions.csv").Select(r => (Customer: r["customer_id"], Day: FactDay.From(DateOnly.Parse(r["date"], System.Globalization.CultureInfo.InvariantCulture)))).Distinct().ToList();
        var known = purchases.Where(p => p.Day <= start).Select(p => p.Customer).ToHashSet();
        for (var w = 0; w < 39; w++) Assert.Equal(purchases.Count(p => known.Contains(p.Customer) && p.Day > start + 7 * w && p.Day <= start + 7 * w + 7), choice.Weeks[w].Actual);
        Assert.All(choice.Weeks, w => Assert.True(w.Expected > 0));
        Assert.InRange(choice.Weeks.Sum(w => w.Expected) / choice.Weeks.Sum(w => w.Actual), 0.6, 1.2);
    }
}
