namespace Dashboard.Analytics.Lifetime.Numerics;

/// <summary>Integrals of smooth functions over an interval.</summary>
public static class Quadrature
{
    private static readonly (double At, double Weight)[] Sixteen = Rule(16);

    /// <summary>∫ f over (low, high) by Gauss and Legendre's rule with 16 points, exact for polynomials up to degree 31.</summary>
    public static double GaussLegendre(Func<double, double> f, double low, double high)
    {
        ArgumentNullException.ThrowIfNull(f);
        var (half, middle, sum) = (0.5 * (high - low), 0.5 * (high + low), 0.0);
        foreach (var (at, weight) in Sixteen) sum += weight * f(middle + half * at);
        return half * sum;
    }

    /// <summary>Points in (-1, 1), roots of the Legendre polynomial by Newton's method, and their weights 2/((1-x²)P'(x)²).</summary>
    internal static (double At, double Weight)[] Rule(int points)
    {
        var rule = new (double, double)[points];
        for (var i = 0; i < points; i++)
        {
            var (x, slope) = (Math.Cos(Math.PI * (i + 0.75) / (points + 0.5)), 0.0);
            for (var step = 0; step < 50; step++)
            {
                var (before, value) = (1.0, x);
                for (var n = 2; n <= points; n++) (before, value) = (value, ((2 * n - 1) * x * value - (n - 1) * before) / n);
                slope = points * (x * value - before) / (x * x - 1);
                x -= value / slope;
                if (Math.Abs(value / slope) < 1e-16) break;
            }
            rule[i] = (x, 2 / ((1 - x * x) * slope * slope));
        }
        return rule;
    }
}
