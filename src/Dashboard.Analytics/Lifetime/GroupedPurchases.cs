using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Dashboard.Analytics.Lifetime;

/// <summary>
/// Sufficient statistics of many histories: equal (x, t_x, T) merged with their weight, times divided by the mean age.
/// Columns are padded to whole vectors with rows of weight 0.
/// </summary>
internal sealed class GroupedPurchases
{
    /// <summary>Rows looked at before deciding whether merging pays.</summary>
    private const int Trial = 16_384;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private GroupedPurchases(double[] x, double[] tx, double[] t, double[] weight, int count, double scale)
    {
        (X, Tx, T, Weight, Count, Scale) = (x, tx, t, weight, count, scale);
        var most = 0;
        for (var i = 0; i < count; i++)
        {
            Customers += weight[i];
            Purchases += weight[i] * x[i];
            if (x[i] > 0) Repeaters += weight[i];
            most = Math.Max(most, (int)x[i]);
        }
        MoreThan = new double[most];
        for (var i = 0; i < count; i++)
            if (x[i] > 0) MoreThan[(int)x[i] - 1] += weight[i];
        for (var j = most - 2; j >= 0; j--) MoreThan[j] += MoreThan[j + 1];
        (AgeT, AgeWeight, AgePurchases) = Ages(Trial);
    }

    /// <summary>x per group.</summary>
    public double[] X { get; }

    /// <summary>t_x per group in units of <see cref="Scale"/>.</summary>
    public double[] Tx { get; }

    /// <summary>T per group in units of <see cref="Scale"/>.</summary>
    public double[] T { get; }

    /// <summary>Customers per group.</summary>
    public double[] Weight { get; }

    /// <summary>Number of groups; the columns may be longer.</summary>
    public int Count { get; }

    /// <summary>The mean age, unit of all times here.</summary>
    public double Scale { get; }

    /// <summary>Customers, weights counted.</summary>
    public double Customers { get; }

    /// <summary>Customers with x &gt; 0.</summary>
    public double Repeaters { get; }

    /// <summary>Σ x.</summary>
    public double Purchases { get; }

    /// <summary>Σ over customers of Σ ln gaps, times in units of <see cref="Scale"/>.</summary>
    public double Litt { get; private init; }

    /// <summary>Customers with x &gt; j, for j = 0 … max x - 1.</summary>
    public double[] MoreThan { get; }

    /// <summary>Distinct ages (all groups' where they are too many), with the customers and the purchases that belong to each.</summary>
    public double[] AgeT { get; }
    public double[] AgeWeight { get; }
    public double[] AgePurchases { get; }

    /// <summary>Why these histories cannot be fitted; null when they can.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static FitDoubt Check(PurchaseSummary customers)
    {
        if (customers.Count == 0) return FitDoubt.NoCustomers;
        var any = false;
        for (var i = 0; i < customers.Count; i++)
        {
            if (!customers[i].IsPossible || customers.Weight is { } w && !(w[i] > 0 && double.IsFinite(w[i]))) return FitDoubt.ImpossibleHistory;
            any |= customers.X[i] > 0;
        }
        return any ? FitDoubt.None : FitDoubt.NoRepeatPurchases;
    }

    /// <summary>Merges histories that passed <see cref="Check"/>, or keeps the rows as they are where something else belongs to each; times in the unit given, or the mean age.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static GroupedPurchases Of(PurchaseSummary customers, bool merge = true, double? scale = null)
    {
        var n = customers.Count;
        var (total, weights) = (0.0, 0.0);
        for (var i = 0; i < n; i++)
        {
            var weight = customers.WeightOf(i);
            total += weight * customers.T[i];
            weights += weight;
        }
        var unit = scale ?? total / weights;
        var litt = 0.0;
        if (customers.Litt is { } gaps)
        {
            var perPurchase = Math.Log(unit);
            for (var i = 0; i < n; i++) litt += customers.WeightOf(i) * (gaps[i] - customers.X[i] * perPurchase);
        }
        var groups = new GroupTable(Math.Min(n, 1 << 12));
        var merges = merge;
        for (var i = 0; i < n && merges; i++)
        {
            groups.Add(customers.X[i], customers.Tx[i], customers.T[i], customers.WeightOf(i));
            if (i == Trial) merges = groups.Count < 0.8 * i;
        }
        var count = merges ? groups.Count : n;
        var (x, tx, t, weightOf) = (Column(count), Column(count), Column(count), Column(count));
        for (var i = 0; i < count; i++)
            (x[i], tx[i], t[i], weightOf[i]) = merges ? groups.Row(i, unit) : (customers.X[i], customers.Tx[i] / unit, customers.T[i] / unit, customers.WeightOf(i));
        return new(x, tx, t, weightOf, count, unit) { Litt = litt };
    }

    /// <summary>Every so many-th group, for a first look; itself when it is small.</summary>
    public GroupedPurchases Thinned(int about)
    {
        var stride = Count / about;
        if (stride < 2) return this;
        var count = (Count + stride - 1) / stride;
        var (x, tx, t, weight) = (Column(count), Column(count), Column(count), Column(count));
        for (var i = 0; i < count; i++)
            (x[i], tx[i], t[i], weight[i]) = (X[i * stride], Tx[i * stride], T[i * stride], Weight[i * stride]);
        return new(x, tx, t, weight, count, Scale) { Litt = 0 };
    }

    private static double[] Column(int count) => new double[(count + Vector512<double>.Count - 1) / Vector512<double>.Count * Vector512<double>.Count];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (double[] T, double[] Weight, double[] Purchases) Ages(int most)
    {
        var index = new GroupTable(Math.Min(Count, 1 << 10));
        var purchases = new List<double>();
        for (var i = 0; i < Count; i++)
        {
            if (index.Count > most) return (T, Weight, [.. X.Select((x, j) => x * Weight[j])]);
            var at = index.Add(0, 0, T[i], Weight[i]);
            if (at == purchases.Count) purchases.Add(0);
            purchases[at] += Weight[i] * X[i];
        }
        var (t, weight, sums) = (Column(index.Count), Column(index.Count), Column(index.Count));
        for (var i = 0; i < index.Count; i++) (t[i], weight[i], sums[i]) = (index.Row(i, 1).T, index.Row(i, 1).Weight, purchases[i]);
        return (t, weight, sums);
    }
}

/// <summary>Numbers the distinct (x, t_x, T) in the order they come and sums their weights: open addressing, linear probing.</summary>
internal sealed class GroupTable
{
    private (double X, double Tx, double T, double Weight)[] _rows;
    private int[] _slots;

    public GroupTable(int about)
    {
        _rows = new (double, double, double, double)[Math.Max(16, about)];
        _slots = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)_rows.Length * 2)];
    }

    public int Count { get; private set; }

    /// <summary>The index of a triple, new or known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Add(double x, double tx, double t, double weight)
    {
        for (var slot = Slot(x, tx, t); ; slot = (slot + 1) & (_slots.Length - 1))
        {
            var at = _slots[slot] - 1;
            if (at < 0)
            {
                if (Count == _rows.Length)
                {
                    Grow();
                    return Add(x, tx, t, weight);
                }
                _rows[Count] = (x, tx, t, weight);
                _slots[slot] = ++Count;
                return Count - 1;
            }
            ref var row = ref _rows[at];
            if (row.T != t || row.Tx != tx || row.X != x) continue;
            row.Weight += weight;
            return at;
        }
    }

    /// <summary>A triple with its times divided, and its weight.</summary>
    public (double X, double Tx, double T, double Weight) Row(int index, double scale)
    {
        var row = _rows[index];
        return (row.X, row.Tx / scale, row.T / scale, row.Weight);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Slot(double x, double tx, double t)
    {
        var hash = BitConverter.DoubleToUInt64Bits(tx) * 0x9E3779B97F4A7C15 + BitConverter.DoubleToUInt64Bits(t);
        hash = (hash ^ (hash >> 29)) * 0xBF58476D1CE4E5B9 + (ulong)(long)x * 0xD6E8FEB86659FD93;
        return (int)((hash ^ (hash >> 32)) * 0x9E3779B97F4A7C15 >> 40) & (_slots.Length - 1);
    }

    private void Grow()
    {
        Array.Resize(ref _rows, _rows.Length * 2);
        _slots = new int[_slots.Length * 2];
        for (var i = 0; i < Count; i++)
        {
            var slot = Slot(_rows[i].X, _rows[i].Tx, _rows[i].T);
            while (_slots[slot] != 0) slot = (slot + 1) & (_slots.Length - 1);
            _slots[slot] = i + 1;
        }
    }
}
