namespace Dashboard.Analytics.Lifetime.Numerics;

/// <summary>
/// Maximum within bounds by Newton steps in a trust region (Nocedal, Wright 2006, ch. 4). Without a Hessian of the function's own,
/// steps learn one from gradients (symmetric rank one, ch. 6.2) and the end is polished with differences of gradients.
/// Own code: the optimisers of MathNet.Numerics 5.0 take no bounds together with a Hessian and stop at 1e-5 of the flat optima of these models.
/// </summary>
public sealed class Maximiser
{
    /// <summary>A Newton step that promises less than this (in log-likelihood of one customer) is the last one.</summary>
    private const double Enough = 1e-10;

    /// <summary>A step that promises less than this is not taken.</summary>
    private const double Nothing = 1e-18;

    private const double DifferenceStep = 1e-4;
    private const double WidestRegion = 4;
    private const double NarrowestRegion = 1e-11;

    private readonly ILogLikelihood _function;
    private readonly double[] _lower;
    private readonly double[] _upper;
    private readonly int _n;

    /// <param name="function">What to maximise.</param>
    /// <param name="lower">Least value per parameter.</param>
    /// <param name="upper">Greatest value per parameter.</param>
    public Maximiser(ILogLikelihood function, double[] lower, double[] upper)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(lower);
        ArgumentNullException.ThrowIfNull(upper);
        (_function, _lower, _upper, _n) = (function, lower, upper, function.Dimension);
    }

    /// <summary>What one observation weighs, at most 1: what a search takes for enough or for rounding is in units of it, so that light weights lose no digits.</summary>
    public double Unit { get; init; } = 1;

    /// <summary>Most steps from one start.</summary>
    public int MostSteps { get; init; } = 300;

    /// <summary>The best of the maxima reached from several starts; null when the function has no value at any of them.</summary>
    public Maximum? Best(IEnumerable<double[]> starts)
    {
        ArgumentNullException.ThrowIfNull(starts);
        Maximum? best = null;
        var iterations = 0;
        foreach (var start in starts)
        {
            if (From(start) is not { } found) continue;
            iterations += found.Iterations;
            if (best is null || found.Value > best.Value + Noise(best.Value) || found.Converged && !best.Converged && found.Value > best.Value - Noise(best.Value)) best = found;
        }
        return best is null ? null : best with { Iterations = iterations };
    }

    /// <summary>The maximum reached from one start; null when the function has no value there.</summary>
    public Maximum? From(double[] start)
    {
        ArgumentNullException.ThrowIfNull(start);
        var at = Measure(Clamp(start));
        if (!double.IsFinite(at.Value)) return null;
        var evaluations = 1;
        var polishing = _function.HasHessian;
        var hessian = polishing ? at.Hessian : Slope(at.Gradient);
        var (region, converged) = (1.0, false);
        for (var step = 0; step < MostSteps; step++)
        {
            var (move, gain) = Step(at, hessian, region);
            var isLast = gain < Enough * Unit;
            if (isLast && !polishing)
            {
                (hessian, polishing, region) = (Differences(at.Theta), true, 1);
                evaluations += 2 * _n;
                continue;
            }
            converged = gain < Nothing * Unit;
            if (converged) break;
            var to = Clamp(Sum(at.Theta, move));
            var next = Measure(to);
            evaluations++;
            var gained = next.Value - at.Value;
            if (isLast)
            {
                converged = true;
                if (gained >= -Noise(at.Value) && Norm(next, at) <= Norm(at, at)) at = next;
                break;
            }
            if (!_function.HasHessian && !polishing && double.IsFinite(next.Value)) Learn(hessian, at, next);
            var isBetter = gained > 0 || gained >= -Noise(at.Value) && gain < 2 * Noise(at.Value) && Norm(next, at) < Norm(at, at);
            region = Region(region, Widest(move), gained, gain, isBetter && gain < 100 * Noise(at.Value));
            if (isBetter)
            {
                at = next;
                if (_function.HasHessian) hessian = at.Hessian;
                else if (polishing)
                {
                    hessian = Differences(at.Theta);
                    evaluations += 2 * _n;
                }
            }
            if (region >= NarrowestRegion) continue;
            if (polishing) break;
            (hessian, polishing, region) = (Differences(at.Theta), true, 1);
            evaluations += 2 * _n;
        }
        if (!_function.HasHessian) hessian = Differences(at.Theta);
        else hessian = at.Hessian;
        return new(at.Theta, at.Value, at.Gradient, hessian, [.. Enumerable.Range(0, _n).Select(i => IsHeld(at, i))], evaluations, converged);
    }

    /// <summary>What rounding leaves uncertain in a value of this size.</summary>
    private double Noise(double value) => 1e-14 * Math.Max(Unit, Math.Abs(value));

    private Point Measure(double[] theta)
    {
        var gradient = new double[_n];
        var hessian = _function.HasHessian ? new double[_n * _n] : [];
        var value = _function.Evaluate(theta, gradient, hessian);
        return new(theta, double.IsNaN(value) || !Array.TrueForAll(gradient, double.IsFinite) ? double.NegativeInfinity : value, gradient, hessian);
    }

    /// <summary>The step that gains most within region and bounds by the quadratic model, and what it gains: whatever it would take past a bound goes there, and the others with it.</summary>
    private (double[] Move, double Gain) Step(Point at, double[] hessian, double region)
    {
        const double Touching = 1e-6;
        var free = Enumerable.Range(0, _n).Where(i => !IsHeld(at, i)).ToList();
        var onto = new double[_n];
        while (true)
        {
            var (move, gain) = Step(at, hessian, region, free);
            var share = free.Count == 0 ? 1 : free.Min(i => Share(at.Theta[i], move[i], i));
            if (share > Touching)
            {
                var within = Math.Min(1, share);
                return ([.. move.Select((m, i) => within * m + onto[i])], gain * within * (2 - within));
            }
            // What touches its bound already and would go on is put onto it; the others move without it.
            foreach (var i in free.Where(i => Share(at.Theta[i], move[i], i) <= Touching)) onto[i] = (move[i] > 0 ? _upper[i] : _lower[i]) - at.Theta[i];
            free.RemoveAll(i => Share(at.Theta[i], move[i], i) <= Touching);
        }
    }

    /// <summary>How much of a move stays within the bounds, 0 … 1.</summary>
    private double Share(double from, double move, int i) =>
        from + move > _upper[i] ? (_upper[i] - from) / move : from + move < _lower[i] ? (_lower[i] - from) / move : 1;

    private (double[] Move, double Gain) Step(Point at, double[] hessian, double region, List<int> free)
    {
        var m = free.Count;
        var move = new double[_n];
        if (m == 0) return (move, 0);
        var curvature = new double[m * m];
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < m; j++)
                curvature[i * m + j] = -0.5 * (hessian[free[i] * _n + free[j]] + hessian[free[j] * _n + free[i]]);
        }
        var (values, vectors) = Eigen.Of(curvature, m);
        var slopes = new double[m];
        for (var k = 0; k < m; k++)
        {
            for (var i = 0; i < m; i++) slopes[k] += vectors[i * m + k] * at.Gradient[free[i]];
        }
        var least = Math.Max(values.Max(Math.Abs), 1e-300) * 1e-13;
        var shift = Math.Max(0, least - values.Min());
        if (Length(slopes, values, shift) > region)
        {
            var (low, high) = (shift, Math.Max(shift, 1e-300) + Math.Sqrt(slopes.Sum(s => s * s)) / region);
            for (var i = 0; i < 60 && high - low > 1e-3 * high; i++)
            {
                var middle = 0.5 * (low + high);
                if (Length(slopes, values, middle) > region) low = middle;
                else high = middle;
            }
            shift = high;
        }
        var gain = 0.0;
        for (var k = 0; k < m; k++)
        {
            var along = slopes[k] / (values[k] + shift);
            gain += along * slopes[k] - 0.5 * along * along * values[k];
            for (var i = 0; i < m; i++) move[free[i]] += along * vectors[i * m + k];
        }
        return (move, gain);
    }

    private static double Length(double[] slopes, double[] values, double shift)
    {
        var sum = 0.0;
        for (var k = 0; k < slopes.Length; k++)
        {
            var along = slopes[k] / (values[k] + shift);
            sum += along * along;
        }
        return Math.Sqrt(sum);
    }

    /// <summary>Symmetric rank one update; skipped where its denominator says nothing.</summary>
    private void Learn(double[] hessian, Point from, Point to)
    {
        var (move, rest) = (new double[_n], new double[_n]);
        for (var i = 0; i < _n; i++) move[i] = to.Theta[i] - from.Theta[i];
        for (var i = 0; i < _n; i++)
        {
            rest[i] = to.Gradient[i] - from.Gradient[i];
            for (var j = 0; j < _n; j++) rest[i] -= hessian[i * _n + j] * move[j];
        }
        var (below, moved, left) = (0.0, 0.0, 0.0);
        for (var i = 0; i < _n; i++)
        {
            below += rest[i] * move[i];
            moved += move[i] * move[i];
            left += rest[i] * rest[i];
        }
        if (Math.Abs(below) <= 1e-8 * Math.Sqrt(moved * left)) return;
        for (var i = 0; i < _n; i++)
        {
            for (var j = 0; j < _n; j++) hessian[i * _n + j] += rest[i] * rest[j] / below;
        }
    }

    private double[] Differences(double[] theta)
    {
        var hessian = new double[_n * _n];
        for (var i = 0; i < _n; i++)
        {
            var (down, up) = ((double[])theta.Clone(), (double[])theta.Clone());
            down[i] = Math.Max(_lower[i], theta[i] - DifferenceStep);
            up[i] = Math.Min(_upper[i], theta[i] + DifferenceStep);
            var (low, high) = (Measure(down).Gradient, Measure(up).Gradient);
            for (var j = 0; j < _n; j++) hessian[i * _n + j] = (high[j] - low[j]) / (up[i] - down[i]);
        }
        for (var i = 0; i < _n; i++)
        {
            for (var j = 0; j < i; j++) hessian[i * _n + j] = hessian[j * _n + i] = 0.5 * (hessian[i * _n + j] + hessian[j * _n + i]);
        }
        return hessian;
    }

    private double[] Slope(double[] gradient)
    {
        var hessian = new double[_n * _n];
        var steepest = Math.Max(1e-6 * Unit, gradient.Max(Math.Abs));
        for (var i = 0; i < _n; i++) hessian[i * _n + i] = -steepest;
        return hessian;
    }

    private bool IsHeld(Point at, int i) => at.Theta[i] <= _lower[i] && at.Gradient[i] <= 0 || at.Theta[i] >= _upper[i] && at.Gradient[i] >= 0;

    private double[] Clamp(double[] theta) => [.. theta.Select((t, i) => Math.Clamp(t, _lower[i], _upper[i]))];

    private double Norm(Point point, Point free) => Enumerable.Range(0, _n).Max(i => IsHeld(free, i) ? 0 : Math.Abs(point.Gradient[i]));

    private static double[] Sum(double[] a, double[] b) => [.. a.Select((x, i) => x + b[i])];

    private static double Region(double region, double width, double gained, double promised, bool isRounding) =>
        isRounding ? region
        : !(gained > 0.25 * promised) ? width / 4
        : gained > 0.75 * promised && width > 0.8 * region ? Math.Min(WidestRegion, region * 2)
        : region;

    private static double Widest(double[] move) => Math.Sqrt(move.Sum(m => m * m));

    private readonly record struct Point(double[] Theta, double Value, double[] Gradient, double[] Hessian);
}
