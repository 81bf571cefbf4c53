using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;

namespace Dashboard.Analytics.Lifetime.Learning;

/// <summary>
/// Learns by which factor the models' expectation of single customers is off: boosted regression trees with Poisson loss (Friedman 2001), the expectation as
/// exposure, so that what is learned over a short time carries over to a long one. The mean of a few learners that see different halves of the columns at each
/// split; one thread and fixed seeds: the same lessons give the same learner.
/// </summary>
public sealed class PurchaseLearner
{
    private const double LeastExpected = 0.003;
    private const int LeastRows = 200;

    // Shallow trees and large leaves: shops are small against the noise of single customers.
    private const int Trees = 40;
    private const int Leaves = 8;
    private const int LeafRows = 100;
    private const double LearningRate = 0.05;
    private const double ColumnShare = 0.5;

    private readonly (MLContext Context, ITransformer Model)[] _learners;

    private PurchaseLearner((MLContext, ITransformer)[] learners) => _learners = learners;

    /// <summary>Learns from the customers that <paramref name="counts"/> allows.</summary>
    /// <param name="lessons">Lessons; customers may appear in several.</param>
    /// <param name="counts">Whether to learn from a customer, by index in the snapshot; null for all.</param>
    /// <param name="learners">How many learners share the forecast, 1 or more.</param>
    /// <returns>Null when there are fewer than 200 rows or none with a purchase.</returns>
    public static PurchaseLearner? Learn(IReadOnlyList<Lesson> lessons, Func<int, bool>? counts = null, int learners = 3)
    {
        ArgumentNullException.ThrowIfNull(lessons);
        var rows = new List<Row>();
        foreach (var lesson in lessons)
        {
            for (var i = 0; i < lesson.Customers.Length; i++)
            {
                if (counts is not null && !counts(lesson.Customers[i])) continue;
                var exposure = Math.Max(lesson.Expected[i], LeastExpected);
                rows.Add(new() { Features = lesson.Features[i].ToArray(), Label = (float)(lesson.Actual[i] / exposure), Weight = (float)exposure });
            }
        }
        if (rows.Count < LeastRows || rows.TrueForAll(r => r.Label == 0)) return null;
        var fits = new (MLContext, ITransformer)[learners];
        Parallel.For(0, learners, i => fits[i] = Fit(rows, i + 1));
        return new(fits);
    }

    /// <summary>Expected purchases after learning.</summary>
    /// <param name="features">Features now.</param>
    /// <param name="expected">What the models expect, per customer.</param>
    public double[] Forecast(CustomerFeatures features, double[] expected)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(expected);
        var forecast = new double[features.Count];
        foreach (var (context, model) in _learners)
        {
            var i = 0;
            foreach (var factor in model.Transform(context.Data.LoadFromEnumerable(Rows(features), Schema())).GetColumn<float>("Score"))
                forecast[i] += factor * Math.Max(expected[i++], LeastExpected) / _learners.Length;
        }
        return forecast;
    }

    private static (MLContext, ITransformer) Fit(List<Row> rows, int seed)
    {
        var context = new MLContext(seed);
        var trainer = context.Regression.Trainers.FastTreeTweedie(new FastTreeTweedieTrainer.Options
        {
            Index = 1,   // Tweedie's index of the Poisson distribution
            NumberOfTrees = Trees,
            NumberOfLeaves = Leaves,
            MinimumExampleCountPerLeaf = LeafRows,
            LearningRate = LearningRate,
            FeatureFraction = ColumnShare,
            NumberOfThreads = 1,
            Seed = seed,
            FeatureSelectionSeed = seed,
            ExampleWeightColumnName = nameof(Row.Weight),
        });
        return (context, trainer.Fit(context.Data.LoadFromEnumerable(rows, Schema())));
    }

    private static IEnumerable<Row> Rows(CustomerFeatures features)
    {
        var row = new Row();
        for (var i = 0; i < features.Count; i++)
        {
            row.Features = features[i].ToArray();
            yield return row;
        }
    }

    private static SchemaDefinition Schema()
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, CustomerFeatures.Names.Count);
        return schema;
    }

    private sealed class Row
    {
        public float[] Features { get; set; } = [];
        public float Label { get; set; }
        public float Weight { get; set; } = 1;
    }
}
