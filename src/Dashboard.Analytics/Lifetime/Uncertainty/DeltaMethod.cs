namespace Dashboard.Analytics.Lifetime.Uncertainty;

/// <summary>
/// Intervals from the curvature of the likelihood: the variance of an answer f(θ) is ∇fᵀ C ∇f, with C the covariance of the log-parameters
/// (delta method; van der Vaart 1998, ch. 3). Right for large samples; <see cref="ParametricBootstrap"/> needs no such assumption. At a boundary what the data do not
/// determine is taken as the simpler model has it: where nobody leaves, P(alive) is 1 and its interval has no width. The bootstrap's has: its refits find leavers by chance.
/// </summary>
public sealed class DeltaMethod
{
    private const double Step = 1e-3;

    private readonly double[] _covariance;
    private readonly int _n;
    private readonly int _positive;
    private readonly List<int> _free = [];
    private readonly FitResult _result;

    /// <summary>Models with one free log-parameter moved down and up.</summary>
    private readonly List<(IPurchaseModel Down, IPurchaseModel Up, double Width)> _moved = [];

    /// <exception cref="ArgumentException">The fit was refused.</exception>
    public DeltaMethod(IPurchaseFamily family, PurchaseFit fit)
        : this(
            (fit ?? throw new ArgumentNullException(nameof(fit))).Result, fit.Model ?? throw new ArgumentException("A refused fit has no uncertainty.", nameof(fit)),
            fit.Result.LogCovariance, values => family.Create(values), fit.Result.Parameters.Count)
    {
    }

    /// <param name="result">The fit.</param>
    /// <param name="model">The model at the estimates.</param>
    /// <param name="covariance">Of the logs of the positive parameters and of the others as they are.</param>
    /// <param name="at">The model at other values of all parameters; null where they are out of range.</param>
    /// <param name="positive">Number of positive parameters, which come first.</param>
    internal DeltaMethod(FitResult result, IPurchaseModel model, double[] covariance, Func<double[], IPurchaseModel?> at, int positive)
    {
        (Model, _result, _covariance, _n, _positive) = (model, result, covariance, result.Parameters.Count, positive);
        double[] values = [.. result.Parameters.Select(p => p.Value)];
        for (var i = 0; i < _n; i++)
        {
            var variance = _covariance[i * _n + i];
            if (!(variance > 0)) continue;
            var width = Math.Min(Step, 0.1 * Math.Sqrt(variance));
            if (at(Moved(values, i, -width)) is not { } down || at(Moved(values, i, width)) is not { } up) continue;
            _free.Add(i);
            _moved.Add((down, up, 2 * width));
        }
    }

    /// <summary>The model at the estimates.</summary>
    public IPurchaseModel Model { get; }

    /// <summary>Interval of a parameter, symmetric in its log where it is positive by nature; null where the data do not determine it.</summary>
    /// <param name="name">Letter of the papers.</param>
    /// <param name="level">Probability, as 0.8.</param>
    public Interval? Parameter(string name, double level)
    {
        var at = _result.Parameters.Select(p => p.Name).ToList().IndexOf(name);
        if (at < 0 || !(_covariance[at * _n + at] > 0)) return null;
        var (value, spread) = (_result.Parameters[at].Value, Z(level) * Math.Sqrt(_covariance[at * _n + at]));
        return at < _positive ? new(value, value * Math.Exp(-spread), value * Math.Exp(spread)) : new(value, value - spread, value + spread);
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
        var total = new TotalVariance();
        AddTotal(customers, t, total);
        return total.Interval(_covariance, _n, level);
    }

    /// <summary>Adds what these customers contribute to a total over (T, T + t].</summary>
    internal void AddTotal(PurchaseSummary customers, double t, TotalVariance total)
    {
        var values = new double[customers.Count];
        Model.PurchaseVariance(customers, t, values);
        total.Chance += Sum(values);
        total.Expected += Expected(Model);
        total.Slopes ??= new double[_n];
        for (var p = 0; p < _free.Count; p++) total.Slopes[_free[p]] += (Expected(_moved[p].Up) - Expected(_moved[p].Down)) / _moved[p].Width;

        double Expected(IPurchaseModel model)
        {
            model.ExpectedPurchases(customers, 0, t, values);
            return Sum(values);
        }

        double Sum(double[] numbers)
        {
            var sum = 0.0;
            for (var i = 0; i < numbers.Length; i++) sum += customers.WeightOf(i) * numbers[i];
            return sum;
        }
    }

    /// <summary>Variance of an answer from the uncertainty of the parameters.</summary>
    public double Variance(Func<IPurchaseModel, double> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return Quadratic(Slopes((model, values) => values[0] = answer(model), 1), 0);
    }

    internal static double Z(double level) => NormalDistribution.UpperQuantile((1 - level) / 2);

    private double[] Moved(double[] values, int parameter, double move)
    {
        var moved = (double[])values.Clone();
        moved[parameter] = parameter < _positive ? moved[parameter] * Math.Exp(move) : moved[parameter] + move;
        return moved;
    }

    /// <summary>Derivatives of answers by the free parameters, parameter by parameter.</summary>
    internal double[][] Slopes(Action<IPurchaseModel, double[]> answer, int count)
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

    /// <summary>Variance of one of the answers by its derivatives.</summary>
    internal double Quadratic(double[][] slopes, int at)
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
