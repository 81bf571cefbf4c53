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
}
