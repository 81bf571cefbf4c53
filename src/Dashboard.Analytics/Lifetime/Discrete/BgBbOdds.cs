namespace Dashboard.Analytics.Lifetime.Discrete;

/// <summary>
/// What is known of one customer's chance to buy in a period, beta(<paramref name="A"/>, <paramref name="B"/>), and to leave before one, beta(<paramref name="C"/>,
/// <paramref name="D"/>), given that he is there now. A new customer has (α, β, γ, δ); after x purchases in n periods it is (α+x, β+n-x, γ, δ+n).
/// </summary>
internal readonly record struct BgBbOdds(double A, double B, double C, double D)
{
    private const int Furthest = 100_000;

    /// <summary>P(there still in period <paramref name="j"/>) = B(C, D+j)/B(C, D).</summary>
    public double Alive(double j) => Math.Exp(LogAlive(j));

    /// <summary>Σ P(there in period j), j = from+1 … to: a sum of positive terms, telescoped where it is long; +∞ to infinity unless C &gt; 1.</summary>
    public double PeriodsAlive(double from, double to)
    {
        if (double.IsInfinity(to)) return C > 1 ? Alive(from) * (D + from) / (C - 1) : double.PositiveInfinity;
        if (to - from > Furthest)
        {
            return Math.Abs(C - 1) < 1e-7 ? D * (Gammas.Digamma(D + to + 1) - Gammas.Digamma(D + from + 1))
                : (Alive(from) * (D + from) - Alive(to) * (D + to)) / (C - 1);
        }
        var (term, sum) = (Alive(from), 0.0);
        for (var j = from + 1; j <= to; j++) sum += term *= (D + j - 1) / (C + D + j - 1);
        return sum;
    }

    /// <summary>E[X] and E[X²] of the purchases X in the next n periods: binomial over the periods there.</summary>
    public (double Mean, double Square) Moments(int n)
    {
        var (p, term, periods, squares) = (A / (A + B), 1.0, 0.0, 0.0);
        for (var j = 1; j <= n; j++)
        {
            term *= (D + j - 1) / (C + D + j - 1);
            periods += term;
            squares += (2.0 * j - 1) * term;
        }
        return (p * periods, p * (B / (A + B + 1) * periods + (A + 1) / (A + B + 1) * squares));
    }

    /// <summary>Σ P(there in period j) e^(-δj), j = 1 … to: Fader, Hardie, Shang 2010, eq. 14.</summary>
    public double DiscountedPeriodsAlive(double rate, double to)
    {
        var z = Math.Exp(-rate);
        if (double.IsInfinity(to)) return Alive(1) * z * Math.Exp(Hypergeometric.LogOfOne(D + 1, C + D + 1, z, LogSpace.Complement(-rate)));
        var (term, sum) = (1.0, 0.0);
        for (var j = 0; j < to && term > sum * 1e-18; j++) sum += term *= z * (D + j) / (C + D + j);
        return sum;
    }

    /// <summary>P(x purchases in the next n periods): eq. 7.</summary>
    public double Pmf(int x, int n)
    {
        if (x > n) return 0;
        // Leaves after i periods, or stays for all n.
        var sum = Math.Exp(Ways(x, n) + LogAlive(n));
        for (var i = x; i < n; i++) sum += Math.Exp(Ways(x, i) + LogAlive(i)) * C / (C + D + i);
        return Math.Min(1, sum);
    }

    /// <summary>P(another purchase at all): the sum over the period it comes in, and its tail, which falls as j^-(1+A+C).</summary>
    public double Ever()
    {
        var (most, power) = (Math.Clamp(100 * (A + B + C + D), 2000, 1e6), 1 + A + C);
        var (term, sum, j) = (First, 0.0, 1.0);
        for (; j < most && term > sum * 1e-18; j++)
        {
            sum += term;
            term *= Next(j);
        }
        if (j < most) return Math.Min(1, sum);
        // ln of a term is -power · ln j + c/j + …; c from the ratio of two neighbours.
        var c = -j * (j * Math.Log(Next(j)) + power);
        return Math.Min(1, sum + term * (0.5 + j * ((1 - c / j) / (power - 1) + c / j / power)));
    }

    /// <summary>First period by which there is a purchase with this probability; null when it is too far away to be told.</summary>
    public double? Wait(double probability)
    {
        var (term, sum) = (First, 0.0);
        for (var j = 1; j <= Furthest; j++)
        {
            sum += term;
            if (sum >= probability) return j;
            term *= Next(j);
        }
        return null;
    }

    /// <summary>P(purchase in the next period).</summary>
    private double First => A / (A + B) * (D / (C + D));

    /// <summary>P(next purchase in period j + 1) over that of period j.</summary>
    private double Next(double j) => (B + j - 1) / (A + B + j) * ((D + j) / (C + D + j));

    // Steps of C, not of j: ln Γ at a large j would leave few digits of the difference.
    private double LogAlive(double j) => Gammas.LogRatio(D, C) - Gammas.LogRatio(D + j, C);

    /// <summary>ln of (i over x) B(A+x, B+i-x)/B(A, B).</summary>
    private double Ways(int x, int i) =>
        Gammas.LogRatio(i - x + 1, x) - Gammas.Log(x + 1.0) + Gammas.LogRatio(A, x) + Gammas.LogRatio(B, i - x) - Gammas.LogRatio(A + B, i);
}
