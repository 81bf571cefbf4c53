using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Numerics;
using Dashboard.Analytics.Lifetime.Spend;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Forecasts;

/// <summary>
/// Served intervals of 80 % on simulated shops that were fitted first. Counts come in lumps: an interval that ends at a count holds all of it, also what lies
/// beyond the 10th or 90th percentile, and so more than 80 %. A count that counts with the share of its chance between the two gives what is meant: 77 to 83 %.
/// Seeds are fixed, so that the outcome is too.
/// </summary>
public sealed class RangeCoverageTests
{
    private const int First = 19_000, Age = 364, Horizon = 182, Customers = 1_500;
    private const double Low = 0.1, High = 0.9;

    private static readonly GammaGamma Spend = GammaGamma.Create(3, 5, 6_000)!;

    [Theory]
    [InlineData("NBD", new[] { 1.2, 8 }, 1)]
    [InlineData("BG/NBD", new[] { 1.4, 6, 0.7, 3 }, 1)]
    [InlineData("BG/NBD", new[] { 0.25, 4.5, 0.8, 2.4 }, 1)]
    [InlineData("MBG/NBD", new[] { 2, 9, 0.4, 2.5 }, 1)]
    [InlineData("Pareto/NBD", new[] { 1.5, 5, 1.2, 25 }, 1)]
    [InlineData("NBD", new[] { 1.2, 8 }, 1.4)]
    [InlineData("BG/NBD", new[] { 1.4, 6, 0.7, 3 }, 1.5)]
    [InlineData("BG/NBD", new[] { 0.25, 4.5, 0.8, 2.4 }, 2)]
    [InlineData("MBG/NBD", new[] { 2, 9, 0.4, 2.5 }, 1.3)]
    [InlineData("MBG/NBD", new[] { 2, 9, 0.4, 2.5 }, 0.6)]
    [InlineData("BG/NBD", new[] { 4, 8, 0.6, 8 }, 1)]
    [InlineData("MBG/NBD", new[] { 4, 8, 0.6, 8 }, 1)]
    [InlineData("Pareto/NBD", new[] { 4, 8, 1.2, 60 }, 1)]
    public void Served_intervals_hold_what_came_as_often_as_they_say(string name, double[] truth, double activity)
    {
        const int shops = 12;
        var (random, counts, values, likely) = (new Random(11), new Coverage(), new Coverage(), new Coverage());
        for (var shop = 0; shop < shops; shop++)
        {
            var drawn = Draw(name, truth, activity, random);
            var facts = drawn.Shop.Facts();
            var day = First + Age;
            var at = ShopPurchases.At(facts, day);
            var fit = PurchaseModels.Find(name)!.Fit(at.Histories);
            var spend = GammaGamma.Fit(new(at.Spends, at.MeanSpend)).Model!;
            double[] parameters = [.. fit.Result.Parameters.Select(p => p.Value)];
            var forecaster = new Forecaster(facts, new()
            {
                Day = day,
                Model = name,
                Parameters = parameters,
                Spend = [spend.P, spend.Q, spend.Gamma],
                HorizonDays = Horizon,
                DiscountRate = 0,
                Blend = activity == 1 ? null : new() { Models = [new(name, parameters)], Months = [.. Enumerable.Repeat(1.0, 12)], Activity = activity },
            });
            for (var i = 0; i < Customers; i++)
            {
                var (served, history) = (forecaster.Of(i), at.Histories[i]);
                double Pmf(int n) => Probability(fit.Model!, history, n, served.Purchases / fit.Model!.ExpectedPurchases(history, 0, Horizon / 7.0));
                var came = drawn.Purchases[i];
                var below = Enumerable.Range(0, came).Sum(Pmf);
                counts.Add(came >= served.Low && came <= served.High, Between(below, below + Pmf(came)), Enumerable.Range(served.Low, served.High - served.Low + 1).Sum(Pmf));
                var (none, holds) = (Pmf(0), drawn.Values[i] >= served.ValueLow && drawn.Values[i] <= served.ValueHigh);
                values.Add(holds, came == 0 ? Between(0, none) : 1, 0);
                if (none < 0.05) likely.Add(holds, 1, 0);
            }
        }
        Assert.InRange(counts.Thinned, 0.77, 0.83);
        Assert.Equal(counts.Promised, counts.Plain, 0.02);
        Assert.True(counts.Promised > 0.8 && counts.Plain > 0.8, $"counts: {counts.Plain:p1}, by the model {counts.Promised:p1}");
        Assert.InRange(values.Thinned, 0.77, 0.83);
        // Who nearly surely buys has an interval of value without a lump; only where nobody leaves are there enough of them.
        if (likely.All > 2_000) Assert.InRange(likely.Plain, 0.77, 0.83);
    }

    /// <summary>Orders up to the last day, and what each customer buys and spends after it.</summary>
    private static (TestShop Shop, int[] Purchases, double[] Values) Draw(string name, double[] truth, double activity, Random random)
    {
        var (family, orders) = (PurchaseModels.Find(name)!, new List<TestOrder>());
        var model = family.Create(truth)!;
        var (purchases, values) = (new int[Customers], new double[Customers]);
        for (var i = 0; i < Customers; i++)
        {
            // As many purchases as have days of their own.
            SimulatedCustomer drawn;
            do drawn = family.Simulate(model, Age / 7.0, Horizon / 7.0, random);
            while (drawn.History.X > Math.Ceiling(7 * drawn.History.Tx));
            var (x, last) = (drawn.History.X, (int)Math.Ceiling(7 * drawn.History.Tx));
            purchases[i] = activity == 1 ? drawn.Holdout : Drawn(model, drawn.History, activity, random);
            var nu = random.Gamma(Spend.Q) / Spend.Gamma;
            orders.Add(new(i, First, Amount()));
            for (var n = 1; n <= x; n++) orders.Add(new(i, First + (n == x ? last : n), Amount()));
            for (var n = 0; n < purchases[i]; n++) values[i] += Amount() / 100.0;

            long Amount() => 1 + (long)(random.Gamma(Spend.P) / nu);
        }
        return (new(Customers, [.. orders]), purchases, values);
    }

    private static int Drawn(IPurchaseModel model, in PurchaseHistory history, double activity, Random random)
    {
        var (n, chance) = (0, random.NextDouble());
        while ((chance -= Probability(model, history, n, activity)) > 0 && n < 1_000) n++;
        return n;
    }

    /// <summary>Chance of n purchases where so many times as many come as the model expects: the customer is the more likely alive, and one who surely is buys so many times as fast.</summary>
    private static double Probability(IPurchaseModel model, in PurchaseHistory history, int n, double times)
    {
        if (times == 1) return model.Probability(history, n, Horizon / 7.0);
        var alive = model.ProbabilityAlive(history);
        var life = Math.Max(1, Math.Min(times, 1 / alive));
        // Who leaves does so at a purchase, so that a rate so many times as high is a time so many times as long.
        var p = life * model.Probability(history, n, Horizon / 7.0 * times / life);
        return n == 0 ? p + 1 - life : p;
    }

    /// <summary>Share of the stretch that lies between the two percentiles.</summary>
    private static double Between(double from, double to) => to <= from ? 0 : Math.Max(0, Math.Min(to, High) - Math.Max(from, Low)) / (to - from);

    private sealed class Coverage
    {
        private double _held, _thinned, _promised;

        public int All { get; private set; }
        public double Plain => _held / All;
        public double Thinned => _thinned / All;
        public double Promised => _promised / All;

        public void Add(bool holds, double share, double promised)
        {
            All++;
            _held += holds ? 1 : 0;
            _thinned += holds ? share : 0;
            _promised += promised;
        }
    }
}
