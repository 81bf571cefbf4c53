using System.Text.Json;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Pareto;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Lifetime.Pareto;

/// <summary>Exact values at fixed parameters, among them the cases that break the public tools, and values printed in the literature.</summary>
public sealed class ParetoNbdVectorTests
{
    private const double Precision = 1e-9;

    [Fact]
    public void Every_case_is_met()
    {
        var cases = ModelVectors.Of("Pareto/NBD");
        Assert.NotEmpty(cases);
        foreach (var v in cases)
        {
            IPurchaseModel model = Model(v);
            var (customer, t) = (new PurchaseHistory((int)v.Number("x"), v.Number("t_x"), v.Number("T")), v.Number("t"));
            var what = v.ToString();
            ModelVectors.Agrees(v.Number("log_likelihood"), model.LogLikelihood(customer), Precision, $"log-likelihood of {what}");
            ModelVectors.Agrees(v.Number("p_alive"), model.ProbabilityAlive(customer), Precision, $"P(alive) of {what}");
            ModelVectors.Agrees(v.Number("log_p_alive"), model.LogProbabilityAlive(customer), Precision, $"ln P(alive) of {what}");
            ModelVectors.Agrees(v.Number("expected_transactions"), model.ExpectedPurchases(customer, 0, t), Precision, $"expected purchases of {what}");
            ModelVectors.Agrees(v.Number("unconditional_expectation_t"), model.ExpectedPurchases(t), Precision, $"population expectation of {what}");
            ModelVectors.Agrees(v.Number("p_no_purchase_in_t"), model.Probability(customer, 0, t), Precision, $"P(no purchase) of {what}");
            ModelVectors.Agrees(
                v.Number("discounted_expected_residual_transactions"), model.DiscountedPurchases(customer, v.Number("continuous_discount_rate")), Precision, $"DERT of {what}");
        }
    }

    // CDNOW in weeks at the parameters BTYD 2.4.3 finds; its walkthrough prints the first to four digits.
    [Theory]
    [InlineData(26, 30.857142857, 31, 25.454)]
    [InlineData(10, 20, 39, 0.70597)]
    [InlineData(15, 20, 39, 0.14419)]
    [InlineData(20, 20, 39, 0.022499)]
    [InlineData(25, 20, 39, 0.0030918)]
    public void Expected_purchases_of_the_BTYD_walkthrough_are_met(int x, double tx, double age, double expected) =>
        ModelVectors.Agrees(expected, ParetoNbd.Create(0.5533971, 10.5801985, 0.6060625, 11.6562237)!.ExpectedPurchases(new(x, tx, age), 0, 52), 1e-4, "expected purchases");

    [Fact]
    public void The_paper_s_discounted_purchases_are_met() =>   // Fader, Hardie, Lee 2005b, at .553 10.578 .606 11.669
        ModelVectors.Agrees(86.0564936, ParetoNbd.Create(0.553, 10.578, 0.606, 11.669)!.DiscountedPurchases(new(26, 30.86, 31), 0.0027), 1e-8, "DERT");

    [Theory]
    [InlineData("cdnow_sample")]
    [InlineData("cdnow_full")]
    [InlineData("grocery")]
    [InlineData("apparel")]
    [InlineData("online_retail")]
    public void Predictions_at_the_reference_parameters_are_met(string set)
    {
        var p = SharedSummaries.Best(set, "Pareto/NBD").GetProperty("params");
        var model = ParetoNbd.Create(p.Number("r"), p.Number("alpha"), p.Number("s"), p.Number("beta"))!;
        foreach (var row in SharedShops.Rows($"{set}/expected/sample_50_customers.csv"))
        {
            double Read(string column) => SharedSummaries.Number(row[column]);
            var customer = new PurchaseHistory((int)Read("x"), Math.Round(Read("t_x") * 7) / 7, Math.Round(Read("T") * 7) / 7);
            ModelVectors.Agrees(Read("pnbd_p_alive"), model.ProbabilityAlive(customer), 1e-8, "P(alive)");
            foreach (var days in (int[])[30, 90, 365])
                ModelVectors.Agrees(Read($"pnbd_expected_{days}d"), model.ExpectedPurchases(customer, 0, days / 7.0), 1e-8, $"expected purchases in {days} days");
            if (row.TryGetValue("pnbd_dert_10pct_annual", out _)) ModelVectors.Agrees(Read("pnbd_dert_10pct_annual"), model.DiscountedPurchases(customer, Math.Log(1.1) / 52), 1e-7, "DERT");
        }
    }

    [Fact]
    public void Twice_the_hypergeometric_function_is_the_same_integral()
    {
        // A0 of Fader, Hardie note 009, where both functions are far enough apart to be subtracted.
        foreach (var (alpha, beta, a, s, from, to) in new[] { (10.578, 11.669, 2.553, 0.606, 5.0, 30.0), (14.0, 3.0, 6.5, 1.4, 1.0, 9.0), (5.0, 5.0, 1.2, 0.3, 0.0, 40.0) })
        {
            var (most, distance) = (Math.Max(alpha, beta), Math.Abs(alpha - beta));
            double Term(double t) => -(a + s) * Math.Log(most + t)
                + Hypergeometric.Log(a + s, alpha >= beta ? s + 1 : a, a + s + 1, distance / (most + t)) - Math.Log(a + s);
            Assert.Equal(LogSpace.Subtract(Term(from), Term(to)), new DropoutIntegral(alpha, beta, a, s + 1, from, to).Log(), 1e-12);
        }
    }

    internal static ParetoNbd Model(JsonElement v)
    {
        var p = v.GetProperty("params");
        return ParetoNbd.Create(p.Number("r"), p.Number("alpha"), p.Number("s"), p.Number("beta"))!;
    }
}
