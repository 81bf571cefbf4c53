using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Lifetime.Holdout;
using Dashboard.Analytics.Lifetime.Seasons;

namespace Dashboard.Analytics.Lifetime.Learning;

/// <summary>
/// The models' mean expectation and a learner's correction of it, weighted by what rehearsals inside the history show (stacking: Wolpert 1992, Breiman 1996).
/// Rehearsals judge every customer by a learner that was taught by other customers; nothing after the day of the forecast is looked at.
/// </summary>
public sealed class StackedForecast
{
    private const int Folds = 4;

    /// <summary>Rows of all lessons together, of which all count up to twice as many; of larger shops every so many-th customer teaches.</summary>
    private const int MostRows = 250_000;

    private StackedForecast(
        int horizon, IReadOnlyList<IPurchaseModel> models, Season season, PurchaseLearner learner, double weight, HoldoutScores expected, HoldoutScores learned, HoldoutScores stacked) =>
        (Horizon, Models, Season, Learner, Weight, Expected, Learned, Stacked) = (horizon, models, season, learner, weight, expected, learned, stacked);

    /// <summary>Days that it learned to forecast.</summary>
    public int Horizon { get; }

    /// <summary>The models whose mean expectation is corrected.</summary>
    public IReadOnlyList<IPurchaseModel> Models { get; }

    /// <summary>What the expectation is multiplied by before it is corrected.</summary>
    public Season Season { get; }

    public PurchaseLearner Learner { get; }

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
    /// <param name="season">Season known at that day, of which the calendar alone is used: falling activity is what the learner sees itself. Null for none.</param>
    /// <returns>Null when the history is too short or too few customers bought to learn from.</returns>
    public static StackedForecast? Learn(CustomerFacts facts, int day, int horizon, IReadOnlyList<IPurchaseModel> models, Season? season = null)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(models);
        var calendar = season?.CalendarOnly() ?? Season.None;
        var lessons = Lessons(facts, day, horizon, models, calendar);
        // Each quarter of the customers is judged by a learner that was taught by the other three; the last one is taught by all.
        var (rows, learners) = (PurchaseLearner.Rows(lessons), new PurchaseLearner?[Folds + 1]);
        Parallel.For(0, Folds + 1, f => learners[f] = f == Folds ? PurchaseLearner.Learn(rows) : PurchaseLearner.Learn(rows, customer => FoldOf(facts, customer) != f, 1));
        if (learners.Contains(null)) return null;
        var (expected, learned, actual) = (new List<double>(), new List<double>(), new List<double>());
        foreach (var lesson in lessons)
        {
            var judged = learners[..Folds].Select(l => l!.Forecast(lesson.Features, lesson.Expected)).ToArray();
            for (var i = 0; i < lesson.Customers.Length; i++) learned.Add(judged[FoldOf(facts, lesson.Customers[i])][i]);
            expected.AddRange(lesson.Expected);
            actual.AddRange(lesson.Actual);
        }
        // Half-way to equal weights, which estimated ones hardly ever beat (Clemen 1989; Stock, Watson 2004).
        var weight = (LeastSquares(expected, learned, actual) + 0.5) / 2;
        return new(horizon, models, calendar, learners[Folds]!, weight, Score(0), Score(1), Score(weight));

        HoldoutScores Score(double share) => HoldoutScores.Of([.. expected.Zip(learned, (e, l) => Mix(e, l, share))], [.. actual]);
    }

    /// <summary>Expected purchases of each customer within <paramref name="horizon"/> days after the shop's day.</summary>
    public double[] Forecast(ShopPurchases shop, int horizon) => Forecast(shop, horizon, Weight);

    /// <summary>Likewise with another share of the learner; 1 for the learner alone.</summary>
    public double[] Forecast(ShopPurchases shop, int horizon, double weight)
    {
        ArgumentNullException.ThrowIfNull(shop);
        var expected = Mean(Models, shop, horizon, Season);
        var learned = Learner.Forecast(CustomerFeatures.Of(shop, horizon), expected);
        for (var i = 0; i < learned.Length; i++) learned[i] = Mix(expected[i], learned[i], weight);
        return learned;
    }

    internal static double Mix(double expected, double learned, double weight) => weight * learned + (1 - weight) * expected;

    private static List<Lesson> Lessons(CustomerFacts facts, int day, int horizon, IReadOnlyList<IPurchaseModel> models, Season calendar)
    {
        var (lessons, origins) = (new List<Lesson>(), RollingOrigins.Of(facts.Span.First, day, horizon));
        var every = EveryOf(facts, origins.Count);
        foreach (var origin in origins)
        {
            var shop = ShopPurchases.At(facts, origin.Day, every);
            // Each origin is followed for the common time, and once more as far towards the horizon as the history goes.
            foreach (var followed in new[] { origin.Horizon, Math.Min(horizon, day - origin.Day) }.Distinct())
            {
                var came = shop.Until(origin.Day + followed).Purchases;
                lessons.Add(new(shop.Customer, CustomerFeatures.Of(shop, followed), Mean(models, shop, followed, calendar), Array.ConvertAll(came, p => (double)p)));
            }
        }
        return lessons;
    }

    private static int EveryOf(CustomerFacts facts, int origins) => (int)Math.Max(1, (long)facts.CustomerCount * 2 * origins / MostRows);

    private static int FoldOf(CustomerFacts facts, int customer) => (int)(Mixed((uint)facts.Customers.Id[customer]) % Folds);

    // Neighbouring numbers fall into different quarters, whatever share of the customers is looked at.
    private static uint Mixed(uint id) => (id * 2_654_435_769) >> 16;

    private static double[] Mean(IReadOnlyList<IPurchaseModel> models, ShopPurchases shop, int horizon, Season calendar)
    {
        var mean = new double[shop.Count];
        var factor = calendar.Factor(shop.Day, shop.Day + horizon) / models.Count;
        foreach (var model in models)
            Parallel.ForEach(System.Collections.Concurrent.Partitioner.Create(0, Math.Max(1, mean.Length)), range =>
            {
                for (var i = range.Item1; i < Math.Min(range.Item2, mean.Length); i++)
                    mean[i] += factor * model.ExpectedPurchases(shop.Histories[i], 0, horizon / ShopPurchases.DaysPerWeek);
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
}
