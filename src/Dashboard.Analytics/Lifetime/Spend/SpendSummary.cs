namespace Dashboard.Analytics.Lifetime.Spend;

/// <summary>What customers spent, column by column. Only repeat purchases with a positive amount count; customers without any may stand in the columns as 0.</summary>
public sealed class SpendSummary
{
    /// <param name="x">Such purchases per customer, 0 or more.</param>
    /// <param name="meanSpend">Their mean amount, 0 without any.</param>
    /// <param name="weight">How many customers a row stands for, above 0, or null for one each.</param>
    /// <exception cref="ArgumentException">The columns differ in length.</exception>
    public SpendSummary(int[] x, double[] meanSpend, double[]? weight = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(meanSpend);
        if (meanSpend.Length != x.Length || weight is { } w && w.Length != x.Length) throw new ArgumentException("The columns of a summary are equally long.");
        (X, MeanSpend, Weight) = (x, meanSpend, weight);
    }

    /// <summary>Number of rows n.</summary>
    public int Count => X.Length;

    /// <summary>Purchases with a positive amount, n values.</summary>
    public int[] X { get; }

    /// <summary>m: their mean amount in units of money, n values.</summary>
    public double[] MeanSpend { get; }

    /// <summary>Customers per row, n values; null for one each.</summary>
    public double[]? Weight { get; }

    /// <summary>How many customers row i stands for.</summary>
    public double WeightOf(int i) => Weight?[i] ?? 1;
}
