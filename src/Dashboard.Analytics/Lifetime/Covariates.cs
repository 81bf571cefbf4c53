namespace Dashboard.Analytics.Lifetime;

/// <summary>What is known of customers from the start and does not change, such as channel or country as 0 and 1.</summary>
/// <param name="Names">One per column.</param>
/// <param name="Columns">One value per customer; finite.</param>
public sealed record Covariates(IReadOnlyList<string> Names, IReadOnlyList<double[]> Columns)
{
    /// <summary>No columns.</summary>
    public static Covariates None { get; } = new([], []);

    /// <summary>Whether no column holds the same value for everybody, which says the same as the model's own scale.</summary>
    internal bool Differ => Columns.All(column => column.Any(z => z != column[0]));

    /// <exception cref="ArgumentException">Names and columns do not fit together or to so many customers, or a value is not finite.</exception>
    internal void Check(int customers)
    {
        if (Names.Count != Columns.Count || Columns.Any(c => c.Length != customers || !Array.TrueForAll(c, double.IsFinite)))
            throw new ArgumentException("A covariate has a name and one finite value per customer.");
    }

    /// <summary>The greatest absolute value per column, so that a search works on values of at most 1.</summary>
    internal double[] Scales() => [.. Columns.Select(column => column.Max(Math.Abs))];

    internal double[][] Scaled() => [.. Columns.Zip(Scales(), (column, scale) => (double[])[.. column.Select(z => z / scale)])];
}
