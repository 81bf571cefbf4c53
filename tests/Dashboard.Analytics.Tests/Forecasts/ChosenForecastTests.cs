using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Holdout;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Forecasts;

/// <summary>The hold-outs of the reference data, forecast by what the product chooses when it is given the calibration alone.</summary>
public sealed class ChosenForecastTests(ITestOutputHelper output)
{
    [Fact]
    public void Cdnow_sample_is_forecast_better_than_by_its_best_model_and_its_best_blend()
    {
        var (purchases, _) = Scores("cdnow_sample");
        Assert.InRange(purchases.MeanAbsoluteError, 0, 0.755);
        Assert.InRange(purchases.RootMeanSquaredError, 0, 1.600);
    }

    [Fact]
    public void Cdnow_full_is_forecast_better_than_by_its_best_model_and_its_best_blend()
    {
        var (purchases, _) = Scores("cdnow_full");
        Assert.InRange(purchases.MeanAbsoluteError, 0, 0.79);
        Assert.InRange(purchases.RootMeanSquaredError, 0, 1.71);
    }

    [Fact]
    public void Grocery_is_forecast_with_little_bias()
    {
        var (purchases, _) = Scores("grocery");
        Assert.InRange(purchases.MeanAbsoluteError, 0, 1.39);
        Assert.InRange(purchases.RootMeanSquaredError, 0, 3.02);
        Assert.InRange(purchases.Bias!.Value, -0.05, 0.05);
    }

    [Fact]
    public void Online_retail_is_forecast_in_purchases_and_in_revenue()
    {
        var (purchases, revenue) = Scores("online_retail");
        Assert.InRange(purchases.MeanAbsoluteError, 0, 0.967);
        Assert.InRange(purchases.RootMeanSquaredError, 0, 1.587);
        Assert.InRange(purchases.Bias!.Value, -0.2, 0.2);
        Assert.InRange(revenue.RootMeanSquaredError, 0, 4000);
    }

    private (HoldoutScores Purchases, HoldoutScores Revenue) Scores(string name)
    {
        var set = ReferenceHoldout.All.Single(s => s.Name == name);
        var (shop, split) = (set.Load().Facts, set.Split);
        var calibration = ReferenceHoldout.Calibration(shop, split.Day);
        var choice = ForecastChoice.Run(calibration, split.Horizon, null, TestContext.Current.CancellationToken);
        var scores = set.Judge(shop, calibration, choice.Rules);
        output.WriteLine($"{choice.Served!.Name}: {scores.Purchases} revenue {scores.Revenue}");
        Assert.Equal(CandidateKind.Stack, choice.Served.Kind);
        return scores;
    }
}
