using System.Globalization;
using System.Text.Json;
using Dashboard.Analytics.Experiments;
using Dashboard.Tests;

namespace Dashboard.Analytics.Tests.Experiments;

/// <summary>Every case of the shared vectors, with each test, scale and setting it was run with.</summary>
public sealed class GbstatsTests
{
    private const double Exact = 1e-9;

    [Fact]
    public void Welch_tests_of_shares_means_ratios_and_cuped_equal_the_vectors() => Assert.Equal(18 * 12, CheckAll(["two_sided_t", "one_sided_greater", "one_sided_lesser"], (effect, settings, expected) =>
    {
        var alternative = settings[0] switch { "one_sided_greater" => Alternative.Greater, "one_sided_lesser" => Alternative.Less, _ => Alternative.TwoSided };
        var test = EffectTest.Welch(effect, Setting(settings, "alpha"), alternative);
        CheckEnd(test.Low, expected.GetProperty("ci")[0]);
        CheckEnd(test.High, expected.GetProperty("ci")[1]);
        Close(Number(expected.GetProperty("expected")), test.Estimate);
        // The vectors' p-values are 1 minus a rounded probability.
        Close(Number(expected.GetProperty("pValue")), test.PValue, 4e-16);

        void CheckEnd(double end, JsonElement known)
        {
            if (double.IsInfinity(end) || Math.Abs(Number(known) - end) <= Exact * Math.Abs(end))
            {
                Close(Number(known), end);
                return;
            }
            // An end is where the tail of t is the level. Ours is; the vectors' quantiles are good to eight digits only where this is not.
            var level = alternative == Alternative.TwoSided ? Setting(settings, "alpha") / 2 : Setting(settings, "alpha");
            Assert.True(Math.Abs(TailMissesBy(end)) < 1e-12, $"{settings[0]}: {TailMissesBy(end):e1}");
            Assert.InRange(Math.Abs(TailMissesBy(Number(known))), 1e-11, 1e-7);

            double TailMissesBy(double at) => StudentDistribution.UpperTail(Math.Abs(at - test.Estimate) / effect.StandardError, effect.DegreesOfFreedom) / level - 1;
        }
    }));

    [Fact]
    public void Sequential_intervals_and_their_p_values_equal_the_vectors() => Assert.Equal(18 * 8, CheckAll(["sequential_two_sided", "sequential_greater"], (effect, settings, expected) =>
    {
        var alternative = settings[0] == "sequential_greater" ? Alternative.Greater : Alternative.TwoSided;
        var test = EffectTest.Sequential(effect, Setting(settings, "alpha"), Setting(settings, "tuning"), alternative);
        CheckInterval(expected, test.Estimate, test.Low, test.High);
        var p = Number(expected.GetProperty("pValue"));
        if (alternative == Alternative.TwoSided) Close(p, test.PValue);
        // The search behind the vectors' p looks between 0.00001 and 0.4999.
        else if (p is 1e-5 or 0.4999) Assert.Equal(p, Math.Clamp(test.PValue, 1e-5, 0.4999));
        else
        {
            Close(Number(expected.GetProperty("ci")[0]), EndAt(Setting(settings, "alpha")));
            // By definition the interval of level p ends at 0. Ours does; that search stops within 0.00001 of it.
            Assert.InRange(Math.Abs(EndAt(test.PValue)), 0, 1e-12 * effect.Estimate);
            Assert.InRange(Math.Abs(EndAt(p)), 1e-7, 1e-5);
        }

        // Eq. 134 of arXiv 2103.06476 at level p, with the mixing distribution that is best for alpha; the vectors' own ends are this one at alpha.
        double EndAt(double level)
        {
            var (alpha, tuning) = (Setting(settings, "alpha"), Setting(settings, "tuning"));
            var mixed = effect.N * (Math.Log(1 - 2 * Math.Log(2 * alpha)) - 2 * Math.Log(2 * alpha)) / tuning;
            return effect.Estimate - effect.StandardError * Math.Sqrt(2 * (mixed + 1) / mixed * Math.Log(1 + Math.Sqrt(mixed + 1) / (2 * level)));
        }
    }));

    [Fact]
    public void Bayesian_posteriors_chances_and_risks_equal_the_vectors() => Assert.Equal(18 * 6, CheckAll(["bayes"], (effect, settings, expected) =>
    {
        var prior = settings[2] switch { "prior=N(0,0.3^2)" => new EffectPrior(0, 0.09), "prior=N(0.1,0.1)" => new EffectPrior(0.1, 0.1), _ => EffectPrior.Flat };
        var test = BayesianTest.Of(effect, 0.05, prior);
        CheckInterval(expected, test.Mean, test.Low, test.High);
        Close(Number(expected.GetProperty("chanceToWin")), test.ChanceToWin);
        Close(Number(expected.GetProperty("uplift").GetProperty("stddev")), test.StandardDeviation);
        Close(Number(expected.GetProperty("risk")[0]), test.RiskOfControl);
        Close(Number(expected.GetProperty("risk")[1]), test.RiskOfTreatment);
    }));

    private static int CheckAll(string[] kinds, Action<Effect, string[], JsonElement> check)
    {
        using var vectors = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("experiments/expected/gbstats_vectors.json")));
        var checks = 0;
        foreach (var @case in vectors.RootElement.GetProperty("cases").EnumerateArray())
        {
            foreach (var result in @case.GetProperty("results").EnumerateObject())
            {
                var settings = result.Name.Split('|');
                if (!kinds.Contains(settings[0])) continue;
                var scale = settings[1] == "relative" ? EffectScale.Relative : EffectScale.Absolute;
                var (effect, reason) = Compare(@case.GetProperty("control"), @case.GetProperty("treatment"), scale);
                Assert.Null(reason);
                check(effect!, settings, result.Value);
                checks++;
            }
        }
        return checks;
    }

    private static EffectResult Compare(JsonElement control, JsonElement treatment, EffectScale scale) => control.GetProperty("kind").GetString() == "cuped"
        ? Effect.BetweenCuped(Pair(control, "post_", "pre_", "post_pre_"), Pair(treatment, "post_", "pre_", "post_pre_"), scale)
        : Effect.Between(Arm(control), Arm(treatment), scale);

    private static ArmSummary Arm(JsonElement arm) => arm.GetProperty("kind").GetString() switch
    {
        "proportion" => ArmSummary.OfShare(Count(arm), arm.GetProperty("sum").GetInt64()),
        "mean" => ArmSummary.OfMean(Count(arm), Number(arm.GetProperty("sum")), Number(arm.GetProperty("sum_squares"))),
        _ => ArmSummary.OfRatio(Pair(arm, "m_", "d_", "m_d_")),
    };

    private static PairMoments Pair(JsonElement arm, string y, string x, string both) => PairMoments.FromSums(
        Count(arm), Number(arm.GetProperty(y + "sum")), Number(arm.GetProperty(y + "sum_squares")), Number(arm.GetProperty(x + "sum")),
        Number(arm.GetProperty(x + "sum_squares")), Number(arm.GetProperty(both + "sum_of_products")));

    private static void CheckInterval(JsonElement expected, double estimate, double low, double high)
    {
        Close(Number(expected.GetProperty("expected")), estimate);
        Close(Number(expected.GetProperty("ci")[0]), low);
        Close(Number(expected.GetProperty("ci")[1]), high);
    }

    private static void Close(double expected, double actual, double absolute = 1e-300)
    {
        if (double.IsInfinity(expected)) Assert.Equal(expected, actual);
        else Assert.InRange(actual, expected - absolute - Exact * Math.Abs(expected), expected + absolute + Exact * Math.Abs(expected));
    }

    private static long Count(JsonElement arm) => arm.GetProperty("n").GetInt64();

    private static double Setting(string[] settings, string name) =>
        double.Parse(settings.Single(s => s.StartsWith(name + "=", StringComparison.Ordinal)).AsSpan(name.Length + 1), CultureInfo.InvariantCulture);

    private static double Number(JsonElement value) => value.ValueKind == JsonValueKind.String ? double.Parse(value.GetString()!, CultureInfo.InvariantCulture) : value.GetDouble();
}
