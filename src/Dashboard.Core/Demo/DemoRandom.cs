namespace Dashboard.Core.Demo;

/// <summary>
/// A small random source of our own (SplitMix64; Steele, Lea and Flood 2014), because the sequence of <see cref="System.Random"/> with a seed
/// is not promised to stay the same from one .NET version to the next, and the sample shop must.
/// </summary>
internal sealed class DemoRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return z ^ z >> 31;
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double Next() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform whole number in [0, <paramref name="below"/>).</summary>
    public int Next(int below) => (int)(Next() * below);

    /// <summary>True with the given probability.</summary>
    public bool Chance(double probability) => Next() < probability;

    public T Pick<T>(IReadOnlyList<T> items) => items[Next(items.Count)];

    /// <summary>Index drawn in proportion to its weight.</summary>
    public int Weighted(ReadOnlySpan<double> weights)
    {
        var total = 0.0;
        foreach (var weight in weights) total += weight;
        var at = Next() * total;
        for (var i = 0; i < weights.Length - 1; i++)
        {
            at -= weights[i];
            if (at < 0) return i;
        }
        return weights.Length - 1;
    }

    /// <summary>Standard normal (Box and Muller 1958).</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Next())) * Math.Cos(2 * Math.PI * Next());

    /// <summary>Gamma with the given shape and mean, both above 0 (Marsaglia and Tsang 2000).</summary>
    public double Gamma(double shape, double mean) => mean / shape * StandardGamma(shape);

    /// <summary>Beta with parameters above 0.</summary>
    public double Beta(double a, double b)
    {
        var x = StandardGamma(a);
        return x / (x + StandardGamma(b));
    }

    private double StandardGamma(double shape)
    {
        if (shape < 1) return StandardGamma(shape + 1) * Math.Pow(1 - Next(), 1 / shape);
        var d = shape - 1.0 / 3;
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = Normal();
            var v = 1 + c * x;
            if (v <= 0) continue;
            v = v * v * v;
            if (Math.Log(1 - Next()) < x * x / 2 + d * (1 - v + Math.Log(v))) return d * v;
        }
    }
}
