using System.Runtime.CompilerServices;

namespace Dashboard.Analytics.Lifetime;

/// <summary>What a purchase model knows of one customer; times since the first purchase, all in one unit.</summary>
/// <param name="X">x: repeat purchases, 0 or more; the first purchase does not count.</param>
/// <param name="Tx">t_x: time of the last purchase, 0 when <paramref name="X"/> is 0 and only then: purchases at the time of the first one are one with it.</param>
/// <param name="T">T: age of the customer at the end of the observation; t_x ≤ T.</param>
/// <param name="Litt">Σ ln of the gaps between purchases; only models of regular buyers read it.</param>
public readonly record struct PurchaseHistory(int X, double Tx, double T, double Litt = 0)
{
    /// <summary>By how much the mean of the log gaps may exceed what is possible: times of 0.14 weeks are a day to two digits.</summary>
    internal const double Rounding = 0.03;

    /// <summary>Whether the numbers can be a history; <see cref="Litt"/>, which may not be known, is only asked to be finite.</summary>
    public bool IsPossible
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => X >= 0 & Tx >= 0 & Tx <= T & double.IsFinite(T) & double.IsFinite(Litt) & (X > 0) == (Tx > 0);
    }

    /// <summary>Whether gaps that make up t_x can have the sum of logs <see cref="Litt"/>: at most x ln(t_x/x), where all are equal (means of numbers and of their logs), with room for rounded times.</summary>
    public bool HasPossibleGaps
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => X == 0 ? Litt == 0 : Litt <= X * (Math.Log(Tx / X) + Rounding);
    }
}

/// <summary>Histories of many customers, column by column; all columns are as long as <see cref="Count"/>.</summary>
public sealed class PurchaseSummary
{
    /// <param name="x">x per customer.</param>
    /// <param name="tx">t_x per customer.</param>
    /// <param name="t">T per customer.</param>
    /// <param name="litt">Σ ln gaps per customer, or null when it is not known.</param>
    /// <param name="weight">How many customers a row stands for, above 0, or null for one each.</param>
    /// <exception cref="ArgumentException">The columns differ in length.</exception>
    public PurchaseSummary(int[] x, double[] tx, double[] t, double[]? litt = null, double[]? weight = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(tx);
        ArgumentNullException.ThrowIfNull(t);
        if (tx.Length != x.Length || t.Length != x.Length || litt is { } l && l.Length != x.Length || weight is { } w && w.Length != x.Length)
            throw new ArgumentException("The columns of a summary are equally long.");
        (X, Tx, T, Litt, Weight) = (x, tx, t, litt, weight);
    }

    /// <summary>Number of rows n.</summary>
    public int Count => X.Length;

    /// <summary>x, n values.</summary>
    public int[] X { get; }

    /// <summary>t_x, n values.</summary>
    public double[] Tx { get; }

    /// <summary>T, n values in the unit of t_x.</summary>
    public double[] T { get; }

    /// <summary>Σ ln gaps, n values; null when not known.</summary>
    public double[]? Litt { get; }

    /// <summary>Customers per row, n values; null for one each.</summary>
    public double[]? Weight { get; }

    /// <summary>The history of row i.</summary>
    public PurchaseHistory this[int i]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(X[i], Tx[i], T[i], Litt?[i] ?? 0);
    }

    /// <summary>Whether row i can be a history, with the gaps where they are known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsPossible(int i) => this[i].IsPossible && (Litt is null || this[i].HasPossibleGaps);

    /// <summary>How many customers row i stands for.</summary>
    public double WeightOf(int i) => Weight?[i] ?? 1;

    /// <summary>Some of the customers, by their rows.</summary>
    public PurchaseSummary Only(int[] rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new(
            [.. rows.Select(i => X[i])], [.. rows.Select(i => Tx[i])], [.. rows.Select(i => T[i])],
            Litt is { } l ? [.. rows.Select(i => l[i])] : null, Weight is { } w ? [.. rows.Select(i => w[i])] : null);
    }

    /// <summary>The same customers with every time multiplied, as from weeks to days.</summary>
    public PurchaseSummary InUnit(double factor) => new(
        X, [.. Tx.Select(t => t * factor)], [.. T.Select(t => t * factor)], Litt is { } l ? [.. l.Select((v, i) => v + X[i] * Math.Log(factor))] : null, Weight);
}
