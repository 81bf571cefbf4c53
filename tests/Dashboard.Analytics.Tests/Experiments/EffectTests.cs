using CsCheck;
using Dashboard.Analytics.Experiments;

namespace Dashboard.Analytics.Tests.Experiments;

public sealed class EffectTests
{
    [Fact]
    public void Arms_that_cannot_be_compared_give_the_reason()
    {
        var arm = ArmSummary.OfMean([1, 2, 3]);
        Assert.Equal(NoEffectReason.TooFewCustomers, Effect.Between(ArmSummary.OfMean([1]), arm, EffectScale.Absolute).Reason);
        Assert.Equal(NoEffectReason.TooFewCustomers, Effect.Between(arm, ArmSummary.OfMean([]), EffectScale.Relative).Reason);
        Assert.Equal(NoEffectReason.NoVariance, Effect.Between(ArmSummary.OfShare(10, 0), ArmSummary.OfShare(10, 10), EffectScale.Absolute).Reason);
        Assert.Equal(NoEffectReason.NoBaseline, Effect.Between(ArmSummary.OfMean([-1, 1]), arm, EffectScale.Relative).Reason);
        Assert.Equal(NoEffectReason.NotFinite, Effect.Between(arm, ArmSummary.OfMean([1, double.NaN]), EffectScale.Absolute).Reason);
        Assert.Null(Effect.Between(ArmSummary.OfMean([-1, 1]), arm, EffectScale.Absolute).Reason);
    }

    [Fact]
    public void A_p_value_below_the_smallest_number_keeps_its_logarithm()
    {
        var test = EffectTest.Welch(new(60, 1, 1e7, 20_000_000, 1), 0.05);
        Assert.Equal(0, test.PValue);
        Assert.Equal(-1804.68945847691478 + Math.Log(2), test.LogPValue, 1e-11);
    }

    [Fact]
    public void One_side_and_the_other_share_the_two_sided_p_value() => Gen.Double[-4, 4].Sample(estimate =>
    {
        var effect = new Effect(estimate, 1, 12.5, 100, 1);
        var (greater, less) = (EffectTest.Welch(effect, 0.05, Alternative.Greater), EffectTest.Welch(effect, 0.05, Alternative.Less));
        Assert.Equal(1, greater.PValue + less.PValue, 1e-14);
        Assert.Equal(EffectTest.Welch(effect, 0.1).PValue, 2 * Math.Min(greater.PValue, less.PValue), 1e-14);
        Assert.Equal(EffectTest.Welch(effect, 0.1).Low, greater.Low, 1e-14);
        Assert.Equal(double.NegativeInfinity, less.Low);
    });

    [Fact]
    public void An_interval_excludes_zero_exactly_when_its_p_value_is_below_the_level() =>
        Gen.Select(Gen.Double[-6, 6], Gen.Long[20, 100_000], Gen.Double[0.01, 0.3], Gen.Enum<Alternative>()).Sample((z, n, alpha, alternative) =>
        {
            var effect = new Effect(z * 0.3, 0.09, n - 2, n, 1);
            foreach (var test in new[] { EffectTest.Welch(effect, alpha, alternative), EffectTest.Sequential(effect, alpha, 5000, alternative) })
                if (Math.Abs(test.PValue - alpha) > 1e-9)
                    Assert.Equal(test.PValue < alpha, test.Low > 0 || test.High < 0);
        });

    [Fact]
    public void Looking_after_every_customer_rejects_too_often_with_a_t_test_but_not_with_sequential_intervals()
    {
        const int shops = 400, customers = 1500;
        var random = new Random(7);
        var (fixedHorizon, sequential) = (0, 0);
        for (var shop = 0; shop < shops; shop++)
        {
            var (a, b) = (default(PairMoments), default(PairMoments));
            var (fixedFound, sequentialFound) = (false, false);
            for (var n = 2; n <= customers; n += 2)
            {
                (a, b) = (a.With(Spend(random)), b.With(Spend(random)));
                if (n < 100 || n % 20 != 0) continue;
                var effect = Effect.Between(Arm(a), Arm(b), EffectScale.Absolute).Effect!;
                fixedFound |= EffectTest.Welch(effect, 0.1).PValue < 0.1;
                sequentialFound |= EffectTest.Sequential(effect, 0.1, 500).PValue < 0.1;
            }
            fixedHorizon += fixedFound ? 1 : 0;
            sequential += sequentialFound ? 1 : 0;
        }
        Assert.InRange(fixedHorizon, 0.25 * shops, shops);
        Assert.InRange(sequential, 0, 0.1 * shops);

        static PairMoments Spend(Random random) => PairMoments.Of([-Math.Log(1 - random.NextDouble())], [0]);
        static ArmSummary Arm(PairMoments moments) => new(moments.N, moments.MeanY, moments.VarianceY);
    }

    [Fact]
    public void Cuped_keeps_the_truth_within_its_interval_and_narrows_it()
    {
        var random = new Random(11);
        var (covered, shops, ratio) = (0, 300, 0.0);
        for (var shop = 0; shop < shops; shop++)
        {
            var (control, treatment) = (Arm(random, 1), Arm(random, 1.1));
            var plain = Effect.Between(new(control.N, control.MeanY, control.VarianceY), new(treatment.N, treatment.MeanY, treatment.VarianceY), EffectScale.Relative).Effect!;
            var cuped = Effect.BetweenCuped(control, treatment, EffectScale.Relative).Effect!;
            var test = EffectTest.Welch(cuped, 0.2);
            covered += test.Low <= 0.1 && 0.1 <= test.High ? 1 : 0;
            ratio += cuped.Variance / plain.Variance / shops;
        }
        Assert.InRange(covered / (double)shops, 0.75, 0.85);
        Assert.InRange(ratio, 0.15, 0.4);

        static PairMoments Arm(Random random, double lift)
        {
            var (after, before) = (new double[400], new double[400]);
            for (var i = 0; i < after.Length; i++)
            {
                var habit = 10 + 5 * Normal(random);
                (after[i], before[i]) = (lift * (habit + 2 * Normal(random)), habit + 2 * Normal(random));
            }
            return PairMoments.Of(after, before);
        }
    }

    [Fact]
    public void Moments_of_two_groups_together_are_the_moments_of_all() => Gen.Select(Gen.Double[-50, 1e4].Array[0, 30], Gen.Double[-9, 9].Array[0, 30]).Sample((y, x) =>
    {
        var n = Math.Min(y.Length, x.Length);
        var (ys, xs, cut) = (y[..n], x[..n], n / 3);
        var all = PairMoments.Of(ys, xs);
        var joined = PairMoments.Of(ys.AsSpan(0, cut), xs.AsSpan(0, cut)).With(PairMoments.Of(ys.AsSpan(cut), xs.AsSpan(cut)));
        Assert.Equal(all.N, joined.N);
        Assert.Equal(all.MeanY, joined.MeanY, 1e-8);
        Assert.Equal(all.VarianceX, joined.VarianceX, 1e-8);
        Assert.Equal(all.Covariance, joined.Covariance, 1e-6);
    });

    [Fact]
    public void A_ratio_metric_counts_its_customers_not_its_orders()
    {
        // Revenue per order of customers who each repeat one order: the orders add nothing.
        double[] orders = [1, 2, 4, 1, 3, 2], value = [10, 20, 15, 40, 5, 25];
        var ratio = ArmSummary.OfRatio(PairMoments.Of([.. value.Zip(orders, (v, o) => v * o)], orders));
        Assert.Equal(6, ratio.N);
        Assert.Equal(value.Zip(orders, (v, o) => v * o).Sum() / orders.Sum(), ratio.Mean, 1e-12);
        Assert.Equal(ArmSummary.OfMean(value).Mean, ArmSummary.OfRatio(PairMoments.Of(value, [1, 1, 1, 1, 1, 1])).Mean, 1e-12);
        Assert.Equal(ArmSummary.OfMean(value).Variance, ArmSummary.OfRatio(PairMoments.Of(value, [1, 1, 1, 1, 1, 1])).Variance, 1e-10);
    }

    [Fact]
    public void Risks_differ_by_the_expected_effect_and_stay_positive_far_out() => Gen.Double[-40, 40].Sample(z =>
    {
        var test = BayesianTest.Of(new(z, 1, 100, 100, 1), 0.05, EffectPrior.Flat);
        Assert.Equal(z, test.RiskOfControl - test.RiskOfTreatment, 1e-13);
        if (Math.Abs(z) < 37) Assert.True(test.RiskOfControl > 0 && test.RiskOfTreatment > 0);
    });

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
