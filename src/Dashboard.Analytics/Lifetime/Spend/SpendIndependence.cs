namespace Dashboard.Analytics.Lifetime.Spend;

/// <summary>How far spend depends on the number of purchases, which the Gamma-Gamma model assumes it does not (Fader, Hardie, Lee 2005b, section 4).</summary>
/// <param name="Correlation">Pearson's correlation of x and mean spend over the customers who spent; null when one of them does not differ.</param>
/// <param name="LogCorrelation">
/// The same of ln x and ln m, which single big spenders do not move. A mean of few amounts has the lower logarithm, so ln m is taken less what the model expects of
/// that, ψ(px) - ln(px); without it independent spends correlate by 0.1 and more. Null without a fit.
/// </param>
/// <param name="Low">Lower end of the 95 % interval of <paramref name="LogCorrelation"/> by Fisher's z; null below five customers.</param>
/// <param name="High">Upper end.</param>
/// <param name="Verdict">What it means for value = purchases · spend.</param>
public readonly record struct SpendIndependence(double? Correlation, double? LogCorrelation, double? Low, double? High, SpendDependence Verdict)
{
    internal static SpendIndependence None { get; } = new(null, null, null, null, SpendDependence.Unknown);

    /// <summary>Checks the customers of a summary who spent.</summary>
    /// <param name="customers">The summary.</param>
    /// <param name="p">p of the fit.</param>
    public static SpendIndependence Check(SpendSummary customers, double p)
    {
        ArgumentNullException.ThrowIfNull(customers);
        return SpendRows.Of(customers).Rows is { } rows ? Of(rows, p) : None;
    }

    internal static SpendIndependence Of(SpendRows rows, double? p = null)
    {
        var n = rows.Customers;
        if (p is null) return None with { Correlation = rows.Correlation };
        var (x, y, xx, xy, yy) = (0.0, 0.0, 0.0, 0.0, rows.LogMeanSquares);
        foreach (var (count, weight, logs) in rows.ByX)
        {
            var (ln, bias) = (Math.Log(count), Gammas.Digamma(p.Value * count) - Math.Log(p.Value * count));
            x += weight * ln;
            xx += weight * ln * ln;
            y += logs - weight * bias;
            xy += ln * (logs - weight * bias);
            yy += bias * (weight * bias - 2 * logs);
        }
        if (SpendRows.Pearson(n, x, y, xx, xy, yy) is not { } found) return None with { Correlation = rows.Correlation };
        if (n <= 4) return new(rows.Correlation, found, null, null, SpendDependence.Unknown);
        var (z, half) = (Math.Atanh(Math.Clamp(found, -1 + 1e-15, 1 - 1e-15)), NormalDistribution.UpperQuantile(0.025) / Math.Sqrt(n - 3));
        var (low, high) = (Math.Tanh(z - half), Math.Tanh(z + half));
        var verdict = Math.Abs(found) < 0.1 || low <= 0 && high >= 0 ? SpendDependence.None : Math.Abs(found) <= 0.3 ? SpendDependence.Weak : SpendDependence.Strong;
        return new(rows.Correlation, found, low, high, verdict);
    }
}

/// <summary>Strength of the dependence of spend on frequency, by Cohen's (1988) limits of 0.1 and 0.3.</summary>
public enum SpendDependence
{
    /// <summary>Too few customers, or all alike.</summary>
    Unknown,

    /// <summary>Below 0.1, or not told from 0: the product of purchases and spend holds.</summary>
    None,

    /// <summary>From 0.1 to 0.3: totals hold, the best and the least customers are pulled together somewhat.</summary>
    Weak,

    /// <summary>Above 0.3: purchases times spend misjudges value by purchase frequency.</summary>
    Strong,
}
