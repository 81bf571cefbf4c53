using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Lifetime.Holdout;

namespace Dashboard.Analytics.Lifetime.Learning;

/// <summary>
/// The models' mean expectation and a learner's correction of it, weighted by what rehearsals inside the history show (stacking: Wolpert 1992, Breiman 1996).
/// Rehearsals judge every customer by a learner that was taught by other customers; nothing after the day of the forecast is looked at.
/// </summary>
public sealed class StackedForecast
{
    private const int Folds = 4;
    private const int MostRows = 150_000;

    private readonly IReadOnlyList<IPurchaseModel> _models;
    private readonly PurchaseLearner _learner;

    private StackedForecast(IReadOnlyList<IPurchaseModel> models, PurchaseLearner learner, double weight, HoldoutScores expected, HoldoutScores learned, HoldoutScores stacked) =>
        (_models, _learner, Weight, Expected, Learned, Stacked) = (models, learner, weight, expected, learned, stacked);

    /// <summary>Share of the learner in the forecast, 0 … 1; the models have the rest.</summary>
    public double Weight { get; }

    /// <summary>Scores of the models' mean expectation in all rehearsals together.</summary>
    public HoldoutScores Expected { get; }

    /// <summary>Scores of the learner alone.</summary>
    public HoldoutScores Learned { get; }

    /// <summary>Scores of both together.</summary>
    public HoldoutScores Stacked { get; }

    /// <summary>Teaches and weighs.</summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="day">Last day that may be looked at.</param>
    /// <param name="horizon">Days to be forecast.</param>
    /// <param name="models">Models fitted in weeks at that day, at least one. Two that explain silence differently, such as Pareto/NBD and MBG/CNBD-k, serve best.</param>
    /// <returns>Null when the history is too short or too few customers bought to learn from.</returns>
    public static StackedForecast? Learn(CustomerFacts facts, int day, int horizon, IReadOnlyList<IPurchaseModel> models)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(models);
        var lessons = Lessons(facts, day, horizon, models);
        // Each quarter of the customers is judged by a learner that was taught by the other three; the last one is taught by all.
        var learners = new PurchaseLearner?[Folds + 1];
        Parallel.For(0, Folds + 1, f => learners[f] = f == Folds ? PurchaseLearner.Learn(lessons) : PurchaseLearner.Learn(lessons, customer => customer % Folds != f, 1));
        if (learners.Contains(null)) return null;
        var (expected, learned, actual) = (new List<double>(), new List<double>(), new List<double>());
        foreach (var lesson in lessons)
        {
            var judged = learners[..Folds].Select(l => l!.Forecast(lesson.Features, lesson.Expected)).ToArray();
            for (var i = 0; i < lesson.Customers.Length; i++) learned.Add(judged[lesson.Customers[i] % Folds][i]);
            expected.AddRange(lesson.Expected);
            actual.AddRange(lesson.Actual);
        }
        // Half-way to equal weights, which estimated ones hardly ever beat (Clemen 1989; Stock, Watson 2004).
        var weight = (LeastSquares(expected, learned, actual) + 0.5) / 2;
        return new(models, learners[Folds]!, weight, Score(0), Score(1), Score(weight));

        HoldoutScores Score(double share) => HoldoutScores.Of([.. expected.Zip(learned, (e, l) => Mix(e, l, share))], [.. actual]);
    }

    /// <summary>Expected purchases of each customer within <paramref name="horizon"/> days after the shop's day.</summary>
    public double[] Forecast(ShopPurchases shop, int horizon)
    {
        ArgumentNullException.ThrowIfNull(shop);
        var expected = Mean(_models, shop, horizon, 1);
        var learned = _learner.Forecast(CustomerFeatures.Of(shop, horizon), expected);
        for (var i = 0; i < learned.Length; i++) learned[i] = Mix(expected[i], learned[i], Weight);
        return learned;
    }

    private static List<Lesson> Lessons(CustomerFacts facts, int day, int horizon, IReadOnlyList<IPurchaseModel> models)
    {
        var (lessons, origins) = (new List<Lesson>(), RollingOrigins.Of(facts.Span.First, day, horizon));
        foreach (var origin in origins)
        {
            var shop = ShopPurchases.At(facts, origin.Day);
            var step = Math.Max(1, (int)((long)shop.Count * 2 * origins.Count / MostRows));
            // Each origin is followed for the common time, and once more as far towards the horizon as the history goes.
            foreach (var followed in new[] { origin.Horizon, Math.Min(horizon, day - origin.Day) }.Distinct())
            {
                var came = shop.Until(origin.Day + followed).Purchases;
                lessons.Add(new(
                    [.. Every(shop.Customer, step)], CustomerFeatures.Of(shop, followed, step), Mean(models, shop, followed, step), [.. Every(came, step).Select(p => (double)p)]));
            }
        }
        return lessons;

        static IEnumerable<int> Every(int[] values, int step)
        {
            for (var i = 0; i < values.Length; i += step) yield return values[i];
        }
    }

    private static double[] Mean(IReadOnlyList<IPurchaseModel> models, ShopPurchases shop, int horizon, int step)
    {
        var mean = new double[(shop.Count + step - 1) / step];
        foreach (var model in models)
            Parallel.ForEach(System.Collections.Concurrent.Partitioner.Create(0, Math.Max(1, mean.Length)), range =>
            {
                for (var i = range.Item1; i < Math.Min(range.Item2, mean.Length); i++)
                    mean[i] += model.ExpectedPurchases(shop.Histories[i * step], 0, horizon / ShopPurchases.DaysPerWeek) / models.Count;
            });
        return mean;
    }

    private static double LeastSquares(List<double> expected, List<double> learned, List<double> actual)
    {
        var (above, below) = (0.0, 0.0);
        for (var i = 0; i < actual.Count; i++)
        {
            var step = learned[i] - expected[i];
            (above, below) = (above + step * (actual[i] - expected[i]), below + step * step);
        }
        return below == 0 ? 0 : Math.Clamp(above / below, 0, 1);
    }

    private static double Mix(double expected, double learned, double weight) => weight * learned + (1 - weight) * expected;
}
