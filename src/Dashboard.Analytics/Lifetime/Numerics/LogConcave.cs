namespace Dashboard.Analytics.Lifetime.Numerics;

/// <summary>A function e^f(v) with f concave and analytic for |Im v| &lt; π.</summary>
internal interface ILogConcave
{
    /// <summary>f(v).</summary>
    double Log(double v);

    /// <summary>f'(v), which never rises.</summary>
    double Slope(double v);
}

/// <summary>Integrals of functions with one peak, however steep.</summary>
internal static class LogConcave
{
    private const double Negligible = 38;
    private const double Furthest = 650;
    private static readonly (double At, double Weight)[] Points = Quadrature.Rule(16);

    /// <summary>ln ∫ e^f(v) dv, relative error near 1e-14: 16-point Gauss–Legendre on stretches over which f changes by at most 14.</summary>
    /// <param name="f">The function.</param>
    /// <param name="from">May be -∞ where f rises.</param>
    /// <param name="to">May be +∞ where f falls. At or below <paramref name="from"/> the integral is zero.</param>
    public static double Integral<T>(T f, double from, double to) where T : struct, ILogConcave
    {
        if (!(to > from)) return double.NegativeInfinity;
        var peak = Peak(f, from, to);
        var top = f.Log(peak);
        var sum = Side(f, peak, Edge(f, peak, from, top, -1), top) + Side(f, peak, Edge(f, peak, to, top, 1), top);
        return top + Math.Log(sum);
    }

    private static double Peak<T>(T f, double from, double to) where T : struct, ILogConcave
    {
        if (double.IsFinite(to) && f.Slope(to) >= 0) return to;
        if (double.IsFinite(from) && f.Slope(from) <= 0) return from;
        var (low, high) = (Math.Max(from, -Furthest), Math.Min(to, Furthest));
        for (var i = 0; i < 60 && high - low > 1e-6; i++)
        {
            var middle = (low + high) / 2;
            if (f.Slope(middle) > 0) low = middle;
            else high = middle;
        }
        return (low + high) / 2;
    }

    /// <summary>Where the function has become negligible, or the end of the range if that is nearer.</summary>
    private static double Edge<T>(T f, double peak, double end, double top, int direction) where T : struct, ILogConcave
    {
        if (end == peak) return peak;
        var step = 1e-3;
        while (true)
        {
            var at = peak + direction * step;
            if (direction * (at - end) >= 0) at = end;
            if (at != end && Math.Abs(at) < Furthest && f.Log(at) > top - Negligible)
            {
                step *= 2;
                continue;
            }
            if (double.IsInfinity(at) || f.Log(at) >= top - Negligible) return Math.Clamp(at, -Furthest, Furthest);
            var inside = peak + direction * step / 2;
            for (var i = 0; i < 6; i++)
            {
                var middle = (at + inside) / 2;
                if (f.Log(middle) > top - Negligible) inside = middle;
                else at = middle;
            }
            return at;
        }
    }

    private static double Side<T>(T f, double peak, double edge, double top) where T : struct, ILogConcave
    {
        var length = Math.Abs(edge - peak);
        if (length == 0) return 0;
        var panels = (int)Math.Ceiling(Math.Max(length * Math.Abs(f.Slope(edge)) / 14, length / 4));
        var (width, sum) = ((edge - peak) / panels, 0.0);
        for (var panel = 0; panel < panels; panel++)
        {
            foreach (var (at, weight) in Points) sum += weight * Math.Exp(f.Log(peak + (panel + (1 + at) / 2) * width) - top);
        }
        return sum / 2 * Math.Abs(width);
    }
}
