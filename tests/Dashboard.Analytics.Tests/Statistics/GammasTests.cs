namespace Dashboard.Analytics.Tests.Statistics;

public sealed class GammasTests
{
    private const double Euler = 0.57721566490153286061;

    [Theory]
    [InlineData(1e-8, 18.420680738180208905)]
    [InlineData(0.5, 0.57236494292470008707)]
    [InlineData(3, 0.69314718055994530942)]
    [InlineData(10, 12.801827480081469611)]
    [InlineData(101, 363.73937555556349014)]
    [InlineData(1e10, 220258509288.81058)]
    public void Log_gamma_has_its_known_values(double x, double expected) => Assert.Equal(expected, Gammas.Log(x), Math.Abs(expected) * 1e-15 + 4e-15);

    [Fact]
    public void Log_gamma_is_0_at_1_and_2()
    {
        Assert.Equal(0, Gammas.Log(1), 1e-14);
        Assert.Equal(0, Gammas.Log(2), 1e-14);
    }

    [Fact]
    public void Digamma_and_trigamma_have_their_known_values()
    {
        Assert.Equal(-Euler, Gammas.Digamma(1), 1e-14);
        Assert.Equal(-Euler - 2 * Math.Log(2), Gammas.Digamma(0.5), 1e-14);
        Assert.Equal(Math.PI * Math.PI / 6, Gammas.Trigamma(1), 1e-14);
        Assert.Equal(Math.PI * Math.PI / 2, Gammas.Trigamma(0.5), 1e-14);
        Assert.Equal(-1e9 - Euler, Gammas.Digamma(1e-9), 1e-5);
    }

    [Theory]
    [InlineData(1e-4)]
    [InlineData(0.3)]
    [InlineData(7.25)]
    [InlineData(9.9999)]
    [InlineData(512.125)]
    public void Each_function_steps_by_its_recurrence(double x)
    {
        Assert.Equal(Math.Log(x), Gammas.Log(x + 1) - Gammas.Log(x), 1e-12);
        Assert.Equal(1 / x, Gammas.Digamma(x + 1) - Gammas.Digamma(x), 1e-13 / x);
        Assert.Equal(1 / (x * x), Gammas.Trigamma(x) - Gammas.Trigamma(x + 1), 1e-13 / (x * x));
    }

    [Fact]
    public void A_ratio_keeps_its_digits_at_large_arguments()
    {
        Assert.Equal(Math.Log(1e12), Gammas.LogRatio(1e12, 1), 1e-13);
        var product = 0.0;
        for (var j = 0; j < 50; j++) product += Math.Log(1e8 + 0.5 + j);
        Assert.Equal(product, Gammas.LogRatio(1e8 + 0.5, 50), 1e-10);
    }

    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(0.5, 0.5, 1.1447298858494001741)]
    [InlineData(2, 1e12, -55.262042231858096)]
    public void Log_beta_has_its_known_values(double a, double b, double expected)
    {
        Assert.Equal(expected, Gammas.LogBeta(a, b), 1e-11);
        Assert.Equal(Gammas.LogBeta(a, b), Gammas.LogBeta(b, a));
    }

    [Fact]
    public void Logs_of_sums_and_differences_keep_0_and_small_numbers()
    {
        Assert.Equal(double.NegativeInfinity, LogSpace.Subtract(3, 3));
        Assert.Equal(double.NegativeInfinity, LogSpace.Add(double.NegativeInfinity, double.NegativeInfinity));
        Assert.Equal(-4, LogSpace.Add(double.NegativeInfinity, -4));
        Assert.Equal(-1e-20, LogSpace.Complement(Math.Log(1e-20)), 1e-32);
        Assert.Equal(Math.Log(1e-20), LogSpace.Complement(-1e-20), 1e-13);
        Assert.Equal(-1000 + Math.Log(2), LogSpace.Sum([-1000, -1000]), 1e-12);
        Assert.Equal(double.NegativeInfinity, LogSpace.Sum([]));
        Assert.Equal(Math.Exp(-700), LogSpace.Logistic(-700), 1e-315);
        Assert.Equal(800, LogSpace.Softplus(800));
    }
}
