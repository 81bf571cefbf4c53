using CsCheck;
using Dashboard.Analytics.Lifetime.Holdout;

namespace Dashboard.Analytics.Tests.Lifetime.Holdout;

public sealed class RollingOriginTests
{
    [Fact]
    public void Origins_stay_inside_the_history_and_are_all_followed_equally_long() =>
        Gen.Select(Gen.Int[0, 20_000], Gen.Int[1, 4000], Gen.Int[0, 900]).Sample((first, length, horizon) =>
        {
            var origins = RollingOrigins.Of(first, first + length - 1, horizon);
            if (length < 10 || horizon < 1)
            {
                Assert.Empty(origins);
                return;
            }
            Assert.Equal(first + length - 1, origins[0].Until);
            Assert.All(origins, o => Assert.Equal(Math.Min(horizon, length / 2), o.Horizon));
            Assert.All(origins, o => Assert.InRange(o.Day, first, first + length - 2));
            Assert.Equal(origins.OrderByDescending(o => o.Day), origins);
        });

    [Fact]
    public void A_hold_out_of_a_hundred_days_after_nine_months_is_rehearsed_nine_times()
    {
        var origins = RollingOrigins.Of(1000, 1273, 100);
        Assert.Equal(new Origin(1173, 1273), origins[0]);
        Assert.Equal(10, origins.Count);
    }
}
