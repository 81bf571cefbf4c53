using System.Text.Json;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Lifetime.BetaGeometric;

/// <summary>Exact values at fixed parameters, among them the cases that break the public tools.</summary>
public sealed class BgCnbdVectorTests
{
    private const double Precision = 1e-9;

    [Theory]
    [InlineData("BG/NBD")]
    [InlineData("MBG/NBD")]
    public void Every_case_of_the_model_is_met(string name)
    {
        var cases = ModelVectors.Of(name);
        Assert.NotEmpty(cases);
        foreach (var v in cases)
        {
            var model = Model(name, v);
            var (customer, t) = (new PurchaseHistory((int)v.Number("x"), v.Number("t_x"), v.Number("T")), v.Number("t"));
            var what = v.ToString();
            ModelVectors.Agrees(v.Number("log_likelihood"), model.LogLikelihood(customer), Precision, $"log-likelihood of {what}");
            ModelVectors.Agrees(v.Number("p_alive"), model.ProbabilityAlive(customer), Precision, $"P(alive) of {what}");
            ModelVectors.Agrees(v.Number("log_p_alive"), model.LogProbabilityAlive(customer), Precision, $"ln P(alive) of {what}");
            ModelVectors.Agrees(v.Number("expected_transactions"), model.ExpectedPurchases(customer, 0, t), Precision, $"expected purchases of {what}");
            ModelVectors.Agrees(v.Number("unconditional_expectation_t"), model.ExpectedPurchases(t), Precision, $"population expectation of {what}");
            ModelVectors.Agrees(v.Number("p_no_purchase_in_t"), model.Probability(customer, 0, t), Precision, $"P(no purchase) of {what}");
        }
    }

    [Fact]
    public void Every_probability_of_a_count_is_met()
    {
        var cases = ModelVectors.Of("BG/NBD pmf");
        Assert.NotEmpty(cases);
        foreach (var v in cases)
            ModelVectors.Agrees(v.Number("pmf"), Model("BG/NBD", v).Probability((int)v.Number("x"), v.Number("t")), Precision, v.ToString());
    }

    [Theory]
    [InlineData("cdnow_sample")]
    [InlineData("cdnow_full")]
    [InlineData("grocery")]
    [InlineData("apparel")]
    [InlineData("online_retail")]
    public void Predictions_at_the_reference_parameters_are_met(string set)
    {
        foreach (var (name, column) in new[] { ("BG/NBD", "bgnbd"), ("MBG/NBD", "mbgnbd") })
        {
            var p = SharedSummaries.Best(set, name).GetProperty("params");
            var model = PurchaseModels.Find(name)!.Create([p.Number("r"), p.Number("alpha"), p.Number("a"), p.Number("b")])!;
            foreach (var row in SharedShops.Rows($"{set}/expected/sample_50_customers.csv"))
            {
                double Read(string read) => SharedSummaries.Number(row[read]);
                var customer = new PurchaseHistory((int)Read("x"), Math.Round(Read("t_x") * 7) / 7, Math.Round(Read("T") * 7) / 7);
                // The files print ten digits.
                ModelVectors.Agrees(Read($"{column}_p_alive"), model.ProbabilityAlive(customer), 1e-8, $"P(alive) of {row["customer_id"]}");
                foreach (var days in (int[])[30, 90, 365])
                    ModelVectors.Agrees(Read($"{column}_expected_{days}d"), model.ExpectedPurchases(customer, 0, days / 7.0), 1e-8, $"expected purchases of {row["customer_id"]} in {days} days");
            }
        }
    }

    [Theory]
    [InlineData("BG/NBD")]
    [InlineData("MBG/NBD")]
    public void Many_customers_at_once_are_answered_as_one_by_one(string name)
    {
        foreach (var group in ModelVectors.Of(name).GroupBy(v => v.GetProperty("params").ToString()))
        {
            var model = Model(name, group.First());
            var rows = group.Concat(group).Concat(group).ToList();
            var customers = new PurchaseSummary([.. rows.Select(v => (int)v.Number("x"))], [.. rows.Select(v => v.Number("t_x"))], [.. rows.Select(v => v.Number("T"))]);
            var (alive, expected) = (new double[rows.Count], new double[rows.Count]);
            model.ProbabilityAlive(customers, alive);
            model.ExpectedPurchases(customers, 0, 52, expected);
            for (var i = 0; i < rows.Count; i++)
            {
                ModelVectors.Agrees(model.ProbabilityAlive(customers[i]), alive[i], 1e-12, $"P(alive) of {rows[i]}");
                ModelVectors.Agrees(model.ExpectedPurchases(customers[i], 0, 52), expected[i], 1e-12, $"expected purchases of {rows[i]}");
            }
        }
    }

    private static IPurchaseModel Model(string name, JsonElement v)
    {
        var p = v.GetProperty("params");
        return PurchaseModels.Find(name)!.Create([p.Number("r"), p.Number("alpha"), p.Number("a"), p.Number("b")])!;
    }
}
