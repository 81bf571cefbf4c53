namespace Dashboard.Analytics.Lifetime.Uncertainty;

/// <summary>
/// Intervals from refitting shops that the fitted model itself draws, with the customers' own ages (Efron, Tibshirani 1993, ch. 6):
/// slower than the <see cref="DeltaMethod"/>, and right also for small shops and near boundaries.
/// </summary>
public sealed class ParametricBootstrap
{
    /// <summary>More customers than this are not drawn again and again; for so many the <see cref="DeltaMethod"/> is right.</summary>
    public const int MostCustomers = 10_000_000;

    /// <summary>Share of the draws that must have an error of their own to be measured by it.</summary>
    private const double Measurable = 0.9;

    private readonly DeltaMethod _estimate;
    private readonly List<DeltaMethod> _draws = [];

    private ParametricBootstrap(DeltaMethod estimate) => _estimate = estimate;

    /// <summary>The model at the estimates.</summary>
    public IPurchaseModel Model => _estimate.Model;

    /// <summary>Refits that gave a model; refused ones are left out.</summary>
    public IEnumerable<IPurchaseModel> Draws => _draws.Select(d => d.Model);

    /// <summary>Draws and refits.</summary>
    /// <param name="family">Kind of model.</param>
    /// <param name="fit">The estimates; a fit that was not refused.</param>
    /// <param name="customers">
    /// The customers that were fitted; only ages and weights matter. A row of weight w stands for w customers of its age, each of whom is drawn: ⌊w⌋ of weight 1 and,
    /// where w is no whole number, one of what is left of it.
    /// </param>
    /// <param name="shops">Number of shops to draw.</param>
    /// <param name="random">Source of chance; the same seed gives the same shops.</param>
    /// <param name="cancellation">Ends the work between two shops.</param>
    /// <exception cref="ArgumentException">The fit was refused, or the rows stand for more than <see cref="MostCustomers"/>.</exception>
    public static ParametricBootstrap Run(IPurchaseFamily family, PurchaseFit fit, PurchaseSummary customers, int shops, Random random, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(family);
        ArgumentNullException.ThrowIfNull(customers);
        var bootstrap = new ParametricBootstrap(new(family, fit));
        var (ages, weights) = OneByOne(customers);
        var n = ages.Length;
        for (var shop = 0; shop < shops; shop++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (x, tx, litt) = (new int[n], new double[n], new double[n]);
            for (var i = 0; i < n; i++)
            {
                var history = family.Simulate(bootstrap.Model, ages[i], 0, random).History;
                (x[i], tx[i], litt[i]) = (history.X, history.Tx, history.Litt);
            }
            var refit = family.Fit(new(x, tx, ages, litt, weights));
            if (refit.Model is not null) bootstrap._draws.Add(new(family, refit));
        }
        return bootstrap;
    }

    /// <summary>Interval of any positive answer, in its log; see <see cref="Share"/>.</summary>
    public Interval? Positive(Func<IPurchaseModel, double> answer, double level) => Of(answer, level, value => Math.Log(value), Math.Exp);

    /// <summary>
    /// Interval of any probability, in its log odds: studentised, each draw measured by its own standard error (Davison, Hinkley 1997, 5.2). Where the estimate or
    /// more than a few draws have none, as at a boundary where the answer no longer depends on what was estimated, it is what the draws themselves answered, the estimate
    /// included. Null when nothing could be refitted.
    /// </summary>
    public Interval? Share(Func<IPurchaseModel, double> answer, double level) => Of(answer, level, share => Math.Log(share) - LogSpace.Log1p(-share), LogSpace.Logistic);

    private Interval? Of(Func<IPurchaseModel, double> answer, double level, Func<double, double> to, Func<double, double> back)
    {
        ArgumentNullException.ThrowIfNull(answer);
        if (_draws.Count == 0) return null;
        var estimate = answer(Model);
        var (low, high) = ((1 - level) / 2, (1 + level) / 2);
        var (middle, error) = Measure(_estimate);
        if (error > 0 && double.IsFinite(middle))
        {
            double[] distances = [.. _draws.Select(Measure).Where(m => m.Error > 0 && double.IsFinite(m.Middle)).Select(m => (m.Middle - middle) / m.Error).Order()];
            if (distances.Length >= Measurable * _draws.Count) return new(estimate, back(middle - error * Quantile(distances, high)), back(middle - error * Quantile(distances, low)));
        }
        double[] answers = [.. _draws.Select(d => answer(d.Model)).Order()];
        return new(estimate, Math.Min(estimate, Quantile(answers, low)), Math.Max(estimate, Quantile(answers, high)));

        (double Middle, double Error) Measure(DeltaMethod fit) => (to(answer(fit.Model)), Math.Sqrt(fit.Variance(model => to(answer(model)))));
    }

    private static (double[] Ages, double[]? Weights) OneByOne(PurchaseSummary customers)
    {
        if (customers.Weight is null) return (customers.T, null);
        if (customers.Weight.Sum() > MostCustomers) throw new ArgumentException($"The rows stand for more than {MostCustomers} customers.", nameof(customers));
        var (ages, weights) = (new List<double>(), new List<double>());
        for (var i = 0; i < customers.Count; i++)
        {
            for (var left = customers.WeightOf(i); left > 0; left--)
            {
                ages.Add(customers.T[i]);
                weights.Add(Math.Min(1, left));
            }
        }
        return ([.. ages], [.. weights]);
    }

    /// <summary>The k-th of n sorted draws stands at k/(n + 1).</summary>
    private static double Quantile(double[] sorted, double share)
    {
        var at = Math.Clamp(share * (sorted.Length + 1) - 1, 0, sorted.Length - 1);
        var low = (int)at;
        return low + 1 < sorted.Length ? sorted[low] + (at - low) * (sorted[low + 1] - sorted[low]) : sorted[low];
    }
}
