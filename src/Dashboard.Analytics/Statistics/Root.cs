namespace Dashboard.Analytics.Statistics;

/// <summary>Roots of monotone functions by bisection down to neighbouring doubles: as exact as the function itself, and it cannot fail to converge.</summary>
public static class Root
{
    /// <summary>Where <paramref name="f"/> changes its sign between two points.</summary>
    /// <param name="f">A function that is at most 0 at one end and at least 0 at the other.</param>
    /// <param name="from">One end.</param>
    /// <param name="to">The other end.</param>
    /// <exception cref="ArgumentException">Both ends have the same sign.</exception>
    public static double Between(Func<double, double> f, double from, double to)
    {
        var (low, high) = f(from) <= 0 ? (from, to) : (to, from);
        if (f(low) > 0 || f(high) < 0) throw new ArgumentException("The function does not change its sign.");
        while (true)
        {
            var middle = low + (high - low) / 2;
            if (middle == low || middle == high) return middle;
            if (f(middle) <= 0) low = middle;
            else high = middle;
        }
    }

    /// <summary>The root of a function that rises (or falls) from <paramref name="from"/> on, however far away; +∞ when it lies beyond the largest double.</summary>
    public static double Beyond(Func<double, double> f, double from, double firstStep)
    {
        var sign = Math.Sign(f(from));
        if (sign == 0) return from;
        var low = from;
        for (var step = firstStep; from + step < double.MaxValue; step *= 2)
        {
            var high = from + step;
            if (Math.Sign(f(high)) != sign) return Between(f, low, high);
            low = high;
        }
        return double.PositiveInfinity;
    }
}
