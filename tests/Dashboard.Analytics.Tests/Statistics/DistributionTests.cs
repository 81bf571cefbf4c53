namespace Dashboard.Analytics.Tests.Statistics;

/// <summary>Anchors computed with 40 to 60 digits.</summary>
public sealed class DistributionTests
{
    [Theory]
    [InlineData(0.3, 3.3, -0.938923996869174042)]
    [InlineData(2, 5, -2.97652316716181212)]
    [InlineData(8, 2.5, -5.56532867478167768)]
    [InlineData(13.516, 740.3, -85.0565084335482493)]
    [InlineData(30, 40000.5, -449.322365109641272)]
    [InlineData(40, 40000.5, -789.003290973375415)]
    [InlineData(37, 1e9, -689.03011635281723)]
    [InlineData(2, 1e9, -3.78318432774899313)]
    [InlineData(60, 1e7, -1804.68945847691478)]
    public void Tails_of_t_are_exact_also_where_no_double_can_hold_them(double t, double degrees, double logTail)
    {
        Assert.Equal(logTail, StudentDistribution.LogUpperTail(t, degrees), 1e-12);
        Assert.Equal(1, StudentDistribution.UpperTail(t, degrees) + StudentDistribution.UpperTail(-t, degrees), 1e-15);
    }

    [Theory]
    [InlineData(0.01, 55.707449148622054, 2.395170748875334)]
    [InlineData(0.005, 3.1, 5.65795945347430279)]
    [InlineData(1e-7, 7.7, 17.2236022445338911)]
    [InlineData(0.05, 40000.3, 1.64489172178208637)]
    [InlineData(1e-30, 12.5, 744.650899179672852)]
    public void Quantiles_of_t_are_exact(double p, double degrees, double t)
    {
        Assert.Equal(t, StudentDistribution.UpperQuantile(p, degrees), 1e-13 * t);
        if (p > 1e-3) Assert.Equal(-t, StudentDistribution.UpperQuantile(1 - p, degrees), 1e-13 * t);
    }

    [Fact]
    public void T_with_endless_degrees_of_freedom_is_normal()
    {
        Assert.Equal(NormalDistribution.LogUpperTail(3), StudentDistribution.LogUpperTail(3, double.PositiveInfinity));
        Assert.Equal(1.959963984540054, StudentDistribution.UpperQuantile(0.025, double.PositiveInfinity), 1e-15);
        Assert.Equal(0, StudentDistribution.UpperTail(double.PositiveInfinity, 4));
    }

    [Theory]
    [InlineData(-6, -9.86587645524375732e-10)]
    [InlineData(0.5, -1.17591176159361861)]
    [InlineData(5, -15.0649983939887257)]
    [InlineData(24.9, -314.140412761613163)]
    [InlineData(25.1, -319.148387405888634)]
    [InlineData(40, -804.608442013753788)]
    [InlineData(1e4, -50000010.1292789152)]
    public void Normal_tails_are_exact(double z, double logTail) =>
        Assert.Equal(logTail, NormalDistribution.LogUpperTail(z), 1e-14 * Math.Max(1, Math.Abs(logTail)) * (z < 0 ? 1e-9 : 40));

    [Theory]
    [InlineData(489, 3414, 0.12, 0.159101298430926019)]
    [InlineData(0.5, 28.5, 0.001, 0.18793390723769848)]
    [InlineData(3.3, 0.2, 0.5, 0.0124051931812744961)]
    [InlineData(2e-3, 3, 0.9, 0.999999276917832967)]
    [InlineData(1e5, 1e5, 0.49, 1.85713472904041958e-19)]
    [InlineData(1e8, 3e8, 0.24999, 0.322089040113848339)]
    public void The_incomplete_beta_function_is_exact_for_a_hundred_million_customers(double a, double b, double x, double expected)
    {
        // x as a double is off by up to half a unit in its last place, which large shapes multiply.
        var tolerance = expected * 1e-13 * Math.Max(1, Math.Sqrt(a + b) / 20);
        Assert.Equal(expected, IncompleteBeta.Lower(a, b, x, 1 - x), tolerance);
        Assert.Equal(Math.Log(expected), IncompleteBeta.LogLower(a, b, x, 1 - x), tolerance / expected);
    }

    [Theory]
    [InlineData(0.01, 0.5, 28.5)]
    [InlineData(0.975, 489, 3414)]
    [InlineData(1e-12, 2, 5)]
    public void Quantiles_of_beta_invert_it(double p, double a, double b)
    {
        var x = BetaDistribution.Quantile(p, a, b);
        Assert.Equal(p, IncompleteBeta.Lower(a, b, x, 1 - x), 1e-12 * p);
    }

    [Theory]
    [InlineData(2, 10, 1, 0.807611562530375262)]
    [InlineData(-1, 4.5, 0.7, 0.0582846250698636453)]
    [InlineData(2.6, 188, 3.4, 0.21291568058327506)]
    [InlineData(12.7, 3, 20, 0.0617885628354872969)]
    [InlineData(2, 1000, 45, 0)]
    [InlineData(2, 1000, 0, 0.9771148267533741)]
    public void The_noncentral_t_is_exact(double t, double degrees, double noncentrality, double expected) =>
        Assert.Equal(expected, NoncentralStudentDistribution.Lower(t, degrees, noncentrality), 2e-14);

    [Theory]
    [InlineData(0.1, 0.512740081331914927)]
    [InlineData(1.5, 0.0548141210519176539)]
    [InlineData(9.9, 0.00841465389406359)]
    [InlineData(1e6, 8.33333333333305556e-8)]
    public void What_Stirlings_formula_leaves_is_exact(double x, double expected) => Assert.Equal(expected, Gammas.StirlingError(x), 1e-13);

    [Theory]
    [InlineData(1e-9, 4.99999999666666729e-19)]
    [InlineData(-0.3, 0.0566749439387323742)]
    [InlineData(0.5, 0.0945348918918356180)]
    [InlineData(-0.9, 1.4025850929940456840)]
    public void A_number_less_its_log_keeps_its_digits(double x, double expected) => Assert.Equal(expected, LogSpace.MinusLog1p(x), 2e-15 * expected);

    [Fact]
    public void A_root_is_found_down_to_neighbouring_numbers()
    {
        Assert.Equal(Math.Sqrt(2), Root.Between(x => x * x - 2, 0, 2), 3e-16);
        Assert.Equal(Math.Sqrt(2), Root.Between(x => 2 - x * x, 0, 2), 3e-16);
        Assert.Equal(1e12, Root.Beyond(x => x - 1e12, 0, 1), 1e-3);
        Assert.Throws<ArgumentException>(() => Root.Between(x => x * x + 1, 0, 2));
    }
}
