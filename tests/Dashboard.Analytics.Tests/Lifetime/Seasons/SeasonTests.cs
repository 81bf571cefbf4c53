using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Seasons;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Lifetime.Seasons;

public sealed class SeasonTests
{
    [Fact]
    public void A_known_season_is_found_and_a_November_forecast_knows_Christmas()
    {
        double Pattern(DateOnly date, int _) => date.Month switch { 11 => 1.5, 12 => 2.5, 7 => 0.5, _ => 0.8 };
        var (start, end, until) = (Day(2021, 1, 1), Day(2023, 10, 31), Day(2023, 12, 31));
        var facts = Shop(3, 4000, start, until, Pattern);
        var (expected, actual, season) = Forecast(facts, end, until);
        var mean = Enumerable.Range(1, 12).Average(m => Pattern(new(2021, m, 1), 0));
        for (var m = 1; m <= 12; m++) Assert.Equal(Pattern(new(2021, m, 1), 0) / mean, season.Months[m - 1], 0.12 * season.Months[m - 1]);
        Assert.True(expected / actual < 0.65, $"{expected} {actual}");
        Assert.InRange(expected * season.Factor(end, until) / actual, 0.9, 1.1);
    }

    [Fact]
    public void A_shop_without_a_season_is_left_alone()
    {
        var (end, until) = (Day(2023, 10, 31), Day(2024, 4, 30));
        var facts = Shop(5, 4000, Day(2021, 1, 1), until, (_, _) => 1);
        var (expected, actual, season) = Forecast(facts, end, until);
        Assert.All(season.Months, m => Assert.InRange(m, 0.93, 1.07));
        Assert.InRange(expected * season.Factor(end, until) / actual, 0.93, 1.07);
    }

    [Fact]
    public void A_long_history_of_falling_activity_does_not_over_predict()
    {
        var (start, end, until) = (Day(2018, 1, 1), Day(2023, 12, 31), Day(2024, 12, 31));
        var facts = Shop(7, 3000, start, until, (_, day) => Math.Exp(-0.35 * (day - start) / 365.0));
        var (expected, actual, season) = Forecast(facts, end, until);
        Assert.True(expected / actual > 1.4, $"{expected / actual}");
        Assert.InRange(expected * season.Factor(end, until) / actual, 0.8, 1.3);
    }

    [Fact]
    public void Growth_is_not_taken_for_a_season()
    {
        var (start, end) = (Day(2020, 1, 1), Day(2023, 12, 31));
        var facts = Shop(9, 3000, start, end, (_, day) => Math.Exp(0.3 * (day - start) / 365.0));
        Assert.All(Forecast(facts, end - 30, end).Season.Months, m => Assert.InRange(m, 0.85, 1.15));
    }

    [Fact]
    public void Less_than_a_year_tells_nothing_of_the_calendar()
    {
        var shop = SharedShops.OnlineRetail();
        var (expected, actual, season) = Forecast(shop.Facts, Day(2011, 8, 31), Day(2011, 12, 9));
        Assert.False(season.KnowsCalendar);
        Assert.All(season.Months, m => Assert.Equal(1, m));
        Assert.InRange(season.Activity, 0.9, 1.1);
        Assert.True(expected < actual);
    }

    [Fact]
    public void Grocery_is_over_predicted_less_when_its_falling_activity_is_known()
    {
        var (end, until) = (Day(2006, 12, 31), Day(2007, 12, 30));
        var (expected, actual, season) = Forecast(SharedShops.Grocery().Facts, end, until);
        Assert.InRange(expected / actual, 1.15, 1.2);
        Assert.InRange(expected * season.Factor(end, until) / actual, 0.95, 1.05);
    }

    [Fact]
    public void Nobody_and_one_day_have_answers()
    {
        var model = PurchaseModels.Find("NBD")!.Create([1, 10])!;
        var season = Season.Learn(CustomerFacts.Empty, 100, 30, model);
        Assert.Equal(1, season.Factor(100, 130));
        Assert.Equal(1, Season.None.Factor(100, 101));
        Assert.Throws<ArgumentException>(() => Season.None.Factor(100, 100));
    }

    private static (double Expected, double Actual, Season Season) Forecast(CustomerFacts facts, int day, int until)
    {
        var at = ShopPurchases.At(facts, day);
        var model = PurchaseModels.Find("Pareto/NBD")!.Fit(at.Histories).Model!;
        var expected = new double[at.Count];
        model.ExpectedPurchases(at.Histories, 0, (until - day) / 7.0, expected);
        return (expected.Sum(), at.Until(until).Purchases.Sum(), Season.Learn(facts, day, until - day, model));
    }

    // Customers join evenly over the first half of the history, buy by a gamma-distributed rate that the pattern multiplies, and leave at a rate of their own.
    private static CustomerFacts Shop(int seed, int customers, int start, int end, Func<DateOnly, int, double> pattern)
    {
        var (random, orders) = (new Random(seed), new List<TestOrder>());
        for (var c = 0; c < customers; c++)
        {
            var first = start + (int)((end - start) / 2 * random.NextDouble());
            var rate = 0.012 * (Exponential(random) + Exponential(random)) / 2;
            var leaves = first + Exponential(random) * 1500;
            orders.Add(new(c, first, 1000));
            for (var day = first + 1; day <= end && day < leaves; day++)
                if (random.NextDouble() < rate * pattern(FactDay.ToDate(day), day)) orders.Add(new(c, day, 1000));
        }
        return new TestShop(customers, [.. orders]).Facts();
    }

    private static double Exponential(Random random) => -Math.Log(1 - random.NextDouble());

    private static int Day(int year, int month, int day) => FactDay.From(new(year, month, day));
}
