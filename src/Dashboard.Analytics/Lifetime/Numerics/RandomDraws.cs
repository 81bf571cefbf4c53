namespace Dashboard.Analytics.Lifetime.Numerics;

/// <summary>Draws from the distributions of the models.</summary>
public static class RandomDraws
{
    /// <summary>Standard normal (polar method).</summary>
    public static double Normal(this Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        while (true)
        {
            var (u, v) = (2 * random.NextDouble() - 1, 2 * random.NextDouble() - 1);
            var s = u * u + v * v;
            if (s is > 0 and < 1) return u * Math.Sqrt(-2 * Math.Log(s) / s);
        }
    }

    /// <summary>Gamma with this shape and rate 1; shape &gt; 0.</summary>
    public static double Gamma(this Random random, double shape) => Math.Exp(random.LogGamma(shape));

    /// <summary>Beta; a, b &gt; 0, also far below 1, where both gammas may underflow.</summary>
    public static double Beta(this Random random, double a, double b) => LogSpace.Logistic(random.LogGamma(a) - random.LogGamma(b));

    /// <summary>ln of a gamma draw with this shape and rate 1 (Marsaglia, Tsang 2000).</summary>
    public static double LogGamma(this Random random, double shape)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (shape < 1) return random.LogGamma(shape + 1) + Math.Log(1 - random.NextDouble()) / shape;
        var d = shape - 1.0 / 3;
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var normal = random.Normal();
            var v = 1 + c * normal;
            if (v <= 0) continue;
            v = v * v * v;
            if (Math.Log(1 - random.NextDouble()) < 0.5 * normal * normal + d - d * v + d * Math.Log(v)) return Math.Log(d * v);
        }
    }
}
