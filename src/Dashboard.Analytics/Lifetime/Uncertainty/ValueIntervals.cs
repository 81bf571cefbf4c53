using Dashboard.Analytics.Lifetime.Spend;

namespace Dashboard.Analytics.Lifetime.Uncertainty;

/// <summary>
/// Intervals of value = purchases · spend. Both fits are independent, as the models take spend and frequency to be (Fader, Hardie, Lee 2005b), so that their variances add;
/// given a customer's history and ν his future amounts are gamma(p, ν), ν ~ gamma(px + q, γ + xm).
/// </summary>
public sealed class ValueIntervals
{
    private const double Step = 1e-3;

    /// <summary>P(more purchases) below which further counts are left out.</summary>
    private const double Negligible = 1e-12;

    /// <summary>Log odds of a beta that are as good as certain.</summary>
    private const double Furthest = 700;

    private const int MostPurchases = 100_000;

    private readonly DeltaMethod _purchases;
    private readonly GammaGamma _spend;
    private readonly double[] _covariance;
    private readonly List<int> _free = [];
    private readonly List<(GammaGamma Down, GammaGamma Up, double Width)> _moved = [];

    /// <param name="purchases">Uncertainty of the purchase model.</param>
    /// <param name="spend">The fit of spend.</param>
    /// <exception cref="ArgumentException">The fit of spend was refused.</exception>
    public ValueIntervals(DeltaMethod purchases, SpendFit spend)
    {
        ArgumentNullException.ThrowIfNull(purchases);
        ArgumentNullException.ThrowIfNull(spend);
        (_purchases, _spend, _covariance) = (purchases, spend.Model ?? throw new ArgumentException("A refused fit has no uncertainty.", nameof(spend)), spend.Result.LogCovariance);
        double[] values = [_spend.P, _spend.Q, _spend.Gamma];
        for (var i = 0; i < 3; i++)
        {
            if (!(_covariance[i * 3 + i] > 0)) continue;
            var width = Math.Min(Step, 0.1 * Math.Sqrt(_covariance[i * 3 + i]));
            if (At(i, -width) is not { } down || At(i, width) is not { } up) continue;
            _free.Add(i);
            _moved.Add((down, up, 2 * width));
        }

        GammaGamma? At(int parameter, double move)
        {
            var moved = (double[])values.Clone();
            moved[parameter] *= Math.Exp(move);
            return GammaGamma.Create(moved[0], moved[1], moved[2]);
        }
    }

    /// <summary>The purchase model at the estimates.</summary>
    public IPurchaseModel Purchases => _purchases.Model;

    /// <summary>Every customer's expected value in (T + from, T + to] and the interval of it that the parameters' uncertainty gives, symmetric in the log.</summary>
    /// <param name="customers">n histories.</param>
    /// <param name="spends">x and m of the same n customers' amounts.</param>
    /// <param name="from">Start of the window after T.</param>
    /// <param name="to">End of the window after T.</param>
    /// <param name="level">Probability, as 0.8.</param>
    /// <param name="into">n, filled; null where the expected spend is infinite.</param>
    public void ExpectedValues(PurchaseSummary customers, SpendSummary spends, double from, double to, double level, Span<Interval?> into)
    {
        ArgumentNullException.ThrowIfNull(customers);
        ArgumentNullException.ThrowIfNull(spends);
        var (expected, z) = (new double[customers.Count], DeltaMethod.Z(level));
        _purchases.Model.ExpectedPurchases(customers, from, to, expected);
        var slopes = _purchases.Slopes((model, values) => model.ExpectedPurchases(customers, from, to, values), customers.Count);
        for (var i = 0; i < customers.Count; i++)
        {
            var (x, m) = (spends.X[i], spends.MeanSpend[i]);
            if (Mean(_spend, x, m) is not { } spend || SpendSlopes(x, m) is not { } own)
            {
                into[i] = null;
                continue;
            }
            var value = expected[i] * spend;
            var spread = value > 0 ? z * Math.Sqrt(_purchases.Quadratic(slopes, i) / (expected[i] * expected[i]) + Quadratic(own) / (spend * spend)) : 0;
            into[i] = new(value, value * Math.Exp(-spread), value * Math.Exp(spread));
        }
    }

    /// <summary>What all customers together will spend in (T, T + t]: uncertainty of the parameters and chance itself; null where its variance is infinite (px + q ≤ 2 for somebody).</summary>
    /// <param name="customers">n histories.</param>
    /// <param name="spends">x and m of the same n customers' amounts.</param>
    /// <param name="t">Length of the time after T.</param>
    /// <param name="level">Probability, as 0.8.</param>
    public Interval? Total(PurchaseSummary customers, SpendSummary spends, double t, double level)
    {
        ArgumentNullException.ThrowIfNull(customers);
        ArgumentNullException.ThrowIfNull(spends);
        var n = customers.Count;
        var (expected, variance, means) = (new double[n], new double[n], new double[n]);
        _purchases.Model.ExpectedPurchases(customers, 0, t, expected);
        _purchases.Model.PurchaseVariance(customers, t, variance);
        var (total, chance, bySpend) = (0.0, 0.0, new double[3]);
        for (var i = 0; i < n; i++)
        {
            var (x, m, weight) = (spends.X[i], spends.MeanSpend[i], customers.WeightOf(i));
            if (Mean(_spend, x, m) is not { } mean || SpendSlopes(x, m) is not { } own) return null;
            var (shape, rate) = Posterior(_spend, x, m);
            if (shape <= 2) return null;
            means[i] = mean;
            var overSquare = rate * rate / ((shape - 1) * (shape - 2));
            total += weight * expected[i] * mean;
            chance += weight * (expected[i] * _spend.P * overSquare + (variance[i] + expected[i] * expected[i]) * _spend.P * _spend.P * overSquare - expected[i] * expected[i] * mean * mean);
            for (var p = 0; p < own.Length; p++) bySpend[p] += weight * expected[i] * own[p];
        }
        var byPurchases = _purchases.Variance(model =>
        {
            model.ExpectedPurchases(customers, 0, t, expected);
            var sum = 0.0;
            for (var i = 0; i < n; i++) sum += customers.WeightOf(i) * expected[i] * means[i];
            return sum;
        });
        var spread = DeltaMethod.Z(level) * Math.Sqrt(chance + byPurchases + Quadratic(bySpend));
        return new(total, Math.Max(0, total - spread), total + spread);
    }

    /// <summary>
    /// What one customer will spend in (T, T + t], at the estimates: with n purchases the sum S has S/(S + γ + xm) ~ beta(np, px + q), so the distribution is exact.
    /// The ends are quantiles; 0 where no purchase is as likely as that, +∞ beyond e^700 or 100,000 purchases.
    /// </summary>
    /// <param name="customer">The history.</param>
    /// <param name="x">Purchases behind the mean amount.</param>
    /// <param name="m">Mean amount.</param>
    /// <param name="t">Length of the time after T.</param>
    /// <param name="level">Probability, as 0.8.</param>
    /// <returns>Null where the expected spend is infinite.</returns>
    public Interval? OfCustomer(in PurchaseHistory customer, int x, double m, double t, double level)
    {
        if (Mean(_spend, x, m) is not { } mean) return null;
        var (shape, rate) = Posterior(_spend, x, m);
        var (counts, left) = (new List<double>(), 1.0);
        for (var n = 0; n < MostPurchases && left > Negligible; n++)
        {
            counts.Add(_purchases.Model.Probability(customer, n, t));
            left -= counts[^1];
        }
        return new(_purchases.Model.ExpectedPurchases(customer, 0, t) * mean, Quantile((1 - level) / 2), Quantile((1 + level) / 2));

        // By y = ln(S/rate), the log odds of the beta.
        double Quantile(double share) =>
            counts[0] >= share ? 0 : Lower(Furthest) <= share ? double.PositiveInfinity : rate * Math.Exp(Root.Between(y => Lower(y) - share, -Furthest, Furthest));

        double Lower(double y)
        {
            var (under, over, sum) = (LogSpace.Logistic(y), LogSpace.Logistic(-y), counts[0]);
            for (var n = 1; n < counts.Count; n++) sum += counts[n] * IncompleteBeta.Lower(n * _spend.P, shape, under, over);
            return sum;
        }
    }

    private static (double Shape, double Rate) Posterior(GammaGamma spend, int x, double m) => m > 0 ? (spend.P * x + spend.Q, spend.Gamma + x * m) : (spend.Q, spend.Gamma);

    private static double? Mean(GammaGamma spend, int x, double m) => spend.ExpectedSpend(m > 0 ? x : 0, m);

    private double[]? SpendSlopes(int x, double m)
    {
        var slopes = new double[_free.Count];
        for (var p = 0; p < slopes.Length; p++)
        {
            if (Mean(_moved[p].Up, x, m) is not { } up || Mean(_moved[p].Down, x, m) is not { } down) return null;
            slopes[p] = (up - down) / _moved[p].Width;
        }
        return slopes;
    }

    private double Quadratic(double[] slopes)
    {
        var sum = 0.0;
        for (var p = 0; p < _free.Count; p++)
        {
            for (var q = 0; q < _free.Count; q++) sum += slopes[p] * slopes[q] * _covariance[_free[p] * 3 + _free[q]];
        }
        return Math.Max(0, sum);
    }
}
