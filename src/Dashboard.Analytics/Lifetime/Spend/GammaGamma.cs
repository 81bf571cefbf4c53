using Dashboard.Analytics.Lifetime.Numerics;

namespace Dashboard.Analytics.Lifetime.Spend;

/// <summary>
/// The Gamma-Gamma model of spend per purchase (Colombo, Jiang 1999; Fader, Hardie note 025): amounts of a customer are gamma(p, ν), and ν ~ gamma(q, γ) over
/// customers. A customer's mean is ζ = p/ν, independent of how often he buys.
/// </summary>
public sealed class GammaGamma
{
    public const string ModelName = "Gamma-Gamma";

    /// <summary>Beyond, in logs and in units of the mean spend, nothing changes any more.</summary>
    private const double Edge = 14;

    private const int FirstLook = 500;

    private GammaGamma(double p, double q, double gamma) => (P, Q, Gamma) = (p, q, gamma);

    /// <summary>Shape of a customer's amounts.</summary>
    public double P { get; }

    /// <summary>Shape of ν over customers; at most 1 the mean of all customers is infinite.</summary>
    public double Q { get; }

    /// <summary>Scale of ν, in units of money.</summary>
    public double Gamma { get; }

    /// <summary>Letters of the paper, in order.</summary>
    public static IReadOnlyList<string> ParameterNames { get; } = ["p", "q", "gamma"];

    /// <summary>Mean spend of all customers, pγ/(q-1); null when it is infinite.</summary>
    public double? PopulationMean => ExpectedSpend(0, 0);

    /// <summary>Null unless all are positive and finite.</summary>
    public static GammaGamma? Create(double p, double q, double gamma) =>
        p > 0 && double.IsFinite(p) && q > 0 && double.IsFinite(q) && gamma > 0 && double.IsFinite(gamma) ? new(p, q, gamma) : null;

    /// <summary>Maximum likelihood over the customers who spent, with the check of independence; a refusal with its reason where they cannot carry the model.</summary>
    public static SpendFit Fit(SpendSummary customers)
    {
        ArgumentNullException.ThrowIfNull(customers);
        var (refusal, rows) = SpendRows.Of(customers);
        if (refusal == FitDoubt.None && !rows!.Differ) refusal = FitDoubt.NoSpread;
        if (refusal != FitDoubt.None) return new(FitResult.Refuse(ModelName, refusal, rows?.Customers ?? customers.Count), null, rows is null ? SpendIndependence.None : SpendIndependence.Of(rows));
        var (lower, upper) = (FitLimits.Lower(3), FitLimits.Upper(3));
        double[][] starts = [[1, 1, 0], [2.5, 1.5, 2], [0, 0.2, 1], [4, 4, 4]];
        var first = rows!.Thinned(FirstLook);
        var best = new Maximiser(new GammaGammaLikelihood(first), lower, upper) { Unit = first.Unit }.Best(starts);
        if (best is not null && first != rows)
        {
            var last = new Maximiser(new GammaGammaLikelihood(rows), lower, upper) { Unit = rows.Unit }.From(best.Theta);
            best = last is null ? null : last with { Iterations = last.Iterations + best.Iterations };
        }
        if (best is null) return new(FitResult.Refuse(ModelName, FitDoubt.NotConverged, rows.Customers), null, SpendIndependence.Of(rows));
        var boundary = FitLimits.OfSpend(best.Theta[0], best.Theta[1]);
        // Where q runs off, γ/q alone is the mean, and where p does, pγ.
        bool[] known = [.. best.AtBound.Select((b, i) => !b && !(i < 2 && best.Theta[i] > FitLimits.Alike))];
        var result = FitResult.From(ModelName, ParameterNames, best, unit: [1, 1, rows.Scale], isKnown: known) with
        {
            // The density of a mean is per unit of money.
            LogLikelihood = best.Value - rows.Customers * Math.Log(rows.Scale),
            Customers = rows.Customers,
            Boundary = boundary,
        };
        var doubt = result.Judge(rows.Customers);
        if (doubt == FitDoubt.None && result["q"] <= 1) doubt = FitDoubt.InfiniteMean;
        return new(result with { Doubt = doubt }, Create(result["p"], result["q"], result["gamma"]), SpendIndependence.Of(rows, result["p"]));
    }

    /// <summary>ln of the density of a customer's mean amount m over x purchases, both above 0: note 025, eq. 1a.</summary>
    public double LogLikelihood(int x, double m)
    {
        var z = x * m;
        return Gammas.LogRatio(P * x, Q) - Gammas.Log(Q) + Q * Math.Log(Gamma / z) - Math.Log(m) - (P * x + Q) * LogSpace.Log1p(Gamma / z);
    }

    /// <summary>E[ζ | x, m] = p(γ + xm)/(px + q - 1): note 025, eq. 5. Null where it is infinite (px + q ≤ 1).</summary>
    public double? ExpectedSpend(int x, double m) => P * x + Q > 1 ? P * (Gamma + x * m) / (P * x + Q - 1) : null;

    /// <summary>Interval that holds the customer's own mean ζ with this probability, given x and m: ν | x, m ~ gamma(px + q, γ + xm).</summary>
    public (double Low, double High) SpendInterval(int x, double m, double level)
    {
        var (shape, rate) = (P * x + Q, Gamma + x * m);
        return (P / Quantile(shape, rate, (1 + level) / 2), P / Quantile(shape, rate, (1 - level) / 2));
    }

    /// <summary>Draws a customer's mean amount over x ≥ 1 purchases, and the mean ζ behind it.</summary>
    public (double MeanSpend, double Zeta) Simulate(int x, Random random)
    {
        var nu = random.Gamma(Q) / Gamma;
        return (random.Gamma(P * x) / (nu * x), P / nu);
    }

    // Wilson and Hilferty's cube serves where the exact inverse no longer can.
    private static double Quantile(double shape, double rate, double p)
    {
        if (shape < 1e5) return Math.Max(double.Epsilon, MathNet.Numerics.Distributions.Gamma.InvCDF(shape, rate, p));
        var (z, v) = (-NormalDistribution.UpperQuantile(p), 1 / (9 * shape));
        return shape * Math.Pow(1 - v + z * Math.Sqrt(v), 3) / rate;
    }
}

/// <summary>A fit of spend, the model at its parameters, and whether the model's assumption holds.</summary>
/// <param name="Result">What was found.</param>
/// <param name="Model">Null when the fit was refused.</param>
/// <param name="Independence">How far spend depends on frequency.</param>
public sealed record SpendFit(FitResult Result, GammaGamma? Model, SpendIndependence Independence);
