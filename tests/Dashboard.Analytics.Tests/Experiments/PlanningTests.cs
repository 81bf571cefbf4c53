using CsCheck;
using Dashboard.Analytics.Experiments;

namespace Dashboard.Analytics.Tests.Experiments;

public sealed class PlanningTests
{
    [Fact]
    public void The_smallest_detectable_difference_has_just_the_power_asked_for() =>
        Gen.Select(Gen.Double[20, 5000], Gen.Double[20, 50_000], Gen.Double[0.01, 0.2], Gen.Double[0.5, 0.95]).Sample((control, treatment, alpha, power) =>
        {
            var deviations = Power.DetectableMeans(control, treatment, alpha, power);
            Assert.Equal(power, Power.OfMeans(deviations, control, treatment, alpha), 1e-9);
            Assert.Equal(control, Power.ControlForMeans(deviations, alpha, power, treatment / control), 1e-6 * control);
            if (Power.DetectableShares(0.3, control, treatment, alpha, power) is { } rise)
                Assert.Equal(power, Power.OfShares(0.3, 0.3 + rise, control, treatment, alpha), 1e-9);
        }, iter: 30);

    [Fact]
    public void Power_without_an_effect_is_the_level_and_grows_to_certainty()
    {
        Assert.Equal(0.05, Power.OfMeans(0, 100, 900, 0.05), 1e-12);
        Assert.Equal(0.05, Power.OfShares(0.2, 0.2, 100, 900, 0.05), 1e-12);
        Assert.Equal(1, Power.OfMeans(3, 100, 900, 0.05), 1e-12);
        Assert.Equal(1, Power.OfShares(0, 1, 10, 90, 0.05));
        Assert.Equal(double.PositiveInfinity, Power.ControlForMeans(0, 0.05, 0.8));
        Assert.Null(Power.DetectableShares(0.9, 5, 5, 0.05, 0.9));
    }

    [Fact]
    public void A_control_of_ten_per_cent_needs_fewer_controls_but_more_customers()
    {
        var (equal, tenth) = (Power.ControlForMeans(0.2, 0.05, 0.8), Power.ControlForMeans(0.2, 0.05, 0.8, 9));
        Assert.InRange(tenth, 0.5 * equal, equal);
        Assert.True(tenth * 10 > equal * 2);
        Assert.Equal(Power.ControlByFleiss(0.1, 0.12, 0.05, 0.8), Power.ControlForShares(0.1, 0.12, 0.05, 0.8), 20.0);
    }

    [Fact]
    public void Arms_are_called_uneven_only_from_a_hundred_customers_on()
    {
        Assert.Equal(SampleRatioVerdict.TooFew, SampleRatio.Check([90, 9], [1, 1]).Verdict);
        Assert.Equal(SampleRatioVerdict.Mismatch, SampleRatio.Check([90, 10], [1, 1]).Verdict);
        Assert.Equal(SampleRatioVerdict.AsPlanned, SampleRatio.Check([90, 10], [9, 1]).Verdict);
        Assert.Equal(SampleRatioVerdict.TooFew, SampleRatio.Check([0, 0], [9, 1]).Verdict);
        Assert.Throws<ArgumentException>(() => SampleRatio.Check([90, 10], [9, 0]));
        Assert.Throws<ArgumentException>(() => SampleRatio.Check([90], [1]));
    }

    [Fact]
    public void Intervals_of_shares_stay_between_0_and_1_and_hold_the_share() =>
        Gen.Select(Gen.Long[1, 400], Gen.Double[0, 1], Gen.Double[0.001, 0.5]).Sample((n, share, alpha) =>
        {
            var k = (long)Math.Round(n * share);
            foreach (var interval in new[] { ShareInterval.Wilson(k, n, alpha), ShareInterval.ClopperPearson(k, n, alpha), ShareInterval.AgrestiCoull(k, n, alpha) })
            {
                Assert.InRange(interval.Low, 0, (double)k / n + 1e-12);
                Assert.InRange(interval.High, (double)k / n - 1e-12, 1);
            }
        });

    [Fact]
    public void The_exact_interval_leaves_half_the_level_on_each_side()
    {
        var interval = ShareInterval.ClopperPearson(7, 20, 0.1);
        Assert.Equal(0.05, Enumerable.Range(7, 14).Sum(k => Binomial(20, k, interval.Low)), 1e-12);
        Assert.Equal(0.05, Enumerable.Range(0, 8).Sum(k => Binomial(20, k, interval.High)), 1e-12);

        static double Binomial(int n, int k, double p) => Enumerable.Range(1, k).Aggregate(1.0, (c, i) => c * (n - k + i) / i) * Math.Pow(p, k) * Math.Pow(1 - p, n - k);
    }

    [Fact]
    public void Quotients_without_successes_are_open()
    {
        Assert.Equal(new ShareInterval(0, double.PositiveInfinity), ShareInterval.ScoreRatio(0, 50, 0, 60, 0.05));
        Assert.Equal(0, ShareInterval.ScoreRatio(5, 50, 0, 60, 0.05).Low);
        Assert.Equal(double.PositiveInfinity, ShareInterval.ScoreRatio(0, 50, 5, 60, 0.05).High);
        Assert.InRange(ShareInterval.ScoreRatio(0, 50, 5, 60, 0.05).Low, 0.5, 3);
    }

    [Fact]
    public void Chances_of_being_the_larger_add_up_to_one() =>
        Gen.Select(Gen.Int[1, 60], Gen.Int[1, 60], Gen.Double[0, 1], Gen.Double[0, 1]).Sample((n1, n2, share1, share2) =>
        {
            var (k1, k2) = ((long)(share1 * n1), (long)(share2 * n2));
            Assert.Equal(1, ShareTest.ChanceToWin(k1, n1, k2, n2) + ShareTest.ChanceToWin(k2, n2, k1, n1), 1e-12);
        });

    [Fact]
    public void Fishers_test_of_the_tea_drinker_is_34_of_70()
    {
        Assert.Equal(34.0 / 70, Math.Exp(ShareTest.FisherLogPValue(3, 4, 1, 4)), 1e-14);
        Assert.Equal(1, Math.Exp(ShareTest.FisherLogPValue(0, 4, 0, 4)), 1e-14);
        Assert.Equal((0, 0), ShareTest.Pooled(4, 4, 5, 5));
    }
}
