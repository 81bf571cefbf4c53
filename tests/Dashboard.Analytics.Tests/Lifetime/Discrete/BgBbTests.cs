using System.Globalization;
using System.Text.Json;
using CsCheck;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Discrete;
using Dashboard.Analytics.Lifetime.Uncertainty;
using Dashboard.Analytics.Tests.Shops;
using Dashboard.Tests;

namespace Dashboard.Analytics.Tests.Lifetime.Discrete;

public sealed class BgBbTests
{
    private static readonly BgBbFamily Family = BgBbFamily.Instance;

    private static readonly Gen<BgBb> Models = Gen.Double[-6, 6].Select(Math.Exp).Array[4].Select(p => BgBb.Create(p[0], p[1], p[2], p[3])!);

    private static readonly Gen<PurchaseHistory> Histories = Gen.Select(Gen.Int[1, 60], Gen.Double[0, 1], Gen.Double[0, 1]).Select((n, last, share) =>
    {
        var tx = (int)(last * n);
        return new PurchaseHistory(tx == 0 ? 0 : 1 + (int)(share * (tx - 1)), tx, n);
    });

    [Fact]
    public void The_donors_of_the_paper_are_fitted_as_printed()   // Fader, Hardie, Shang 2010, table 4: 1.204 .750 .657 2.783, LL -33,225.6
    {
        using var known = JsonDocument.Parse(File.ReadAllText(SharedData.Path("donations_bgbb/expected/bgbb.json")));
        var fit = Family.Fit(Donors()).Result;
        Assert.True(fit.LogLikelihood >= known.RootElement.Number("LL") - 1e-6, $"log-likelihood {fit.LogLikelihood:r}");
        Assert.True(fit.IsTrusted);
        Assert.Equal(FitBoundary.None, fit.Boundary);
        // BTYD 2.4.3 stops a little early.
        foreach (var parameter in fit.Parameters) ModelVectors.Agrees(known.RootElement.GetProperty("params").Number(parameter.Name), parameter.Value, 2e-4, parameter.Name);
    }

    [Fact]
    public void Each_group_of_donors_is_expected_to_give_what_BTYD_expects()
    {
        using var known = JsonDocument.Parse(File.ReadAllText(SharedData.Path("donations_bgbb/expected/bgbb.json")));
        var p = known.RootElement.GetProperty("params");
        IPurchaseModel model = BgBb.Create(p.Number("alpha"), p.Number("beta"), p.Number("gamma"), p.Number("delta"))!;
        var total = 0.0;
        foreach (var row in SharedShops.Rows("donations_bgbb/expected/bgbb_by_cell.csv"))
        {
            double Read(string column) => SharedSummaries.Number(row[column]);
            var donor = new PurchaseHistory((int)Read("x"), Read("t_x"), Read("n"));
            ModelVectors.Agrees(Read("p_alive_next"), model.ProbabilityAlive(donor), 1e-9, "P(alive)");
            ModelVectors.Agrees(Read("expected_next5"), model.ExpectedPurchases(donor, 0, 5), 1e-9, "expected donations");
            ModelVectors.Agrees(Read("dert_d0.1"), model.DiscountedPurchases(donor, Math.Log(1.1)), 1e-9, "DERT");
            total += Read("customers") * model.ExpectedPurchases(donor, 0, 5);
        }
        ModelVectors.Agrees(known.RootElement.Number("expected_total_next5"), total, 1e-9, "total of the next five years");
    }

    [Fact]
    public void Every_answer_is_a_number() => Gen.Select(Models, Histories, Gen.Int[1, 200]).Sample((m, customer, ahead) =>
    {
        IPurchaseModel model = m;
        Assert.InRange(model.LogLikelihood(customer), double.MinValue, 1e-9);
        Assert.InRange(model.ProbabilityAlive(customer), 0, 1);
        var expected = model.ExpectedPurchases(customer, 0, ahead);
        Assert.InRange(expected, 0, ahead);
        Assert.Equal(expected, model.ExpectedPurchases(customer, 0, ahead / 2) + model.ExpectedPurchases(customer, ahead / 2, ahead), 1e-9 * (1 + expected));
        Assert.InRange(model.DiscountedPurchases(customer, 0.01, ahead), 0, expected * (1 + 1e-9));
        Assert.InRange(model.DiscountedPurchases(customer, 0.01), model.DiscountedPurchases(customer, 0.01, ahead) * (1 - 1e-9), 100);
        var counts = Enumerable.Range(0, ahead + 1).Select(n => model.Probability(customer, n, ahead)).ToList();
        Assert.Equal(1, counts.Sum(), 1e-9);
        Assert.Equal(expected, counts.Select((p, n) => n * p).Sum(), 1e-7);
        Assert.Equal(counts.Select((p, n) => n * n * p).Sum() - expected * expected, model.PurchaseVariance(customer, ahead), 1e-5);
        var next = model.NextPurchase(customer, 0.8);
        Assert.InRange(next.Ever, 1 - counts[0] - 1e-12, 1);
        Assert.True(next.Median is null || next.Low <= next.Median);
    }, iter: 150);

    [Theory]
    [InlineData(0.4, 30, 0.3, 5)]
    [InlineData(3, 4, 1, 2)]
    [InlineData(1, 1, 2.5, 0.3)]
    public void A_purchase_comes_within_ever_more_periods_or_never(double alpha, double beta, double gamma, double delta)
    {
        IPurchaseModel model = BgBb.Create(alpha, beta, gamma, delta)!;
        var customer = new PurchaseHistory(1, 3, 4);
        var (near, far) = (1 - model.Probability(customer, 0, 20_000), 1 - model.Probability(customer, 0, 40_000));
        // What is missing falls as a power of the horizon.
        Assert.Equal(far + (far - near) / (Math.Pow(2, alpha + 1 + gamma) - 1), model.NextPurchase(customer, 0.8).Ever, 1e-6);
        Assert.Equal(model.ExpectedPurchases(customer, 0, 150_000), model.ExpectedPurchases(customer, 0, 75_000) + model.ExpectedPurchases(customer, 75_000, 150_000), 1e-8);
    }

    [Fact]
    public void Likelihoods_of_all_histories_add_up_to_one() => Models.Sample(m =>
    {
        const int N = 5;
        IPurchaseModel model = m;
        var sum = 0.0;
        for (var path = 0; path < 1 << N; path++)
            sum += Math.Exp(model.LogLikelihood(new(int.PopCount(path), path == 0 ? 0 : N - int.TrailingZeroCount(path), N)));
        Assert.Equal(1, sum, 1e-9);
    });

    [Fact]
    public void Times_that_are_not_whole_periods_are_refused()
    {
        Assert.Equal(FitDoubt.NotDiscrete, Family.Fit(new([1, 2], [1.5, 3], [4, 4])).Result.Doubt);
        Assert.Equal(FitDoubt.NotDiscrete, Family.Fit(new([3, 2], [2, 3], [4, 4])).Result.Doubt);
        Assert.Equal(FitDoubt.NoRepeatPurchases, Family.Fit(new([0, 0], [0, 0], [4, 4])).Result.Doubt);
        IPurchaseModel model = BgBb.Create(1, 1, 1, 1)!;
        Assert.Equal(0, model.ExpectedPurchases(new(9, 2.5, 4), 0, 10));
    }

    [Fact]
    public void Simulated_customers_behave_as_the_model_expects_and_give_its_parameters_back()
    {
        IPurchaseModel model = BgBb.Create(1.2, 0.8, 0.7, 2.8)!;
        var random = new Random(5);
        var drawn = Enumerable.Range(0, 30_000).Select(_ => Family.Simulate(model, 8, 6, random)).ToList();
        Assert.Equal(model.ExpectedPurchases(8), drawn.Average(d => d.History.X), 0.05);
        Assert.Equal(drawn.Average(d => model.ProbabilityAlive(d.History)), drawn.Average(d => d.IsAlive ? 1.0 : 0), 0.01);
        Assert.Equal(drawn.Average(d => model.ExpectedPurchases(d.History, 0, 6)), drawn.Average(d => d.Holdout), 0.03);
        var fit = Family.Fit(new([.. drawn.Select(d => d.History.X)], [.. drawn.Select(d => d.History.Tx)], [.. drawn.Select(d => d.History.T)])).Result;
        foreach (var (parameter, truth) in fit.Parameters.Zip(model.Parameters)) Assert.InRange(truth, parameter.Value - 3 * parameter.StandardError!.Value, parameter.Value + 3 * parameter.StandardError.Value);
    }

    [Fact]
    public void Intervals_of_parameters_and_totals_hold_the_truth_as_often_as_they_say()
    {
        double[] truth = [1.2, 0.8, 0.7, 2.8];
        var (held, shops, random) = (new int[5], 600, new Random(12));
        for (var i = 0; i < shops; i++)
        {
            var drawn = Draws.Customers(BgBbFamily.ModelName, truth, 2000, 10, 5, random, sameAge: true);
            var histories = Draws.Summary(drawn);
            var delta = new DeltaMethod(Family, Family.Fit(histories));
            for (var p = 0; p < 4; p++)
            {
                if (delta.Parameter(Family.ParameterNames[p], 0.8)!.Value.Holds(truth[p])) held[p]++;
            }
            if (delta.TotalPurchases(histories, 5, 0.8).Holds(drawn.Sum(c => c.Holdout))) held[4]++;
        }
        Assert.All(held, h => Assert.InRange(h / (double)shops, 0.77, 0.83));
    }

    private static PurchaseSummary Donors()
    {
        var rows = SharedShops.Rows("donations_bgbb/recency_frequency_matrix.csv").Select(r => r.ToDictionary(c => c.Key, c => double.Parse(c.Value, CultureInfo.InvariantCulture))).ToList();
        return new([.. rows.Select(r => (int)r["frequency"])], [.. rows.Select(r => r["recency"])], [.. rows.Select(r => r["periods"])], weight: [.. rows.Select(r => r["weights"])]);
    }
}
