namespace Dashboard.Analytics.Lifetime.Holdout;

/// <summary>Forecasts between two forecasts: how many there are, and the mean forecast and outcome.</summary>
public readonly record struct CalibrationBin(int Customers, double Predicted, double Actual)
{
    /// <summary>Calibration error: purchases by which the groups' totals were off either way, as a share of all that came; |bias| at least. Null when nothing came.</summary>
    public static double? Error(IReadOnlyCollection<CalibrationBin> bins)
    {
        ArgumentNullException.ThrowIfNull(bins);
        var came = bins.Sum(b => b.Customers * b.Actual);
        return came > 0 ? bins.Sum(b => b.Customers * Math.Abs(b.Predicted - b.Actual)) / came : null;
    }
}

/// <summary>
/// How far forecasts of single customers were from what they did. One number alone misleads: the absolute error rewards forecasting the median (for most shops
/// nothing at all), the squared one the mean, bias says whether totals hold, Gini whether the best customers come first.
/// </summary>
/// <param name="Customers">How many.</param>
/// <param name="Actual">Total that came.</param>
/// <param name="Predicted">Total forecast.</param>
/// <param name="MeanAbsoluteError">Mean |forecast − outcome|.</param>
/// <param name="RootMeanSquaredError">Root of the mean squared difference.</param>
/// <param name="Bias">Predicted / actual − 1; null when nothing came.</param>
/// <param name="NormalisedGini">Area by which the outcomes in the order of the forecasts lie above chance, as a share of the best possible; equal forecasts count as one. Null when nothing tells outcomes apart.</param>
/// <param name="PoissonDeviance">Mean of 2 (y ln(y / p) − (y − p)), forecasts below 1e-9 taken as 1e-9.</param>
/// <param name="TopDecileShare">Share of the total that came from the tenth of the customers with the highest forecasts; null when nothing came.</param>
/// <param name="Deciles">Ten groups of equal size by forecast, lowest first; fewer with fewer customers.</param>
public sealed record HoldoutScores(
    int Customers, double Actual, double Predicted, double MeanAbsoluteError, double RootMeanSquaredError, double? Bias, double? NormalisedGini,
    double PoissonDeviance, double? TopDecileShare, IReadOnlyList<CalibrationBin> Deciles)
{
    private const double LeastForecast = 1e-9;

    /// <summary>What forecasts are judged and compared by.</summary>
    public HoldoutErrors Errors => new(MeanAbsoluteError, RootMeanSquaredError, PoissonDeviance, Bias, NormalisedGini, CalibrationBin.Error(Deciles));

    /// <summary>Scores of one forecast per customer; independent of their order.</summary>
    /// <param name="predicted">Forecasts, finite and 0 or more.</param>
    /// <param name="actual">Outcomes of the same customers, 0 or more.</param>
    /// <exception cref="ArgumentException">The spans differ in length or are empty.</exception>
    public static HoldoutScores Of(ReadOnlySpan<double> predicted, ReadOnlySpan<double> actual)
    {
        if (predicted.Length != actual.Length || actual.Length == 0) throw new ArgumentException("One forecast and one outcome per customer are needed.");
        var n = actual.Length;
        var (absolute, squared, deviance, came, forecast) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < n; i++)
        {
            var (p, y) = (predicted[i], actual[i]);
            (came, forecast) = (came + y, forecast + p);
            (absolute, squared) = (absolute + Math.Abs(p - y), squared + (p - y) * (p - y));
            var q = Math.Max(p, LeastForecast);
            deviance += 2 * ((y > 0 ? y * Math.Log(y / q) : 0) - (y - q));
        }
        var ranked = Ranked(predicted, actual);
        var best = Area(Ranked(actual, actual));
        return new(
            n, came, forecast, absolute / n, Math.Sqrt(squared / n), came == 0 ? null : forecast / came - 1, best > 1e-12 * n ? Area(ranked) / best : null, deviance / n,
            came == 0 ? null : ranked[(n - n / 10)..].Sum(r => r.Actual) / came, Bins(ranked));
    }

    /// <summary>Lowest forecast first; customers with equal forecasts share their mean outcome, so that no order among them is preferred.</summary>
    private static (double Predicted, double Actual)[] Ranked(ReadOnlySpan<double> predicted, ReadOnlySpan<double> actual)
    {
        var (keys, values) = (predicted.ToArray(), actual.ToArray());
        Array.Sort(keys, values);
        var ranked = new (double, double)[keys.Length];
        for (var from = 0; from < keys.Length;)
        {
            var (to, sum) = (from, 0.0);
            for (; to < keys.Length && keys[to] == keys[from]; to++) sum += values[to];
            for (var mean = sum / (to - from); from < to; from++) ranked[from] = (keys[from], mean);
        }
        return ranked;
    }

    // Mean cumulative share from the highest forecast down, less that of equal outcomes.
    private static double Area((double Predicted, double Actual)[] ranked)
    {
        var (n, total) = (ranked.Length, ranked.Sum(r => r.Actual));
        if (total == 0) return 0;
        var area = 0.0;
        for (var i = 0; i < n; i++) area += ranked[i].Actual / total * (i + 1);
        area = area / n - (n + 1) / (2.0 * n);
        // Equal forecasts rank nobody; what rounding leaves of that is nothing.
        return Math.Abs(area) < 1e-12 ? 0 : area;
    }

    private static CalibrationBin[] Bins((double Predicted, double Actual)[] ranked)
    {
        var count = Math.Min(10, ranked.Length);
        var bins = new CalibrationBin[count];
        for (var b = 0; b < count; b++)
        {
            var part = ranked[(int)((long)ranked.Length * b / count)..(int)((long)ranked.Length * (b + 1) / count)];
            bins[b] = new(part.Length, part.Average(r => r.Predicted), part.Average(r => r.Actual));
        }
        return bins;
    }
}
