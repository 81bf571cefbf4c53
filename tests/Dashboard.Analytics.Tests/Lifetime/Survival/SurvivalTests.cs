using CsCheck;
using Dashboard.Analytics.Lifetime.Survival;

namespace Dashboard.Analytics.Tests.Lifetime.Survival;

public sealed class SurvivalTests
{
    private static readonly Gen<Tenure[]> Tenures = Gen.Select(Gen.Int[0, 20], Gen.Bool, (time, ended) => new Tenure(time, ended)).Array[0, 40];

    [Fact]
    public void Without_censoring_the_curve_is_the_share_still_there() => Gen.Int[0, 20].Array[1, 40].Sample(times =>
    {
        var curve = SurvivalCurve.Estimate([.. times.Select(t => new Tenure(t, true))]);
        foreach (var time in times) Assert.Equal((double)times.Count(t => t > time) / times.Length, curve.At(time)!.Value, 1e-12);
    });

    [Fact]
    public void A_weight_stands_for_as_many_equal_customers() => Tenures.Sample(tenures =>
    {
        var merged = tenures.GroupBy(t => t).Select(g => g.Key with { Weight = g.Count() }).OrderByDescending(t => t.Weight).ToArray();
        var (one, other) = (SurvivalCurve.Estimate(tenures), SurvivalCurve.Estimate(merged));
        Assert.Equal(one.Steps, other.Steps);
        Assert.Equal(one.Customers, other.Customers);
    });

    [Fact]
    public void Limits_hold_the_curve_and_stay_between_0_and_1() => Gen.Select(Tenures, Gen.Enum<SurvivalLimits>()).Sample((tenures, limits) =>
    {
        foreach (var step in SurvivalCurve.Estimate(tenures, 0.8, limits).Steps)
        {
            Assert.InRange(step.Survival, 0, 1);
            if (step.Lower is null) continue;
            Assert.InRange(step.Lower.Value, 0, step.Survival);
            Assert.InRange(step.Upper!.Value, step.Survival, 1);
        }
    });

    [Fact]
    public void Nobody_gives_an_empty_curve_that_promises_nothing()
    {
        var curve = SurvivalCurve.Estimate([]);
        Assert.Null(curve.At(0));
        Assert.Empty(curve.Steps);
        Assert.Null(curve.Quantile());
        Assert.Null(curve.RestrictedMean(1));
    }

    [Fact]
    public void A_curve_that_stays_on_the_half_has_its_median_in_the_middle() =>
        Assert.Equal(3, SurvivalCurve.Estimate([new(1, true), new(2, true), new(4, true), new(5, true)]).Quantile());

    [Fact]
    public void Beyond_the_last_customer_seen_nothing_is_claimed()
    {
        var curve = SurvivalCurve.Estimate([new(1, true), new(2, false)]);
        Assert.Equal(0.5, curve.At(2));
        Assert.Null(curve.At(2.5));
        Assert.Null(curve.RestrictedMean(3));
    }

    [Theory]
    [InlineData(SurvivalLimits.LogLog)]
    [InlineData(SurvivalLimits.Plain)]
    public void Limits_of_a_point_hold_the_truth_as_often_as_they_say(SurvivalLimits limits) =>
        Assert.InRange(Coverage(limits, curve => Holds(curve.Steps.Last(s => s.Time <= 1), Math.Exp(-1))), 0.77, 0.83);

    [Fact]
    public void The_Hall_Wellner_band_holds_the_whole_curve_as_often_as_it_says() => Assert.InRange(
        Coverage(SurvivalLimits.HallWellner, curve => curve.Steps.All(s => s.Lower is null || Holds(s, Math.Exp(-s.Time)))), 0.77, 0.84);

    [Fact]
    public void Groups_that_leave_alike_are_told_apart_as_seldom_as_chance_has_it()
    {
        var random = new Random(7);
        var found = Enumerable.Range(0, 4000).Count(_ => LogRank.Compare([Simulate(random, 60), Simulate(random, 40), Simulate(random, 50)]).PValue < 0.1);
        Assert.InRange(found / 4000.0, 0.085, 0.115);
    }

    [Fact]
    public void Groups_never_at_risk_together_cannot_be_compared()
    {
        Assert.Null(LogRank.Compare([[new(1, true)]]).ChiSquare);
        Assert.Null(LogRank.Compare([[new(1, false)], [new(2, false)]]).PValue);
        Assert.Null(LogRank.Compare([]).PValue);
    }

    [Fact]
    public void An_empty_group_changes_nothing()
    {
        var random = new Random(3);
        var (one, other) = (Simulate(random, 30), Simulate(random, 30));
        Assert.Equal(LogRank.Compare([one, other]).PValue, LogRank.Compare([one, [], other]).PValue);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(double.NaN, 1)]
    [InlineData(1, 0)]
    public void A_tenure_that_cannot_be_is_refused(double time, double weight) =>
        Assert.Throws<ArgumentException>(() => SurvivalCurve.Estimate([new(time, true, weight)]));

    private static double Coverage(SurvivalLimits limits, Func<SurvivalCurve, bool> holds)
    {
        var random = new Random(42);
        return Enumerable.Range(0, 4000).Count(_ => holds(SurvivalCurve.Estimate(Simulate(random, 200), 0.8, limits))) / 4000.0;
    }

    private static bool Holds(SurvivalStep step, double truth) => step.Lower <= truth && truth <= step.Upper;

    /// <summary>Customers who leave at rate 1, seen for a uniform time of at most 3.</summary>
    private static Tenure[] Simulate(Random random, int customers) => [.. Enumerable.Range(0, customers).Select(_ =>
    {
        var (leaves, seen) = (-Math.Log(1 - random.NextDouble()), 3 * random.NextDouble());
        return new Tenure(Math.Min(leaves, seen), leaves <= seen);
    })];
}
