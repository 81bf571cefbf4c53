using Dashboard.Analytics.Tests.Lifetime;

namespace Dashboard.Analytics.Tests.Statistics;

public sealed class HypergeometricTests
{
    [Fact]
    public void Every_reference_point_is_met()
    {
        var points = ModelVectors.Of("log 2F1");
        Assert.NotEmpty(points);
        foreach (var v in points)
        {
            var (a, b, c, z) = (v.Number("a"), v.Number("b"), v.Number("c"), v.Number("z"));
            ModelVectors.Agrees(v.Number("log_2F1"), Hypergeometric.Log(a, b, c, z), 1e-9, $"2F1({a}, {b}; {c}; {z})");
        }
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.75)]
    [InlineData(0.999999)]
    public void Elementary_cases_are_met(double z)
    {
        Assert.Equal(Math.Log(-LogSpace.Log1p(-z) / z), Hypergeometric.Log(1, 1, 2, z), 1e-12);
        Assert.Equal(-3.5 * LogSpace.Log1p(-z), Hypergeometric.Log(3.5, 2, 2, z), 1e-9);
        Assert.Equal(Math.Log(Math.Atanh(Math.Sqrt(z)) / Math.Sqrt(z)), Hypergeometric.Log(1, 0.5, 1.5, z), 1e-11);
    }

    [Fact]
    public void Arguments_outside_the_domain_have_no_value()
    {
        Assert.Equal(double.NaN, Hypergeometric.Log(1, 1, -1, 0.5));
        Assert.Equal(double.NaN, Hypergeometric.Log(1, 1, 2, 1));
        Assert.Equal(0, Hypergeometric.Log(5, 6, 7, 0));
    }
}
