using System.Runtime.Intrinsics;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;

namespace Dashboard.Analytics.Lifetime.Learning;

/// <summary>
/// Learns by which factor the models' expectation of single customers is off: boosted regression trees with Poisson loss (Friedman 2001), the expectation as
/// exposure, so that what is learned over a short time carries over to a long one. The mean of a few learners that see different halves of the columns at each
/// split; one thread and fixed seeds: the same lessons give the same learner. The trees are kept as numbers, by which a stored learner answers what it answered before.
/// </summary>
public sealed class PurchaseLearner
{
    private const double LeastExpected = 0.003;
    private const int LeastRows = 200;

    // Shallow trees and large leaves: shops are small against the noise of single customers.
    private const int Trees = 40;
    private const int LeafRows = 100;
    private const double LearningRate = 0.05;
    private const double ColumnShare = 0.5;

    private readonly TreeEnsemble[] _learners;

    private PurchaseLearner(TreeEnsemble[] learners) => _learners = learners;

    /// <summary>Learns from all lessons; null when there are fewer than 200 rows or none with a purchase.</summary>
    public static PurchaseLearner? Learn(IEnumerable<Lesson> lessons)
    {
        ArgumentNullException.ThrowIfNull(lessons);
        return Learn(Rows(lessons), null);
    }

    /// <summary>Learns from the customers that <paramref name="counts"/> allows.</summary>
    /// <param name="rows">Rows of all lessons; customers may appear in several.</param>
    /// <param name="counts">Whether to learn from a customer, by index in the snapshot; null for all.</param>
    /// <param name="learners">How many learners share the forecast, 1 or more.</param>
    /// <returns>Null when there are fewer than 200 rows or none with a purchase.</returns>
    internal static PurchaseLearner? Learn(IReadOnlyList<LessonRow> rows, Func<int, bool>? counts = null, int learners = 3)
    {
        var allowed = counts is null ? rows : [.. rows.Where(r => counts(r.Customer))];
        if (allowed.Count < LeastRows || allowed.All(r => r.Label == 0)) return null;
        var fits = new TreeEnsemble[learners];
        Parallel.For(0, learners, i => fits[i] = Fit(allowed, i + 1));
        return new(fits);
    }

    /// <summary>The lessons as the library reads them.</summary>
    internal static List<LessonRow> Rows(IEnumerable<Lesson> lessons)
    {
        var rows = new List<LessonRow>();
        foreach (var lesson in lessons)
            for (var i = 0; i < lesson.Customers.Length; i++)
            {
                var exposure = Math.Max(lesson.Expected[i], LeastExpected);
                rows.Add(new() { Customer = lesson.Customers[i], Features = lesson.Features[i].ToArray(), Label = (float)(lesson.Actual[i] / exposure), Weight = (float)exposure });
            }
        return rows;
    }

    /// <summary>Expected purchases after learning.</summary>
    /// <param name="features">Features now.</param>
    /// <param name="expected">What the models expect, per customer.</param>
    public double[] Forecast(CustomerFeatures features, double[] expected)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(expected);
        var forecast = new double[features.Count];
        Parallel.ForEach(System.Collections.Concurrent.Partitioner.Create(0, Math.Max(1, (features.Count + TreeEnsemble.Lanes - 1) / TreeEnsemble.Lanes)), range =>
        {
            Span<double> factors = stackalloc double[TreeEnsemble.Lanes];
            for (var block = range.Item1; block < range.Item2; block++)
            {
                var first = block * TreeEnsemble.Lanes;
                var count = Math.Min(TreeEnsemble.Lanes, features.Count - first);
                if (count <= 0) break;
                Factors(features.Rows(first, count), factors[..count]);
                for (var i = 0; i < count; i++) forecast[first + i] = Corrected(expected[first + i], factors[i]);
            }
        });
        return forecast;
    }

    /// <summary>Factors of up to eight customers.</summary>
    /// <param name="rows">Their features, row by row.</param>
    /// <param name="factors">One per customer.</param>
    internal void Factors(ReadOnlySpan<float> rows, Span<double> factors)
    {
        var width = CustomerFeatures.Names.Count;
        Span<float> columns = stackalloc float[width * TreeEnsemble.Lanes];
        columns.Clear();
        for (var i = 0; i < factors.Length; i++)
            for (var c = 0; c < width; c++) columns[c * TreeEnsemble.Lanes + i] = rows[i * width + c];
        factors.Clear();
        foreach (var learner in _learners)
        {
            var logs = learner.Sum(columns, 0, learner.Trees);
            for (var i = 0; i < factors.Length; i++) factors[i] += Math.Exp(logs[i]) / _learners.Length;
        }
    }

    /// <summary>The models' expectation of a customer times the customer's factor.</summary>
    /// <param name="expected">What the models expect.</param>
    /// <param name="factor">The customer's.</param>
    /// <param name="part">Part of the time learned for that is forecast, 1 for all of it: the least expectation that is corrected belongs to the whole.</param>
    internal static double Corrected(double expected, double factor, double part = 1) => factor * Math.Max(expected, part * LeastExpected);

    /// <summary>The learner as text, about 12 kB.</summary>
    public string ToText()
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(CustomerFeatures.Names.Count);
            writer.Write(CustomerFeatures.Version);
            writer.Write(_learners.Length);
            foreach (var learner in _learners) learner.Write(writer);
        }
        return Convert.ToBase64String(bytes.ToArray());
    }

    /// <summary>A learner from its text; null when the text is damaged or speaks of other features than this version knows.</summary>
    public static PurchaseLearner? Parse(string text)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(Convert.FromBase64String(text)), Encoding.UTF8);
            if (reader.ReadInt32() != CustomerFeatures.Names.Count || reader.ReadInt32() != CustomerFeatures.Version || reader.ReadInt32() is not (> 0 and < 100 and var count)) return null;
            var learners = new TreeEnsemble?[count];
            for (var i = 0; i < count; i++) learners[i] = TreeEnsemble.Read(reader, CustomerFeatures.Names.Count);
            return Array.TrueForAll(learners, l => l is not null) && reader.BaseStream.Position == reader.BaseStream.Length ? new(learners!) : null;
        }
        catch (Exception e) when (e is FormatException or EndOfStreamException)
        {
            return null;
        }
    }

    private static TreeEnsemble Fit(IReadOnlyList<LessonRow> rows, int seed)
    {
        var context = new MLContext(seed);
        var trainer = context.Regression.Trainers.FastTreeTweedie(new FastTreeTweedieTrainer.Options
        {
            Index = 1,   // Tweedie's index of the Poisson distribution
            NumberOfTrees = Trees,
            NumberOfLeaves = TreeEnsemble.Leaves,
            MinimumExampleCountPerLeaf = LeafRows,
            LearningRate = LearningRate,
            FeatureFraction = ColumnShare,
            NumberOfThreads = 1,
            Seed = seed,
            FeatureSelectionSeed = seed,
            ExampleWeightColumnName = nameof(LessonRow.Weight),
        });
        var schema = SchemaDefinition.Create(typeof(LessonRow));
        schema[nameof(LessonRow.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, CustomerFeatures.Names.Count);
        var trees = trainer.Fit(context.Data.LoadFromEnumerable(rows, schema)).Model.TrainedTreeEnsemble;
        return TreeEnsemble.Of([.. trees.Trees.Zip(trees.TreeWeights, (tree, weight) => new PlainTree(
            tree.NumericalSplitFeatureIndexes, tree.NumericalSplitThresholds, tree.LeftChild, tree.RightChild, [.. tree.LeafValues.Select(v => (float)(v * weight))]))]);
    }
}

/// <summary>One customer of a lesson: features, purchases per purchase expected, and the expectation as weight.</summary>
internal sealed class LessonRow
{
    public int Customer { get; init; }
    public float[] Features { get; init; } = [];
    public float Label { get; init; }
    public float Weight { get; init; } = 1;
}
