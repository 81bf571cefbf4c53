using System.Globalization;
using System.Text;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Holdout;
using Dashboard.Analytics.Lifetime.Spend;
using Dashboard.Analytics.Tests.Shops;
using Dashboard.Benchmarks.Measuring;
using Dashboard.Tests;

namespace Dashboard.Benchmarks.Lifetime;

/// <summary>
/// One table per reference data set and target: all models, season variants, learner, stack and rules of thumb beside the published figures of other tools, on the
/// same split. What serves is chosen from the calibration alone.
/// </summary>
internal static class HoldoutBenchmark
{
    public static Task<MeasuredTable> RunAsync(BenchmarkOptions options)
    {
        SharedData.Root = options.Data;
        var goals = new MeasuredTable("Hold-outs of the reference data, forecast by what was chosen without them");
        foreach (var set in ReferenceHoldout.All)
        {
            if (!Directory.Exists(SharedData.Path(set.Name))) goals.Skipped(set.Name, $"{options.Data} has no such folder");
            else Compare(set, goals);
        }
        return Task.FromResult(goals);
    }

    private static void Compare(ReferenceHoldout set, MeasuredTable goals)
    {
        var (shop, split) = (set.Load().Facts, set.Split);
        var calibration = ReferenceHoldout.Calibration(shop, split.Day);
        var choice = ForecastChoice.Run(calibration, split.Horizon);
        var candidates = Candidates(shop, split, choice);
        var at = candidates.Known.Shop;
        var (_, spent) = at.Until(split.Until);
        var gamma = choice.Rules.Spend is [var p, var q, var g] ? GammaGamma.Create(p, q, g) : null;

        var (purchases, revenue) = (new List<Row>(), new List<Row>());
        foreach (var (name, forecast) in Forecasts(candidates, choice))
        {
            purchases.Add(new(name, HoldoutScores.Of(forecast, candidates.Actual)));
            if (gamma is null || Baselines.All.Any(b => b.Name == name)) continue;
            revenue.Add(new($"{name} x {GammaGamma.ModelName}", HoldoutScores.Of([.. forecast.Select((f, i) => f * gamma.ExpectedSpend(at.Spends[i], at.MeanSpend[i]) ?? 0)], spent)));
        }
        var (served, value) = set.Judge(shop, calibration, choice.Rules);
        Print(set, choice, "transactions", purchases.Prepend(new($"served: {choice.Served?.Name}", served)));
        if (gamma is not null) Print(set, choice, "revenue", revenue.Prepend(new($"served: {choice.Served?.Name} x {GammaGamma.ModelName}", value)));

        goals.AtMost($"{set.Name}, MAE", served.MeanAbsoluteError, "", set.Goal.Mae, "0.0000");
        goals.AtMost($"{set.Name}, RMSE", served.RootMeanSquaredError, "", set.Goal.Rmse, "0.0000");
        if (set.Goal.BiasPercent is { } bias) goals.AtMost($"{set.Name}, bias either way", Math.Abs(served.Bias!.Value) * 100, "%", bias);
        if (set.Goal.Revenue is { } rmse) goals.AtMost($"{set.Name}, RMSE of revenue", value.RootMeanSquaredError, "", rmse);
    }

    /// <summary>Everything that stood for choice, made at the end of the calibration.</summary>
    private static Holdout Candidates(CustomerFacts shop, Origin split, ForecastChoice choice)
    {
        var holdout = Holdout.Of(shop, split);
        foreach (var family in PurchaseModels.All) holdout.Fit(family);
        foreach (var recipe in BlendRecipe.For([.. choice.Candidates.Where(c => c is { Kind: CandidateKind.Purchases, Fit.IsTrusted: true, Scores: not null }).OrderBy(c => c.Error)])) holdout.Forecast(recipe);
        return holdout;
    }

    private static IEnumerable<(string Name, double[] Forecast)> Forecasts(Holdout holdout, ForecastChoice choice)
    {
        foreach (var candidate in choice.Candidates)
            if (holdout[candidate.Name] is { } forecast) yield return (candidate.Name, forecast);
        foreach (var (name, rule) in Baselines.All) yield return (name, rule(holdout.Known.Shop.Histories, holdout.Weeks));
    }

    private static void Print(ReferenceHoldout set, ForecastChoice choice, string target, IEnumerable<Row> ours)
    {
        var text = new StringBuilder($"\n### {set.Name}, {target}, {set.Split.Horizon} days after {set.End:yyyy-MM-dd}\n\nChosen in {choice.Holdouts} hold-outs of {choice.HoldoutDays} days before it.\n\n");
        text.Append("| | MAE | RMSE | bias | norm. Gini | deviance | from |\n|---|--:|--:|--:|--:|--:|---|\n");
        foreach (var (name, s) in ours)
            Line(name, s.MeanAbsoluteError, s.RootMeanSquaredError, s.Bias * 100, s.NormalisedGini, s.PoissonDeviance, "here");
        foreach (var row in SharedShops.Rows($"{set.Name}/expected/holdout_accuracy.csv").Where(r => r["target"] == target))
            Line(row["model"], Number(row["MAE"]), Number(row["RMSE"]), Number(row["bias_pct"]), Number(row["norm_gini"]), Number(row["poisson_deviance"]), "reference");
        Console.WriteLine(text);

        void Line(string name, double? mae, double? rmse, double? bias, double? gini, double? deviance, string from) =>
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {mae:#,0.0000} | {rmse:#,0.0000} | {bias:0.0} % | {gini:0.000} | {deviance:#,0.000} | {from} |\n");
    }

    private static double? Number(string text) => double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;

    private readonly record struct Row(string Name, HoldoutScores Scores);
}
