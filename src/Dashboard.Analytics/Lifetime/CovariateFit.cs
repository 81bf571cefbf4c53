using Dashboard.Analytics.Lifetime.Uncertainty;

namespace Dashboard.Analytics.Lifetime;

/// <summary>
/// A purchase model with time-invariant covariates (Fader, Hardie note 019): the plain model, whose purchase rate and dropout depend on what is known of a customer
/// from the start. All answers are of one customer's plain model; intervals come from the delta method over all parameters and coefficients.
/// </summary>
public sealed class CovariateFit
{
    /// <summary>Positive parameters before the coefficients, on which the search works in logs.</summary>
    private const int Common = 4;

    private readonly Func<ReadOnlySpan<double>, double, double, IPurchaseModel?> _model;

    /// <param name="result">What was found.</param>
    /// <param name="buying">Number of covariates of the purchase rate.</param>
    /// <param name="leaving">Number of covariates of the dropout.</param>
    /// <param name="model">The plain model by the four parameters and the two effects γ₁z and γ₂w.</param>
    internal CovariateFit(FitResult result, int buying, int leaving, Func<ReadOnlySpan<double>, double, double, IPurchaseModel?> model) =>
        (Result, Buying, Leaving, _model) = (result, buying, leaving, model);

    /// <summary>What was found; coefficients are named trans.NAME and life.NAME and follow the four parameters, in this order.</summary>
    public FitResult Result { get; }

    /// <summary>Number of covariates of the purchase rate.</summary>
    public int Buying { get; }

    /// <summary>Number of covariates of the dropout.</summary>
    public int Leaving { get; }

    /// <summary>The model of customers with these covariates; null when the fit was refused or the covariates are beyond all measure.</summary>
    /// <exception cref="ArgumentException">Not as many values as covariates.</exception>
    public IPurchaseModel? For(ReadOnlySpan<double> buying, ReadOnlySpan<double> leaving)
    {
        if (buying.Length != Buying || leaving.Length != Leaving) throw new ArgumentException("One value per covariate is needed.");
        return Result.IsRefused ? null : At([.. Result.Parameters.Select(p => p.Value)], buying, leaving);
    }

    /// <summary>Intervals of what the model of customers with these covariates answers; null where <see cref="For"/> is.</summary>
    /// <exception cref="ArgumentException">Not as many values as covariates.</exception>
    public DeltaMethod? Uncertainty(ReadOnlySpan<double> buying, ReadOnlySpan<double> leaving)
    {
        if (For(buying, leaving) is not { } model) return null;
        var (z, w) = (buying.ToArray(), leaving.ToArray());
        return new(Result, model, SearchCovariance(), values => At(values, z, w), Common);
    }

    /// <summary>P(alive at T) and expected purchases in (T, T + t] of each customer, with the interval of the expectation.</summary>
    /// <param name="customers">n histories.</param>
    /// <param name="buying">z of the purchase rate, n rows.</param>
    /// <param name="leaving">w of the dropout, n rows.</param>
    /// <param name="t">Length of the time after T.</param>
    /// <param name="level">Probability of the interval, as 0.8.</param>
    /// <returns>n predictions, and what all customers together will buy: uncertainty of the parameters and chance itself. Null where a customer has no model.</returns>
    /// <exception cref="ArgumentException">The tables do not fit the fit or the summary.</exception>
    public CovariatePredictions? Predict(PurchaseSummary customers, Covariates buying, Covariates leaving, double t, double level)
    {
        ArgumentNullException.ThrowIfNull(customers);
        ArgumentNullException.ThrowIfNull(buying);
        ArgumentNullException.ThrowIfNull(leaving);
        buying.Check(customers.Count);
        leaving.Check(customers.Count);
        var (alive, expected) = (new double[customers.Count], new Interval[customers.Count]);
        var total = new TotalVariance();
        double[][] columns = [.. buying.Columns, .. leaving.Columns];
        foreach (var cell in Enumerable.Range(0, customers.Count).GroupBy(i => string.Join('|', columns.Select(c => BitConverter.DoubleToInt64Bits(c[i])))))
        {
            int[] rows = [.. cell];
            if (Uncertainty([.. buying.Columns.Select(c => c[rows[0]])], [.. leaving.Columns.Select(c => c[rows[0]])]) is not { } uncertainty) return null;
            var own = customers.Only(rows);
            var (p, intervals) = (new double[rows.Length], new Interval[rows.Length]);
            uncertainty.Model.ProbabilityAlive(own, p);
            uncertainty.ExpectedPurchases(own, 0, t, level, intervals);
            for (var i = 0; i < rows.Length; i++) (alive[rows[i]], expected[rows[i]]) = (p[i], intervals[i]);
            uncertainty.AddTotal(own, t, total);
        }
        return new(alive, expected, total.Interval(SearchCovariance(), Result.Parameters.Count, level));
    }

    private IPurchaseModel? At(double[] values, ReadOnlySpan<double> buying, ReadOnlySpan<double> leaving) =>
        _model(values.AsSpan(0, Common), Effect(values, Common, buying), Effect(values, Common + Buying, leaving));

    private static double Effect(double[] values, int first, ReadOnlySpan<double> z)
    {
        var sum = 0.0;
        for (var i = 0; i < z.Length; i++) sum += values[first + i] * z[i];
        return sum;
    }

    /// <summary>Covariance of the logs of the positive parameters and of the coefficients as they are.</summary>
    private double[] SearchCovariance()
    {
        var (n, covariance) = (Result.Parameters.Count, (double[])Result.Covariance.Clone());
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
                if (covariance[i * n + j] != 0) covariance[i * n + j] /= Scale(i) * Scale(j);
        }
        return covariance;

        double Scale(int at) => at < Common ? Result.Parameters[at].Value : 1;
    }
}

/// <summary>Predictions of customers with covariates.</summary>
/// <param name="ProbabilityAlive">P(alive at T) per customer.</param>
/// <param name="ExpectedPurchases">Expected purchases per customer, with the interval that the parameters' uncertainty gives.</param>
/// <param name="Total">What all together will buy, chance included.</param>
public sealed record CovariatePredictions(IReadOnlyList<double> ProbabilityAlive, IReadOnlyList<Interval> ExpectedPurchases, Interval Total);
