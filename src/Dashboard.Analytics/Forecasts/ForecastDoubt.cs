using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Spend;

namespace Dashboard.Analytics.Forecasts;

/// <summary>
/// How far the parameters of the forecast in service are known: the models a little below and above each of them, in logs, and the covariance of the logs (delta
/// method; van der Vaart 1998, ch. 3). What serves besides the purchase model is taken to be as doubtful as that, in proportion.
/// </summary>
internal sealed class ForecastDoubt
{
    private const double Step = 1e-3;

    private readonly List<(int Parameter, IPurchaseModel Down, IPurchaseModel Up, double Width)> _purchases;
    private readonly List<(int Parameter, GammaGamma Down, GammaGamma Up, double Width)> _spend;
    private readonly double[] _covariance;
    private readonly double[] _spendCovariance;

    private ForecastDoubt(ForecastRules rules, IPurchaseFamily family)
    {
        (_covariance, _spendCovariance) = (rules.Covariance!, rules.SpendCovariance ?? []);
        _purchases = Moved(rules.Parameters, _covariance, values => family.Create(values));
        _spend = Moved(rules.Spend ?? [], _spendCovariance, values => GammaGamma.Create(values[0], values[1], values[2]));
    }

    public int Parameters => (int)Math.Sqrt(_covariance.Length);

    /// <summary>Null without a model or where the rules are of a version that did not keep it.</summary>
    public static ForecastDoubt? Of(ForecastRules rules)
    {
        if (rules.Model is null || PurchaseModels.Find(rules.Model) is not { } family || rules.Covariance?.Length != rules.Parameters.Length * rules.Parameters.Length) return null;
        return rules.Spend is not null && rules.SpendCovariance?.Length != rules.Spend.Length * rules.Spend.Length ? null : new(rules, family);
    }

    /// <summary>Adds a customer's derivatives.</summary>
    /// <param name="read">The customer.</param>
    /// <param name="horizon">Weeks.</param>
    /// <param name="purchases">Expected by what serves.</param>
    /// <param name="value">Likewise.</param>
    /// <param name="into">Receives them.</param>
    public void AddSlopes(in CustomerPurchases read, double horizon, double purchases, double value, TotalSums into)
    {
        (into.SlopedPurchases, into.SlopedValue) = (into.SlopedPurchases + purchases, into.SlopedValue + value);
        foreach (var (p, down, up, width) in _purchases)
        {
            if (Slope(down.ExpectedPurchases(read.History, 0, horizon), up.ExpectedPurchases(read.History, 0, horizon), width) is not { } slope) continue;
            into.PurchaseSlopes[p] += slope * purchases;
            into.ValueSlopes[p] += slope * value;
        }
        foreach (var (p, down, up, width) in _spend)
            if (Slope(down.ExpectedSpend(read.Spends, read.MeanSpend) ?? 0, up.ExpectedSpend(read.Spends, read.MeanSpend) ?? 0, width) is { } slope) into.SpendSlopes[p] += slope * value;
    }

    /// <summary>Variance of a total by its derivatives.</summary>
    public double VarianceOf(double[] slopes) => Quadratic(slopes, _covariance);

    /// <summary>Variance of a total by its derivatives after p, q and γ.</summary>
    public double VarianceOfSpend(double[] slopes) => Quadratic(slopes, _spendCovariance);

    private static double Quadratic(double[] slopes, double[] covariance)
    {
        var (sum, n) = (0.0, slopes.Length);
        if (covariance.Length != n * n) return 0;
        for (var p = 0; p < n; p++)
            for (var q = 0; q < n; q++) sum += slopes[p] * slopes[q] * covariance[p * n + q];
        return Math.Max(0, sum);
    }

    private static double? Slope(double down, double up, double width) => down > 0 && up > 0 ? Math.Log(up / down) / width : null;

    private static List<(int, T, T, double)> Moved<T>(double[] values, double[] covariance, Func<double[], T?> at) where T : class
    {
        var moved = new List<(int, T, T, double)>();
        for (var i = 0; i < values.Length; i++)
        {
            if (!(covariance[i * values.Length + i] is > 0 and var variance)) continue;
            var width = Math.Min(Step, 0.1 * Math.Sqrt(variance));
            if (at(With(values, i, -width)) is { } down && at(With(values, i, width)) is { } up) moved.Add((i, down, up, 2 * width));
        }
        return moved;
    }

    private static double[] With(double[] values, int parameter, double move)
    {
        var moved = (double[])values.Clone();
        moved[parameter] *= Math.Exp(move);
        return moved;
    }
}
