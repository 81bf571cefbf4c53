namespace Dashboard.Analytics.Lifetime.Uncertainty;

/// <summary>
/// Intervals from the curvature of the likelihood: the variance of an answer f(θ) is ∇fᵀ C ∇f, with C the covariance of the log-parameters
/// (delta method; van der Vaart 1998, ch. 3). Right for large samples; <see cref="ParametricBootstrap"/> needs no such assumption.
/// </summary>
public sealed class DeltaMethod
{
    private const double Step = 1e-3;

    private readonly double[] _covariance;
    private readonly int _n;
    private readonly List<int> _free = [];
    private readonly FitResult _result;

    /// <summary>Models with one free log-parameter moved down and up.</summary>
    private readonly List<(IPurchaseModel Down, IPurchaseModel Up, double Width)> _moved = [];

    /// <exception cref="ArgumentException">The fit was refused.</exception>
    public DeltaMethod(IPurchaseFamily family, PurchaseFit fit)
    {
        ArgumentNullException.ThrowIfNull(family);
        ArgumentNullException.ThrowIfNull(fit);
        if (fit.Model is null) throw new ArgumentException("A refused fit has no uncertainty.", nameof(fit));
        (Model, _result, _covariance, _n) = (fit.Model, fit.Result, fit.Result.LogCovariance, fit.Result.Parameters.Count);
        double[] values = [.. fit.Result.Parameters.Select(p => p.Value)];
        for (var i = 0; i < _n; i++)
        {
            var variance = _covariance[i * _n + i];
            if (!(variance > 0)) continue;
            var width = Math.Min(Step, 0.1 * Math.Sqrt(variance));
            if (At(family, values, i, -width) is not { } down || At(family, values, i, width) is not { } up) continue;
            _free.Add(i);
            _moved.Add((down, up, 2 * width));
        }
    }

    /// <summary>The model at the estimates.</summary>
    public IPurchaseModel Model { get; }

    /// <summary>Interval of a parameter, symmetric in its log; null where the data do not determine it.</summary>
    /// <param name="name">Letter of the papers.</param>
    /// <param name="level">Probability, as 0.8.</param>
    public Interval? Parameter(string name, double level)
    {
        var at = _result.Parameters.Select(p => p.Name).ToList().IndexOf(name);
        if (at < 0 || !(_covariance[at * _n + at] > 0)) return null;
        var (value, spread) = (_result.Parameters[at].Value, Z(level) * Math.Sqrt(_covariance[at * _n + at]));
        return new(value, value * Math.Exp(-spread), value * Math.Exp(spread));
    }

    /// <summary>Interval of a positive answer, symmetric in its log.</summary>
    public Interval Positive(Func<IPurchaseModel, double> answer, double level)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var estimate = answer(Model);
        if (!(estimate > 0)) return new(estimate, estimate, estimate);
        var spread = Z(level) * Math.Sqrt(Variance(m => Math.Log(Math.Max(answer(m), double.Epsilon))));
        return new(estimate, estimate * Math.Exp(-spread), estimate * Math.Exp(spread));
    }

    /// <summary>Interval of a probability, symmetric in its log odds.</summary>
    public Interval Share(Func<IPurchaseModel, double> answer, double level)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var estimate = answer(Model);
        if (!(estimate is > 0 and < 1)) return new(estimate, estimate, estimate);
        static double Odds(double p) => Math.Log(Math.Clamp(p, double.Epsilon, 1 - 1e-16)) - Math.Log(1 - Math.Clamp(p, 0, 1 - 1e-16));
        var spread = Z(level) * Math.Sqrt(Variance(m => Odds(answer(m))));
        return new(estimate, LogSpace.Logistic(Odds(estimate) - spread), LogSpace.Logistic(Odds(estimate) + spread));
    }

    /// <summary>Intervals of every customer's expected purchases in (T + from, T + to], symmetric in the log.</summary>
    /// <param name="customers">The histories.</param>
    /// <param name="from">Start of the window after T.</param>
    /// <param name="to">End of the window after T.</param>
    /// <param name="level">Probability, as 0.8.</param>
    /// <param name="into">As long as the summary; filled.</param>
    public void ExpectedPurchases(PurchaseSummary customers, double from, double to, double level, Span<Interval> into)
    {
        ArgumentNullException.ThrowIfNull(customers);
        var expected = new double[customers.Count];
        Model.ExpectedPurchases(customers, from, to, expected);
        var slopes = Slopes((model, values) => model.ExpectedPurchases(customers, from, to, values), customers.Count);
        var z = Z(level);
        for (var i = 0; i < customers.Count; i++)
        {
            var spread = expected[i] > 0 ? z * Math.Sqrt(Quadratic(slopes, i)) / expected[i] : 0;
            into[i] = new(expected[i], expected[i] * Math.Exp(-spread), expected[i] * Math.Exp(spread));
        }
    }

    /// <summary>Interval of what all customers together will buy in (T, T + t]: uncertainty of the parameters and chance itself.</summary>
    public Interval TotalPurchases(PurchaseSummary customers, double t, double level)
    {
        ArgumentNullException.ThrowIfNull(customers);
        var values = new double[customers.Count];
        Model.PurchaseVariance(customers, t, values);
        var chance = Total(customers, values);
        Model.ExpectedPurchases(customers, 0, t, values);
        var expected = Total(customers, values);
        var parameters = Variance(model =>
        {
            model.ExpectedPurchases(customers, 0, t, values);
            return Total(customers, values);
        });
        var spread = Z(level) * Math.Sqrt(chance + parameters);
        return new(expected, Math.Max(0, expected - spread), expected + spread);
    }

    /// <summary>Variance of an answer from the uncertainty of the parameters.</summary>
    public double Variance(Func<IPurchaseModel, double> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return Quadratic(Slopes((model, values) => values[0] = answer(model), 1), 0);
    }

    private static double Z(double level) => NormalDistribution.UpperQuantile((1 - level) / 2);

    private static double Total(PurchaseSummary customers, double[] values)
    {
        var sum = 0.0;
        for (var i = 0; i < values.Length; i++) sum += customers.WeightOf(i) * values[i];
        return sum;
    }

    private static IPurchaseModel? At(IPurchaseFamily family, double[] values, int parameter, double move)
    {
        var moved = (double[])values.Clone();
        moved[parameter] *= Math.Exp(move);
        return family.Create(moved);
    }

    private double[][] Slopes(Action<IPurchaseModel, double[]> answer, int count)
    {
        var slopes = new double[_free.Count][];
        var down = new double[count];
        for (var p = 0; p < _free.Count; p++)
        {
            var up = slopes[p] = new double[count];
            answer(_moved[p].Down, down);
            answer(_moved[p].Up, up);
            for (var i = 0; i < count; i++) up[i] = (up[i] - down[i]) / _moved[p].Width;
        }
        return slopes;
    }

    private double Quadratic(double[][] slopes, int at)
    {
        var sum = 0.0;
        for (var p = 0; p < _free.Count; p++)
        {
            for (var q = 0; q < _free.Count; q++)
                sum += slopes[p][at] * slopes[q][at] * _covariance[_free[p] * _n + _free[q]];
        }
        return Math.Max(0, sum);
    }
}
