using System.Text.Json;
using Dashboard.Analytics.Experiments;
using Dashboard.Tests;

namespace Dashboard.Analytics.Tests.Experiments;

public sealed class ClassicalTests
{
    [Fact]
    public void Welch_tests_equal_the_reference() => Each("welch_absolute", 6, c =>
    {
        var (control, treatment) = (Arm(c, "1"), Arm(c, "2"));
        var effect = Effect.Between(control, treatment, EffectScale.Absolute).Effect!;
        Close(Value(c, "t"), effect.Estimate / effect.StandardError);
        Close(Value(c, "p"), EffectTest.Welch(effect, 0.05).PValue);

        static ArmSummary Arm(JsonElement c, string arm) => new(c.GetProperty("n" + arm).GetInt64(), Value(c, "mean" + arm), Math.Pow(Value(c, "sd" + arm), 2));
    });

    [Fact]
    public void Tests_of_two_shares_equal_the_reference() => Each("two_proportion", 8, c =>
    {
        var (k1, n1, k2, n2) = Shares(c);
        var (z, logP) = ShareTest.Pooled(k1, n1, k2, n2);
        Close(Value(c, "pooled_z"), z);
        Close(Value(c, "pooled_p"), Math.Exp(logP));
        Close(Value(c, "fisher_exact_p"), Math.Exp(ShareTest.FisherLogPValue(k1, n1, k2, n2)));
    });

    [Theory]
    [InlineData("wilson1")]
    [InlineData("clopper_pearson1")]
    [InlineData("agresti_coull1")]
    [InlineData("jeffreys1")]
    [InlineData("newcombe_diff")]
    [InlineData("wald_diff")]
    [InlineData("score_ratio")]
    public void Intervals_of_shares_equal_the_reference(string name) => Each("two_proportion", 8, c =>
    {
        var (k1, n1, k2, n2) = Shares(c);
        var interval = name switch
        {
            "wilson1" => ShareInterval.Wilson(k1, n1, 0.05),
            "clopper_pearson1" => ShareInterval.ClopperPearson(k1, n1, 0.05),
            "agresti_coull1" => ShareInterval.AgrestiCoull(k1, n1, 0.05),
            "jeffreys1" => ShareInterval.Jeffreys(k1, n1, 0.05),
            "newcombe_diff" => ShareInterval.NewcombeDifference(k1, n1, k2, n2, 0.05),
            "wald_diff" => ShareInterval.WaldDifference(k1, n1, k2, n2, 0.05),
            _ => ShareInterval.ScoreRatio(k1, n1, k2, n2, 0.05),
        };
        Close(c.GetProperty(name)[0].GetDouble(), interval.Low);
        Close(c.GetProperty(name)[1].GetDouble(), interval.High);
    });

    [Fact]
    public void Sample_ratio_checks_equal_the_reference() => Each("srm_chi_square", 5, c =>
    {
        var check = SampleRatio.Check([.. c.GetProperty("observed").EnumerateArray().Select(o => o.GetInt64())], Numbers(c.GetProperty("expected_ratio")));
        Close(Value(c, "chi2"), check.ChiSquare);
        Close(Value(c, "p"), check.PValue);
    });

    [Fact]
    public void Sample_sizes_equal_the_reference() => Each("power", 8, c =>
    {
        var (alpha, power) = (Value(c, "alpha"), Value(c, "power"));
        if (c.TryGetProperty("effect_size_d", out var d))
        {
            var n = Power.ControlForMeans(d.GetDouble(), alpha, power);
            // The reference's noncentral t is good to eight digits; ours gives back the power itself.
            Assert.Equal(Value(c, "n_per_arm_t"), n, 3e-8 * n);
            Close(power, Power.OfMeans(d.GetDouble(), n, n, alpha));
            return;
        }
        var (p1, p2) = (Value(c, "baseline"), Value(c, "baseline") + Value(c, "absolute_mde"));
        Close(Value(c, "n_per_arm_cohen_h"), Power.ControlByCohen(p1, p2, alpha, power));
        Close(Value(c, "n_per_arm_unpooled"), Power.ControlForShares(p1, p2, alpha, power));
        Close(Value(c, "n_per_arm_fleiss"), Power.ControlByFleiss(p1, p2, alpha, power));
    });

    [Theory]
    [InlineData("holm")]
    [InlineData("fdr_bh")]
    [InlineData("fdr_by")]
    [InlineData("hommel")]
    [InlineData("bonferroni")]
    public void Corrections_for_several_questions_equal_the_reference(string name)
    {
        using var file = Read();
        var c = file.RootElement.GetProperty("multiple_testing");
        var p = Numbers(c.GetProperty("p"));
        var corrected = name switch
        {
            "holm" => MultipleTesting.Holm(p),
            "fdr_bh" => MultipleTesting.BenjaminiHochberg(p),
            "fdr_by" => MultipleTesting.BenjaminiYekutieli(p),
            "hommel" => MultipleTesting.Hommel(p),
            _ => MultipleTesting.Bonferroni(p),
        };
        Assert.Equal(Numbers(c.GetProperty(name)), corrected, (a, b) => Math.Abs(a - b) <= 1e-12);
    }

    [Fact]
    public void Chances_of_one_share_being_the_larger_equal_the_reference() => Each("beta_binomial_prob_b_beats_a", 4, c =>
    {
        var chance = ShareTest.ChanceToWin(
            c.GetProperty("k_a").GetInt64(), c.GetProperty("n_a").GetInt64(), c.GetProperty("k_b").GetInt64(), c.GetProperty("n_b").GetInt64());
        Close(Value(c, "prob"), chance);
    });

    private static void Each(string section, int cases, Action<JsonElement> check)
    {
        using var file = Read();
        Assert.Equal(cases, file.RootElement.GetProperty(section).GetArrayLength());
        foreach (var c in file.RootElement.GetProperty(section).EnumerateArray()) check(c);
    }

    private static JsonDocument Read() => JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("experiments/expected/classical_tests.json")));

    private static (long, long, long, long) Shares(JsonElement c) =>
        (c.GetProperty("k1").GetInt64(), c.GetProperty("n1").GetInt64(), c.GetProperty("k2").GetInt64(), c.GetProperty("n2").GetInt64());

    private static double Value(JsonElement c, string name) => c.GetProperty(name).GetDouble();

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(n => n.GetDouble())];

    private static void Close(double expected, double actual) => Assert.InRange(actual, expected - 1e-9 * Math.Abs(expected), expected + 1e-9 * Math.Abs(expected));
}
