using System.Globalization;
using System.Text.Json;
using Dashboard.Analytics.Lifetime.Survival;
using Dashboard.Analytics.Tests.Shops;
using Dashboard.Tests;

namespace Dashboard.Analytics.Tests.Lifetime.Survival;

/// <summary>Against R 4.2.2 survival 3.5.3 on the data sets of lifelines (MIT).</summary>
public sealed class SurvivalReferenceTests
{
    [Theory]
    [InlineData("waltons")]
    [InlineData("lung")]
    [InlineData("rossi")]
    public void Curves_equal_those_of_R(string study)
    {
        var groups = Study(study);
        var expected = SharedShops.Rows(study == "lung" ? "survival/expected/lung_km_by_sex.csv" : $"survival/expected/{study}_km.csv").GroupBy(r => r["group"]).ToList();
        Assert.Equal(groups.Count, expected.Count);
        foreach (var rows in expected)
        {
            var logLog = SurvivalCurve.Estimate(groups[rows.Key]).Steps;
            var plain = SurvivalCurve.Estimate(groups[rows.Key], limits: SurvivalLimits.Plain).Steps;
            Assert.Equal(rows.Count(), logLog.Count);
            foreach (var (row, step, other) in rows.Zip(logLog, plain))
            {
                Close(Number(row["time"]), step.Time);
                Close(Number(row["at_risk"]), step.AtRisk);
                Close(Number(row["events"]), step.Events);
                Close(Number(row["censored"]), step.Censored);
                Close(Number(row["survival"]), step.Survival);
                Close(Number(row["nelson_aalen"]), step.CumulativeHazard);
                Close(Number(row["std_err_greenwood"]), step.StandardError);
                Close(Number(row["lower_loglog"]), step.Lower);
                Close(Number(row["upper_loglog"]), step.Upper);
                Close(Number(row["lower_plain"]), other.Lower);
                Close(Number(row["upper_plain"]), other.Upper);
            }
        }
    }

    [Theory]
    [InlineData("waltons", "waltons_logrank")]
    [InlineData("lung", "lung_logrank_sex")]
    [InlineData("rossi-fin", "rossi_logrank_fin")]
    public void Log_rank_tests_equal_those_of_R(string study, string name)
    {
        var expected = Tests().GetProperty(name);
        var test = LogRank.Compare([.. Study(study).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => g.Value)]);
        Close(expected.GetProperty("chisq").GetDouble(), test.ChiSquare);
        Assert.Equal(expected.GetProperty("df").GetInt32(), test.DegreesOfFreedom);
        // R prints p-values to twelve decimals at best, the smallest to thirteen digits.
        Assert.Equal(expected.GetProperty("p").GetDouble(), test.PValue!.Value, 1e-9 * test.PValue.Value);
        Assert.All(expected.GetProperty("observed").EnumerateObject().Zip(test.Observed), p => Close(p.First.Value.GetDouble(), p.Second));
        Assert.All(expected.GetProperty("expected").EnumerateObject().Zip(test.Expected), p => Close(p.First.Value.GetDouble(), p.Second));
    }

    [Theory]
    [InlineData("waltons", "waltons_median")]
    [InlineData("lung", "lung_median_sex")]
    public void Medians_equal_those_of_R(string study, string name) => Assert.Equal(
        Tests().GetProperty(name).EnumerateArray().Select(e => (double?)e.GetProperty("median").GetDouble()),
        Study(study).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => SurvivalCurve.Estimate(g.Value).Quantile()));

    [Fact]
    public void The_restricted_mean_equals_that_of_R() =>
        Close(Tests().GetProperty("rossi_rmst_52").GetDouble(), SurvivalCurve.Estimate(Study("rossi")["all"]).RestrictedMean(52));

    private static Dictionary<string, Tenure[]> Study(string name) => (name switch
    {
        "waltons" => Read("waltons_dataset", "T", "E", r => r["group"]),
        "lung" => Read("lung", "time", "status", r => r["sex"]),
        "rossi" => Read("rossi", "week", "arrest", _ => "all"),
        _ => Read("rossi", "week", "arrest", r => r["fin"]),
    }).GroupBy(r => r.Group, r => r.Tenure).ToDictionary(g => g.Key, g => g.ToArray());

    private static IEnumerable<(string Group, Tenure Tenure)> Read(string file, string time, string ended, Func<Dictionary<string, string>, string> group) =>
        SharedShops.Rows($"survival/{file}.csv").Select(r => (group(r), new Tenure(Number(r[time])!.Value, Number(r[ended]) == 1)));

    private static JsonElement Tests() => JsonDocument.Parse(File.ReadAllText(SharedData.Path("survival/expected/survival_tests.json"))).RootElement;

    private static double? Number(string text) => text == "" ? null : double.Parse(text, CultureInfo.InvariantCulture);

    private static void Close(double? expected, double? actual)
    {
        Assert.Equal(expected.HasValue, actual.HasValue);
        if (expected is { } e) Assert.Equal(e, actual!.Value, 1e-12 * Math.Max(1, Math.Abs(e)));
    }
}
