using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Forecasts;

/// <summary>The hold-outs of the reference data, forecast by what the product chooses when it is given the calibration alone.</summary>
public sealed class ChosenForecastTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("cdnow_sample")]
    [InlineData("cdnow_full")]
    [InlineData("grocery")]
    [InlineData("online_retail")]
    public void The_chosen_forecast_is_better_than_the_best_published_model_and_blend(string name)
    {
        var set = ReferenceHoldout.All.Single(s => s.Name == name);
        var (shop, split) = (set.Load().Facts, set.Split);
        var calibration = ReferenceHoldout.Calibration(shop, split.Day);
        var choice = ForecastChoice.Run(calibration, split.Horizon, null, TestContext.Current.CancellationToken);
        var (purchases, revenue) = set.Judge(shop, calibration, choice.Rules);
        output.WriteLine($"{choice.Served!.Name}: {purchases} revenue {revenue}");
        Assert.Equal(CandidateKind.Stack, choice.Served.Kind);
        Assert.InRange(purchases.MeanAbsoluteError, 0, set.Goal.Mae);
        Assert.InRange(purchases.RootMeanSquaredError, 0, set.Goal.Rmse);
        if (set.Goal.BiasPercent is { } bias) Assert.InRange(purchases.Bias!.Value * 100, -bias, bias);
        if (set.Goal.Revenue is { } rmse) Assert.InRange(revenue.RootMeanSquaredError, 0, rmse);
    }
}
