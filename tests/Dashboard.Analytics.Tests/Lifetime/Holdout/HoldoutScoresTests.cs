using CsCheck;
using Dashboard.Analytics.Lifetime.Holdout;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Lifetime.Holdout;

public sealed class HoldoutScoresTests
{
    [Theory]
    [InlineData("cdnow_sample")]
    [InlineData("cdnow_full")]
    [InlineData("grocery")]
    [InlineData("online_retail")]
    [InlineData("apparel")]
    public void Scores_of_the_reference_forecasts_are_the_references(string set)
    {
        var rows = SharedShops.Rows($"{set}/expected/holdout_predictions_all_customers.csv.gz").ToList();
        var actual = rows.Select(r => Number(r["actual"])).ToArray();
        var compared = 0;
        foreach (var expected in SharedShops.Rows($"{set}/expected/holdout_accuracy.csv").Where(r => r["target"] == "transactions"))
        {
            var predicted = rows.Select(r => Number(r[expected["model"]])).ToArray();
            var scores = HoldoutScores.Of(predicted, actual);
            Assert.Equal(Number(expected["MAE"]), scores.MeanAbsoluteError, 1e-5);
            Assert.Equal(Number(expected["RMSE"]), scores.RootMeanSquaredError, 1e-5);
            Assert.Equal(Number(expected["bias_pct"]), scores.Bias!.Value * 100, 1e-3);
            Assert.Equal(Number(expected["poisson_deviance"]), scores.PoissonDeviance, 2e-4);
            // The reference breaks ties by row, which moves the order of a rule's many equal forecasts.
            var ties = predicted.Length - predicted.Distinct().Count();
            if (expected["norm_gini"] != "") Assert.Equal(Number(expected["norm_gini"]), scores.NormalisedGini!.Value, expected["model"].StartsWith("baseline", StringComparison.Ordinal) ? 0.03 : 0.003);
            Assert.Equal(Number(expected["top_decile_share"]), scores.TopDecileShare!.Value, ties == predicted.Length - 1 ? 0.03 : 0.01);
            compared++;
        }
        Assert.True(compared >= 10);
    }

    [Fact]
    public void Scores_do_not_depend_on_the_order_of_the_customers() =>
        Gen.Select(Gen.Int[0, 4].Select(p => p / 2.0), Gen.Int[0, 5]).Array[1, 60].Sample(customers =>
        {
            var (a, b) = (Of(customers), Of([.. customers.Reverse()]));
            Assert.Equal(a.NormalisedGini ?? -9, b.NormalisedGini ?? -9, 1e-12);
            Assert.Equal(a.TopDecileShare ?? -9, b.TopDecileShare ?? -9, 1e-12);
            Assert.Equal(a.PoissonDeviance, b.PoissonDeviance, 1e-9);
            Assert.Equal(a.Deciles.Select(d => Math.Round(d.Actual, 9)), b.Deciles.Select(d => Math.Round(d.Actual, 9)));
            Assert.Equal(a.Customers, a.Deciles.Sum(d => d.Customers));
            Assert.Equal(a.Actual, a.Deciles.Sum(d => d.Customers * d.Actual), 1e-9);

            static HoldoutScores Of((double Predicted, int Actual)[] customers) => HoldoutScores.Of([.. customers.Select(c => c.Predicted)], [.. customers.Select(c => (double)c.Actual)]);
        });

    [Fact]
    public void A_forecast_that_came_true_is_perfect_and_one_upside_down_is_as_far_below_chance()
    {
        double[] actual = [0, 0, 1, 2, 7];
        var perfect = HoldoutScores.Of(actual, actual);
        Assert.Equal((0.0, 0.0, 0.0), (perfect.MeanAbsoluteError, perfect.RootMeanSquaredError, perfect.Bias));
        Assert.Equal(1, perfect.NormalisedGini!.Value, 1e-12);
        Assert.Equal(0, perfect.PoissonDeviance, 1e-8);
        Assert.Equal(-1, HoldoutScores.Of([4, 4, 3, 2, 1], actual).NormalisedGini!.Value, 1e-12);
        Assert.Equal(0, HoldoutScores.Of([2, 2, 2, 2, 2], actual).NormalisedGini!.Value, 1e-12);
    }

    [Fact]
    public void What_has_no_answer_is_missing()
    {
        var nothing = HoldoutScores.Of([1, 2], [0, 0]);
        Assert.Null(nothing.Bias);
        Assert.Null(nothing.NormalisedGini);
        Assert.Null(nothing.TopDecileShare);
        Assert.Null(HoldoutScores.Of([1, 2], [3, 3]).NormalisedGini);
        Assert.Throws<ArgumentException>(() => HoldoutScores.Of([], []));
        Assert.Throws<ArgumentException>(() => HoldoutScores.Of([1], [1, 2]));
    }

    private static double Number(string text) => SharedSummaries.Number(text);
}
