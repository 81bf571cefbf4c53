using Dashboard.Analytics.Lifetime.Holdout;

namespace Dashboard.Analytics.Tests.Lifetime.Holdout;

public sealed class HoldoutErrorsTests
{
    private static readonly HoldoutErrors Rule = new(0.5, 1.3, 2);

    [Theory]
    [InlineData(0.6, 1.2, 1.5, true)]
    [InlineData(0.4, 1.4, 1.5, false)]
    [InlineData(0.4, 1.2, 2.1, false)]
    [InlineData(2.0, 1.2, 1.9, false)]
    [InlineData(0.5, 1.3, 2.0, false)]
    public void Squared_error_and_deviance_must_be_less_and_the_absolute_error_not_be_the_price(double absolute, double squared, double deviance, bool beats) =>
        Assert.Equal(beats, new HoldoutErrors(absolute, squared, deviance).Beats(Rule));

    [Fact]
    public void Errors_are_combined_by_their_geometric_mean() => Assert.Equal(2, new HoldoutErrors(1, 2, 4).Combined, 1e-15);

    [Theory]
    [InlineData(0.60, true)]
    [InlineData(0.49, true)]
    [InlineData(0.47, false)]
    [InlineData(null, true)]
    public void Customers_must_be_ranked_no_worse_but_for_chance(double? gini, bool beats) =>
        Assert.Equal(beats, new HoldoutErrors(0.4, 1.2, 1.5, 0.1, gini).Beats(Rule with { Gini = 0.5 }));

    [Theory]
    [InlineData(0.29, true)]
    [InlineData(-0.3, true)]
    [InlineData(0.61, false)]
    [InlineData(-0.31, false)]
    [InlineData(null, true)]
    public void Totals_hold_when_they_are_off_by_less_than_a_third_either_way(double? bias, bool holds) => Assert.Equal(holds, new HoldoutErrors(0.4, 1.2, 1.5, bias).HoldsTotals);

    [Fact]
    public void Of_nearly_equal_errors_the_best_calibrated_leads_and_else_the_least_error()
    {
        HoldoutErrors?[] forecasts = [null, new(1.02, 1, 1, Calibration: 0.1), new(1, 1, 1, Calibration: 0.4), new(1.05, 1, 1, Calibration: 0.01), new(1.01, 1, 1, Calibration: 0.2)];
        Assert.Equal([1, 4, 2, 3, 0], HoldoutErrors.BestFirst(Enumerable.Range(0, 5).ToList(), i => forecasts[i], _ => 0));
        Assert.Equal([2, 1, 0], HoldoutErrors.BestFirst<int>([0, 1, 2], _ => Rule, i => 3 - i));
    }

    [Fact]
    public void Calibration_is_by_how_much_the_totals_of_groups_are_off()
    {
        Assert.Equal((10 * 0.1 + 20 * 0.2) / (10 * 0.5 + 20 * 1.0), CalibrationBin.Error([new(10, 0.6, 0.5), new(20, 0.8, 1)])!.Value, 1e-12);
        Assert.Null(CalibrationBin.Error([new(10, 0.6, 0)]));
    }
}
