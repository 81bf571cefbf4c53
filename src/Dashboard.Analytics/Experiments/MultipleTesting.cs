namespace Dashboard.Analytics.Experiments;

/// <summary>p-values corrected for several questions asked at once; the order of the input is kept and no result exceeds 1.</summary>
public static class MultipleTesting
{
    /// <summary>p · m: any error at all (Bonferroni).</summary>
    public static double[] Bonferroni(ReadOnlySpan<double> p)
    {
        var corrected = p.ToArray();
        for (var i = 0; i < p.Length; i++) corrected[i] = Math.Min(1, p[i] * p.Length);
        return corrected;
    }

    /// <summary>Any error at all, never weaker than Bonferroni (Holm 1979).</summary>
    public static double[] Holm(ReadOnlySpan<double> p) => Stepwise(p, (value, rank, m) => value * (m - rank + 1), rising: true);

    /// <summary>Expected share of errors among findings, independent tests (Benjamini, Hochberg 1995).</summary>
    public static double[] BenjaminiHochberg(ReadOnlySpan<double> p) => Stepwise(p, (value, rank, m) => value * m / rank, rising: false);

    /// <summary>Expected share of errors among findings, any dependence (Benjamini, Yekutieli 2001).</summary>
    public static double[] BenjaminiYekutieli(ReadOnlySpan<double> p)
    {
        var harmonic = 0.0;
        for (var i = 1; i <= p.Length; i++) harmonic += 1.0 / i;
        return Stepwise(p, (value, rank, m) => value * m / rank * harmonic, rising: false);
    }

    /// <summary>Any error at all, by closing Simes' test (Hommel 1988; adjusted values by Wright 1992).</summary>
    public static double[] Hommel(ReadOnlySpan<double> p)
    {
        var (m, order, sorted) = (p.Length, Order(p), p.ToArray());
        Array.Sort(sorted);
        var adjusted = (double[])sorted.Clone();
        for (var size = m; size >= 2; size--)
        {
            var simes = double.PositiveInfinity;
            for (var i = 1; i < size; i++) simes = Math.Min(simes, size * sorted[m - size + i] / (i + 1));
            for (var i = m - size + 1; i < m; i++) adjusted[i] = Math.Max(adjusted[i], simes);
            for (var i = 0; i <= m - size; i++) adjusted[i] = Math.Max(adjusted[i], Math.Min(simes, size * sorted[i]));
        }
        return Back(adjusted, order);
    }

    private static double[] Stepwise(ReadOnlySpan<double> p, Func<double, int, int, double> correct, bool rising)
    {
        var (m, order) = (p.Length, Order(p));
        var adjusted = new double[m];
        for (var i = 0; i < m; i++) adjusted[i] = correct(p[order[i]], i + 1, m);
        if (rising)
            for (var i = 1; i < m; i++) adjusted[i] = Math.Max(adjusted[i], adjusted[i - 1]);
        else
            for (var i = m - 2; i >= 0; i--) adjusted[i] = Math.Min(adjusted[i], adjusted[i + 1]);
        return Back(adjusted, order);
    }

    private static int[] Order(ReadOnlySpan<double> p)
    {
        var (keys, order) = (p.ToArray(), new int[p.Length]);
        for (var i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort(keys, order);
        return order;
    }

    private static double[] Back(double[] adjusted, int[] order)
    {
        var result = new double[order.Length];
        for (var i = 0; i < order.Length; i++) result[order[i]] = Math.Min(1, adjusted[i]);
        return result;
    }
}
