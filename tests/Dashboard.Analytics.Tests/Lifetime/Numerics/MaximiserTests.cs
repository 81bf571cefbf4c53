using Dashboard.Analytics.Lifetime.Numerics;

namespace Dashboard.Analytics.Tests.Lifetime.Numerics;

public sealed class MaximiserTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_curved_valley_is_followed_to_its_end(bool hasHessian)
    {
        var found = new Maximiser(new Valley(hasHessian), [-10, -10], [10, 10]).From([-1.2, 1])!;
        Assert.True(found.Converged);
        Assert.Equal(1, found.Theta[0], 1e-9);
        Assert.Equal(1, found.Theta[1], 1e-9);
        Assert.Equal(0, found.GradientNorm, 1e-8);
        Assert.Equal(-802, found.Hessian[0], 1e-2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_bound_that_is_pressed_against_is_named(bool hasHessian)
    {
        var found = new Maximiser(new Valley(hasHessian), [-10, -10], [0.5, 10]).From([-1.2, 1])!;
        Assert.True(found.Converged);
        Assert.Equal(0.5, found.Theta[0]);
        Assert.Equal(0.25, found.Theta[1], 1e-9);
        Assert.Equal([true, false], found.AtBound);
    }

    /// <summary>Two parameters matter by their difference alone but for a slope that ever falls, as where all customers leave at one rate; clamped, each step went far off the ridge.</summary>
    [Fact]
    public void A_ridge_that_leaves_the_bounds_is_followed_to_its_last_point_within()
    {
        var found = new Maximiser(new Ridge(), [-14, -14], [14, 14]).From([0, 0])!;
        Assert.True(found.Converged);
        Assert.Equal(14, found.Theta[1]);
        Assert.Equal(12.9, found.Theta[0], 1e-6);
        Assert.Equal([false, true], found.AtBound);
        Assert.InRange(found.Iterations, 1, 25);
    }

    [Fact]
    public void The_highest_of_several_peaks_is_kept()
    {
        var maximiser = new Maximiser(new TwoPeaks(), [-10], [10]);
        Assert.Equal(-1, maximiser.From([-2])!.Theta[0], 0.1);
        Assert.Equal(3, maximiser.Best([[-2], [2.5]])!.Theta[0], 0.1);
    }

    [Fact]
    public void A_function_without_a_value_has_no_maximum() => Assert.Null(new Maximiser(new Nowhere(), [0], [1]).Best([[0.5]]));

    private sealed class Valley(bool hasHessian) : ILogLikelihood
    {
        public int Dimension => 2;
        public bool HasHessian => hasHessian;

        public double Evaluate(ReadOnlySpan<double> theta, Span<double> gradient, Span<double> hessian)
        {
            var (x, y) = (theta[0], theta[1]);
            var off = y - x * x;
            gradient[0] = 400 * x * off + 2 * (1 - x);
            gradient[1] = -200 * off;
            if (hessian.Length > 0)
            {
                hessian[0] = 400 * off - 800 * x * x - 2;
                hessian[1] = hessian[2] = 400 * x;
                hessian[3] = -200;
            }
            return -100 * off * off - (1 - x) * (1 - x);
        }
    }

    private sealed class Ridge : ILogLikelihood
    {
        public int Dimension => 2;
        public bool HasHessian => true;

        public double Evaluate(ReadOnlySpan<double> theta, Span<double> gradient, Span<double> hessian)
        {
            const double Steep = 1e5;
            var (off, falling) = (theta[0] - theta[1] + 1.1, Math.Exp(-theta[1]));
            (gradient[0], gradient[1]) = (-2 * Steep * off, 2 * Steep * off + falling);
            (hessian[0], hessian[1], hessian[2], hessian[3]) = (-2 * Steep, 2 * Steep, 2 * Steep, -2 * Steep - falling);
            return -Steep * off * off - falling;
        }
    }

    private sealed class TwoPeaks : ILogLikelihood
    {
        public int Dimension => 1;
        public bool HasHessian => false;

        public double Evaluate(ReadOnlySpan<double> theta, Span<double> gradient, Span<double> hessian)
        {
            var (low, high) = (Math.Exp(-(theta[0] + 1) * (theta[0] + 1)), 2 * Math.Exp(-(theta[0] - 3) * (theta[0] - 3)));
            gradient[0] = -2 * (theta[0] + 1) * low - 2 * (theta[0] - 3) * high;
            return low + high;
        }
    }

    private sealed class Nowhere : ILogLikelihood
    {
        public int Dimension => 1;
        public bool HasHessian => false;
        public double Evaluate(ReadOnlySpan<double> theta, Span<double> gradient, Span<double> hessian) => double.NaN;
    }
}
