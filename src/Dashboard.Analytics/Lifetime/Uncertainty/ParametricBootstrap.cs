namespace Dashboard.Analytics.Lifetime.Uncertainty;

/// <summary>
/// Intervals from refitting shops that the fitted model itself draws, with the customers' own ages (Efron, Tibshirani 1993, ch. 6):
/// slower than the <see cref="DeltaMethod"/>, and right also for small shops and near boundaries.
/// </summary>
public sealed class ParametricBootstrap
{
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
    /// <param name="customers">The customers that were fitted; only ages and weights matter.</param>
    /// <param name="shops">Number of shops to draw.</param>
    /// <param name="random">Source of chance; the same seed gives the same shops.</param>
    /// <param name="cancellation">Ends the work between two shops.</param>
    public static ParametricBootstrap Run(IPurchaseFamily family, PurchaseFit fit, PurchaseSummary customers, int shops, Random random, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(family);
        ArgumentNullException.ThrowIfNull(customers);
        var bootstrap = new ParametricBootstrap(new(family, fit));
        var n = customers.Count;
        for (var shop = 0; shop < shops; shop++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (x, tx, litt) = (new int[n], new double[n], new double[n]);
            for (var i = 0; i < n; i++)
            {
                var history = family.Simulate(bootstrap.Model, customers.T[i], 0, random).History;
                (x[i], tx[i], litt[i]) = (history.X, history.Tx, history.Litt);
            }
            var refit = family.Fit(new(x, tx, customers.T, litt, customers.Weight));
            if (refit.Model is not null) bootstrap._draws.Add(new(family, refit));
        }
        return bootstrap;
    }

    /// <summary>
    /// Interval of any positive answer: studentised in logs, each draw measured by its own standard error (Davison, Hinkley 1997, 5.2);
    /// just the estimate when nothing usable was drawn.
    /// </summary>
    public Interval Positive(Func<IPurchaseModel, double> answer, double level)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var estimate = answer(Model);
        var (middle, error) = Measure(_estimate, answer);
        double[] distances = [.. _draws.Select(d => Measure(d, answer)).Where(m => m.Error > 0 && double.IsFinite(m.Middle)).Select(m => (m.Middle - middle) / m.Error).Order()];
        if (distances.Length == 0 || !(error > 0)) return new(estimate, estimate, estimate);
        return new(estimate, estimate * Math.Exp(-error * Quantile(distances, (1 + level) / 2)), estimate * Math.Exp(-error * Quantile(distances, (1 - level) / 2)));
    }

    private static (double Middle, double Error) Measure(DeltaMethod fit, Func<IPurchaseModel, double> answer)
    {
        double Log(IPurchaseModel model) => Math.Log(Math.Max(answer(model), double.Epsilon));
        return (Log(fit.Model), Math.Sqrt(fit.Variance(Log)));
    }

    /// <summary>The k-th of n sorted draws stands at k/(n + 1).</summary>
    private static double Quantile(double[] sorted, double share)
    {
        var at = Math.Clamp(share * (sorted.Length + 1) - 1, 0, sorted.Length - 1);
        var low = (int)at;
        return low + 1 < sorted.Length ? sorted[low] + (at - low) * (sorted[low + 1] - sorted[low]) : sorted[low];
    }
}
