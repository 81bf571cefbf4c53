using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.BetaGeometric;
using Dashboard.Analytics.Lifetime.Pareto;
using Dashboard.Analytics.Lifetime.Uncertainty;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Lifetime;

/// <summary>Answers of models with covariates, and how sure they are.</summary>
public sealed class CovariatePredictionTests
{
    private const double Level = 0.8;

    [Fact]
    public void Every_customer_of_the_apparel_shop_is_expected_to_do_what_CLVTools_expects()
    {
        var (ids, customers, z) = Apparel();
        var predictions = ParetoNbdFamily.Instance.Fit(customers, z, z).Predict(customers, z, z, 207.142857142857, Level)!;
        var known = SharedShops.Rows("apparel/expected/clvtools_pnbd_static_predictions.csv").ToDictionary(r => r["Id"]);
        Assert.Equal(600, known.Count);
        for (var i = 0; i < ids.Length; i++)
        {
            // CLVTools 0.12.1 stops a little early.
            ModelVectors.Agrees(SharedSummaries.Number(known[ids[i]]["PAlive"]), predictions.ProbabilityAlive[i], 2e-3, $"P(alive) of {ids[i]}");
            ModelVectors.Agrees(SharedSummaries.Number(known[ids[i]]["CET"]), predictions.ExpectedPurchases[i].Estimate, 5e-3, $"expected purchases of {ids[i]}");
            Assert.True(predictions.ExpectedPurchases[i].Low < predictions.ExpectedPurchases[i].Estimate);
        }
        Assert.Equal(predictions.ExpectedPurchases.Sum(p => p.Estimate), predictions.Total.Estimate, 1e-6);
    }

    [Fact]
    public void At_the_coefficients_of_CLVTools_its_predictions_are_met_exactly()
    {
        var (ids, customers, z) = Apparel();
        var known = SharedShops.Rows("apparel/expected/clvtools_bgnbd_static_predictions.csv").ToDictionary(r => r["Id"]);
        var pareto = SharedShops.Rows("apparel/expected/clvtools_pnbd_static_predictions.csv").ToDictionary(r => r["Id"]);
        for (var i = 0; i < ids.Length; i++)
        {
            var (gender, channel) = (z.Columns[0][i], z.Columns[1][i]);
            var dropout = Math.Exp(-1.403206245287 * gender - 6.438776376221 * channel);
            var bg = BgCnbdFamily.BgNbd.Create([0.665929816809, 38.189898133382 * Math.Exp(-0.4617932594413 * gender - 0.5680298519147 * channel), 1222.81635047723 * dropout, 9043.78224691797 * dropout])!;
            Check(known[ids[i]], bg, customers[i]);
            var plain = ParetoNbd.Create(
                1.837843235989, 92.912348851035 * Math.Exp(-0.2858739726744 * gender - 0.6241241001819 * channel),
                0.5919985110463, 49.622726665792 * Math.Exp(0.642993394211 * gender - 0.7906789477947 * channel))!;
            Check(pareto[ids[i]], plain, customers[i]);
        }

        static void Check(Dictionary<string, string> row, IPurchaseModel model, PurchaseHistory customer)
        {
            ModelVectors.Agrees(SharedSummaries.Number(row["PAlive"]), model.ProbabilityAlive(customer), 1e-8, $"{model.Name}, P(alive) of {row["Id"]}");
            ModelVectors.Agrees(SharedSummaries.Number(row["CET"]), model.ExpectedPurchases(customer, 0, 207.142857142857), 1e-8, $"{model.Name}, expected purchases of {row["Id"]}");
        }
    }

    [Fact]
    public void Intervals_with_covariates_hold_the_truth_as_often_as_they_say_under_BG_NBD() =>
        Covers(BgCnbdFamily.BgNbd.Fit, (z, w) => BgCnbdFamily.BgNbd.Create([1.3, 7 * Math.Exp(-0.6 * z), 0.8 * Math.Exp(0.5 * w), 2.5 * Math.Exp(0.5 * w)])!, BgCnbdFamily.BgNbd, [1.3, 7, 0.8, 2.5, 0.6, 0.5], customers: 700, shops: 500);

    [Fact]
    public void Intervals_with_covariates_hold_the_truth_as_often_as_they_say_under_Pareto_NBD() =>
        Covers(ParetoNbdFamily.Instance.Fit, (z, w) => ParetoNbd.Create(1.6, 6 * Math.Exp(-0.6 * z), 1.3, 30 * Math.Exp(-0.5 * w))!, ParetoNbdFamily.Instance, [1.6, 6, 1.3, 30, 0.6, 0.5], customers: 1_000, shops: 300);

    [Fact]
    public void Covariates_that_were_not_fitted_are_refused()
    {
        var customers = Draws.Shop("MBG/NBD", [1.2, 6, 0.5, 1.5], 300, 52, seed: 4);
        double[] z = [.. Enumerable.Range(0, 300).Select(i => (double)(i % 2))];
        var fit = BgCnbdFamily.MbgNbd.Fit(customers, new(["z"], [z]), Covariates.None);
        Assert.Throws<ArgumentException>(() => fit.For([1, 2], []));
        Assert.Throws<ArgumentException>(() => fit.Predict(customers, new(["z"], [z[1..]]), Covariates.None, 10, Level));
        // Beyond all measure.
        Assert.Null(fit.For([1e6], []));
        Assert.Null(fit.Uncertainty([-1e6], []));
        var refused = BgCnbdFamily.MbgNbd.Fit(new([0, 0], [0, 0], [3, 4]), new(["z"], [[0, 1]]), Covariates.None);
        Assert.Equal(FitDoubt.NoRepeatPurchases, refused.Result.Doubt);
        Assert.Null(refused.For([1], []));
    }

    [Fact]
    public void Unit_order_and_splitting_of_rows_change_nothing()
    {
        var random = new Random(4);
        double[] z = [.. Enumerable.Range(0, 700).Select(_ => (double)random.Next(3))];
        var covariates = new Covariates(["z"], [z]);
        var customers = Draws.Shop("MBG/NBD", [1.2, 6, 0.5, 1.5], z.Length, 52, seed: 5);
        var order = Enumerable.Range(0, z.Length).Concat(Enumerable.Range(0, z.Length)).ToArray();
        random.Shuffle(order);
        var seen = new HashSet<int>();
        double[] weights = [.. order.Select(i => seen.Add(i) ? 0.25 : 0.75)];
        var days = customers.InUnit(7).Only(order);
        var split = new PurchaseSummary(days.X, days.Tx, days.T, days.Litt, weights);
        var others = new Covariates(["z"], [[.. order.Select(i => z[i])]]);
        foreach (var fit in new Func<PurchaseSummary, Covariates, Covariates, CovariateFit>[] { BgCnbdFamily.BgNbd.Fit, BgCnbdFamily.MbgNbd.Fit, ParetoNbdFamily.Instance.Fit })
        {
            var (one, other) = (fit(customers, covariates, covariates).Result, fit(split, others, others).Result);
            Assert.Equal(one.LogLikelihood - customers.X.Sum() * Math.Log(7), other.LogLikelihood, 1e-6);
            foreach (var (expected, actual) in one.Parameters.Zip(other.Parameters))
                ModelVectors.Agrees(expected.Value * (expected.Name == "alpha" || expected.Name == "beta" ? 7 : 1), actual.Value, 1e-8, $"{one.Model} {expected.Name}");
        }
    }

    private static void Covers(
        Func<PurchaseSummary, Covariates, Covariates, CovariateFit> fit, Func<double, double, IPurchaseModel> truth, IPurchaseFamily family, double[] values, int customers, int shops)
    {
        const double ahead = 26;
        var random = new Random(21);
        var (parameters, expected, all, total, usable) = (new int[values.Length], 0, 0, 0, 0);
        for (var shop = 0; shop < shops; shop++)
        {
            var (z, w) = (new double[customers], new double[customers]);
            for (var i = 0; i < customers; i++) (z[i], w[i]) = (i % 2, i / 2 % 2);
            var drawn = Enumerable.Range(0, customers).Select(i => family.Simulate(truth(z[i], w[i]), 52, ahead, random)).ToList();
            var (histories, buying, leaving) = (Draws.Summary(drawn), new Covariates(["z"], [z]), new Covariates(["w"], [w]));
            var found = fit(histories, buying, leaving);
            if (!found.Result.IsTrusted) continue;
            usable++;
            var uncertainty = found.Uncertainty([0], [0])!;
            for (var p = 0; p < values.Length; p++)
                if (uncertainty.Parameter(found.Result.Parameters[p].Name, Level) is { } interval && interval.Holds(values[p])) parameters[p]++;
            var predictions = found.Predict(histories, buying, leaving, ahead, Level)!;
            for (var i = 0; i < 40; i++, all++)
                if (predictions.ExpectedPurchases[i].Holds(truth(z[i], w[i]).ExpectedPurchases(histories[i], 0, ahead))) expected++;
            if (predictions.Total.Holds(drawn.Sum(c => c.Holdout))) total++;
        }
        Assert.InRange(usable, 0.98 * shops, shops);
        Assert.All(parameters, p => Assert.InRange(p / (double)usable, 0.77, 0.83));
        Assert.InRange(expected / (double)all, 0.77, 0.83);
        Assert.InRange(total / (double)usable, 0.77, 0.83);
    }

    private static (string[] Ids, PurchaseSummary Customers, Covariates Static) Apparel()
    {
        var rows = SharedShops.Rows("apparel/static_covariates.csv").ToDictionary(r => r["customer_id"]);
        string[] ids = [.. SharedShops.Rows("apparel/expected/calibration_summary_weeks.csv.gz").Select(r => r["customer_id"])];
        return (ids, SharedSummaries.Of("apparel"), new(
            ["gender", "channel"], [[.. ids.Select(i => SharedSummaries.Number(rows[i]["gender"]))], [.. ids.Select(i => SharedSummaries.Number(rows[i]["channel"]))]]));
    }
}
