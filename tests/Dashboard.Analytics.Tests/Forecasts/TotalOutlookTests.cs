using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Numerics;
using Dashboard.Analytics.Lifetime.Spend;
using Dashboard.Analytics.Segments;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Forecasts;

/// <summary>Intervals of totals on simulated shops that were fitted first. Seeds are fixed, so that the outcome is too.</summary>
public sealed class TotalOutlookTests
{
    private const int First = 19_000, Age = 364, Horizon = 182;

    private static readonly GammaGamma Spend = GammaGamma.Create(3, 5, 6_000)!;

    /// <summary>1,000 shops: chance moves a coverage of 80 % by 1.3 points (one standard deviation).</summary>
    [Theory]
    [InlineData("NBD", new[] { 1.2, 14 })]
    [InlineData("BG/NBD", new[] { 1.4, 12, 0.7, 3 })]
    [InlineData("MBG/NBD", new[] { 2, 20, 0.4, 2.5 })]
    public void Totals_lie_in_their_intervals_of_80_percent_as_often_as_they_say(string name, double[] truth)
    {
        const int shops = 1_000, customers = 300;
        var (purchases, values, wide) = (0, 0, 0);
        Parallel.For(0, shops, shop =>
        {
            var (facts, came, spent) = Draw(name, truth, customers, new Random(100 + shop));
            var total = TotalOutlook.Of(facts, null)!;
            if (came >= total.PurchasesLow && came <= total.PurchasesHigh) Interlocked.Increment(ref purchases);
            if (spent >= total.ValueLow && spent <= total.ValueHigh) Interlocked.Increment(ref values);
            if (total.PurchasesHigh - total.PurchasesLow > total.Purchases) Interlocked.Increment(ref wide);
        });
        Assert.InRange(purchases / (double)shops, 0.77, 0.83);
        Assert.InRange(values / (double)shops, 0.77, 0.83);
        Assert.Equal(0, wide);
    }

    [Fact]
    public void A_total_is_the_sum_of_its_customers_and_more_certain_than_each_of_them()
    {
        var facts = Draw("BG/NBD", [1.4, 6, 0.7, 3], 400, new Random(1)).Facts;
        var total = TotalOutlook.Of(facts, null)!;
        Assert.Equal(facts.Forecasts!.Value.Sum() / 100.0, total.Value, 1e-6);
        Assert.Equal(facts.Forecasts.Purchases.Sum() / 1000.0, total.Purchases, 1e-6);
        Assert.InRange(total.Value, total.ValueLow, total.ValueHigh);
        Assert.True(total.ValueHigh - total.ValueLow < (facts.Forecasts.ValueHigh.Sum() - facts.Forecasts.ValueLow.Sum()) / 100.0 / 3);

        var half = new CustomerSet(400);
        for (var i = 0; i < 200; i++) half.Add(i);
        var (one, other) = (TotalOutlook.Of(facts, half)!, TotalOutlook.Of(facts, half.Complement())!);
        Assert.Equal(total.Value, one.Value + other.Value, 1e-6);
        Assert.True((one.ValueHigh - one.ValueLow) / one.Value > (total.ValueHigh - total.ValueLow) / total.Value);
    }

    [Fact]
    public void Doubt_about_the_parameters_widens_it_and_without_any_known_there_is_none()
    {
        var facts = Draw("BG/NBD", [1.4, 6, 0.7, 3], 400, new Random(1)).Facts;
        var rules = ForecastRules.Parse(facts.Stamp.Forecast)!;
        var (known, doubtful) = (TotalOutlook.Of(facts.WithForecasts(rules with { Covariance = new double[16], SpendCovariance = new double[9] }), null)!, TotalOutlook.Of(facts, null)!);
        Assert.Equal(known.Value, doubtful.Value, 1e-9);
        Assert.True(doubtful.ValueLow < known.ValueLow && doubtful.ValueHigh > known.ValueHigh && doubtful.PurchasesHigh > known.PurchasesHigh);
        var (mean, doubted) = (rules with { Spend = null, SpendCovariance = null, MeanSpend = 20 }, new Func<ForecastRules, TotalOutlook>(r => TotalOutlook.Of(facts.WithForecasts(r), null)!));
        Assert.True(doubted(mean with { MeanSpendDoubt = 0.01 }).ValueHigh > doubted(mean).ValueHigh);
        Assert.Null(TotalOutlook.Of(facts.WithForecasts(rules with { Covariance = null }), null));
        Assert.Null(TotalOutlook.Of(facts.WithForecasts(rules with { SpendCovariance = null }), null));
        Assert.Null(TotalOutlook.Of(facts.WithForecasts(rules with { Model = null }), null));
        Assert.Null(TotalOutlook.Of(facts, new CustomerSet(400)));
    }

    [Fact]
    public void What_serves_besides_the_model_moves_the_interval_and_customers_who_are_hardly_alive_do_not_burst_it()
    {
        var facts = Draw("BG/NBD", [1.4, 12, 0.7, 3], 400, new Random(1)).Facts;
        var rules = ForecastRules.Parse(facts.Stamp.Forecast)!;
        // Another model that believes everybody alive: a thousand times and more what the first expects of some.
        var blend = new PurchaseBlend { Models = [new("NBD", [1.4, 12])] };
        var (alone, other) = (TotalOutlook.Of(facts.WithForecasts(rules with { Day = rules.Day + 2000 }), null)!, TotalOutlook.Of(facts.WithForecasts(rules with { Day = rules.Day + 2000, Blend = blend }), null)!);
        Assert.True(other.Purchases > 1.5 * alone.Purchases);
        Assert.InRange(other.PurchasesLow, 0.3 * other.Purchases, other.Purchases);
        Assert.InRange(other.PurchasesHigh, other.Purchases, 2 * other.Purchases);
    }

    [Fact]
    public void Of_very_many_customers_a_part_tells_the_width()
    {
        // The same shop 150 times over, so that every third customer is read.
        var small = Draw("BG/NBD", [1.4, 6, 0.7, 3], 700, new Random(1)).Facts;
        var rules = ForecastRules.Parse(small.Stamp.Forecast)! with { Covariance = new double[16], SpendCovariance = new double[9] };
        var orders = new List<TestOrder>();
        for (var copy = 0; copy < 150; copy++)
            for (var i = 0; i < 700; i++)
                for (var o = small.Customers.OrderStart[i]; o < small.Customers.OrderStart[i + 1]; o++) orders.Add(new(copy * 700 + i, small.Orders.Day[o], small.Orders.Net[o]));
        var (one, all) = (TotalOutlook.Of(small.WithForecasts(rules), null)!, TotalOutlook.Of(new TestShop(150 * 700, [.. orders]).Facts().WithForecasts(rules), null)!);
        Assert.Equal(150 * one.Value, all.Value, 1e-3);
        Assert.Equal((one.ValueHigh - one.ValueLow) * Math.Sqrt(150), all.ValueHigh - all.ValueLow, 0.03 * (all.ValueHigh - all.ValueLow));
    }

    /// <summary>A fitted shop, and what all its customers buy and spend within the horizon.</summary>
    private static (CustomerFacts Facts, int Purchases, double Value) Draw(string name, double[] truth, int customers, Random random)
    {
        var (family, orders) = (PurchaseModels.Find(name)!, new List<TestOrder>());
        var (model, purchases, spent) = (family.Create(truth)!, 0, 0.0);
        for (var i = 0; i < customers; i++)
        {
            // As many purchases as have days of their own.
            SimulatedCustomer drawn;
            do drawn = family.Simulate(model, Age / 7.0, Horizon / 7.0, random);
            while (drawn.History.X > Last(drawn));
            var (x, last) = (drawn.History.X, Last(drawn));
            var nu = random.Gamma(Spend.Q) / Spend.Gamma;
            orders.Add(new(i, First, Amount()));
            for (var n = 1; n <= x; n++) orders.Add(new(i, First + (n == x ? last : n), Amount()));
            purchases += drawn.Holdout;
            for (var n = 0; n < drawn.Holdout; n++) spent += Amount() / 100.0;

            static int Last(SimulatedCustomer drawn) => drawn.History.X == 0 ? 0 : Math.Max(1, (int)Math.Round(7 * drawn.History.Tx));
            long Amount() => 1 + (long)(random.Gamma(Spend.P) / nu);
        }
        var facts = new TestShop(customers, [.. orders]).Facts();
        var at = ShopPurchases.At(facts, First + Age);
        var (fit, spend) = (family.Fit(at.Histories), GammaGamma.Fit(new(at.Spends, at.MeanSpend)));
        return (facts.WithForecasts(new()
        {
            Day = First + Age,
            Model = name,
            Parameters = [.. fit.Result.Parameters.Select(p => p.Value)],
            Covariance = fit.Result.LogCovariance,
            Spend = [spend.Model!.P, spend.Model.Q, spend.Model.Gamma],
            SpendCovariance = spend.Result.LogCovariance,
            HorizonDays = Horizon,
            DiscountRate = 0,
        }), purchases, spent);
    }
}
