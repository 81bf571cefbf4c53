using System.Text.Json;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Spend;
using Dashboard.Tests;

namespace Dashboard.Analytics.Tests.Lifetime;

/// <summary>No case of the shared files is passed over: what is in them is what the other tests go through, row by row.</summary>
public sealed class SharedCasesTests
{
    [Fact]
    public void The_exact_values_are_those_that_the_tests_read()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(SharedData.Path("model_vectors/vectors.json")));
        Assert.Equal(
            [("BG/NBD", 59), ("MBG/NBD", 38), ("Pareto/NBD", 69), ("Gamma-Gamma", 20), ("BG/NBD pmf", 75), ("log 2F1", 80)],
            file.RootElement.GetProperty("vectors").EnumerateObject().Select(s => (s.Name, s.Value.GetArrayLength())));
    }

    [Theory]
    [InlineData("cdnow_sample", 5)]
    [InlineData("cdnow_full", 5)]
    [InlineData("grocery", 4)]
    [InlineData("apparel", 5)]
    [InlineData("online_retail", 5)]
    public void Every_best_known_fit_is_reached_or_passed(string set, int models)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(SharedData.Path($"{set}/expected/mle_reference.json")));
        var known = file.RootElement.GetProperty("best_known").EnumerateObject().ToList();
        Assert.Equal(models, known.Count);
        foreach (var model in known)
        {
            var fit = model.Name == GammaGamma.ModelName ? GammaGamma.Fit(SharedSummaries.Spends(set)).Result : PurchaseModels.Find(model.Name)!.Fit(SharedSummaries.Of(set)).Result;
            Assert.True(fit.LogLikelihood >= model.Value.Number("LL") - 1e-6, $"{model.Name}: {fit.LogLikelihood:r}, known {model.Value.Number("LL"):r}");
        }
    }

    [Fact]
    public void The_vectors_of_experiments_are_those_that_the_tests_read()
    {
        using var gbstats = JsonDocument.Parse(File.ReadAllText(SharedData.Path("experiments/expected/gbstats_vectors.json")));
        var kinds = gbstats.RootElement.GetProperty("cases").EnumerateArray().SelectMany(c => c.GetProperty("results").EnumerateObject()).CountBy(r => r.Name.Split('|')[0]);
        Assert.Equal(
            [("bayes", 108), ("one_sided_greater", 72), ("one_sided_lesser", 72), ("sequential_greater", 36), ("sequential_two_sided", 108), ("two_sided_t", 72)],
            kinds.Select(k => (k.Key, k.Value)).Order());
        using var classical = JsonDocument.Parse(File.ReadAllText(SharedData.Path("experiments/expected/classical_tests.json")));
        Assert.Equal(
            ["beta_binomial_prob_b_beats_a", "multiple_testing", "power", "srm_chi_square", "two_proportion", "welch_absolute"],
            classical.RootElement.EnumerateObject().Select(s => s.Name).Where(n => n != "made_by").Order(StringComparer.Ordinal));
    }
}
