using System.Buffers;
using System.Numerics.Tensors;
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
        (Customers, Purchases) = (TensorPrimitives.Sum<double>(weight), TensorPrimitives.Dot<double>(weight, x));
        MostPurchases = (int)TensorPrimitives.Max<double>(x);
        MoreThan = Column(MostPurchases);
        for (var i = 0; i < count; i++)
            if (x[i] > 0) MoreThan[(int)x[i] - 1] += weight[i];
        for (var j = MostPurchases - 2; j >= 0; j--) MoreThan[j] += MoreThan[j + 1];
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

    /// <summary>What a group weighs on average, at most 1: the search's <see cref="Numerics.Maximiser.Unit"/>.</summary>
    public double Unit => Math.Min(1, Customers / Count);

    /// <summary>Customers with x &gt; 0.</summary>
    public double Repeaters => MostPurchases > 0 ? MoreThan[0] : 0;

    /// <summary>Σ x.</summary>
    public double Purchases { get; }

    /// <summary>Σ over customers of Σ ln gaps, times in units of <see cref="Scale"/>.</summary>
    public double Litt { get; private init; }

    /// <summary>Greatest x.</summary>
    public int MostPurchases { get; }

    /// <summary>Customers with x &gt; j, for j = 0 … <see cref="MostPurchases"/> - 1, padded with 0.</summary>
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
            if (!customers.IsPossible(i)) return FitDoubt.ImpossibleHistory;
            if (customers.Weight is { } w && !(w[i] > 0 && double.IsFinite(w[i]))) return FitDoubt.ImpossibleWeight;
            any |= customers.X[i] > 0;
        }
        return any ? FitDoubt.None : FitDoubt.NoRepeatPurchases;
    }

    /// <summary>Merges histories that passed <see cref="Check"/>, or keeps the rows as they are where something else belongs to each; times in the unit given, or the mean age.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static GroupedPurchases Of(PurchaseSummary customers, bool merge = true, double? scale = null)
    {
        var n = customers.Count;
        using var groups = new GroupTable(merge ? Math.Min(n, Trial) : 0);
        var merges = merge;
        for (var i = 0; i < n && merges; i++)
        {
            groups.Add(customers.X[i], customers.Tx[i], customers.T[i], customers.WeightOf(i));
            if (i == Trial) merges = groups.Count < 0.8 * i;
        }
        var count = merges ? groups.Count : n;
        var (x, tx, t, weightOf) = (Column(count), Column(count), Column(count), Column(count));
        for (var i = 0; i < count; i++)
            (x[i], tx[i], t[i], weightOf[i]) = merges ? groups[i] : (customers.X[i], customers.Tx[i], customers.T[i], customers.WeightOf(i));
        var unit = scale ?? TensorPrimitives.Dot<double>(t, weightOf) / TensorPrimitives.Sum<double>(weightOf);
        TensorPrimitives.Divide(tx, unit, tx);
        TensorPrimitives.Divide(t, unit, t);
        return new(x, tx, t, weightOf, count, unit) { Litt = Gaps(customers, Math.Log(unit)) };
    }

    /// <summary>About so many groups for a first look: all heavy ones, and of the light ones as many as their weights come to; itself when there are few groups.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public GroupedPurchases Thinned(int about)
    {
        if (Count < 2 * about) return this;
        var step = Customers / about;
        for (var pass = 0; pass < 4; pass++)
        {
            var (light, heavy) = (0.0, 0);
            for (var i = 0; i < Count; i++)
            {
                if (Weight[i] < step) light += Weight[i];
                else heavy++;
            }
            step = Math.Min(step, light / Math.Max(1, about - heavy));
        }
        var (x, tx, t, weight) = (Column(2 * about), Column(2 * about), Column(2 * about), Column(2 * about));
        var (passed, taken, count) = (0.0, 0.0, 0);
        for (var i = 0; i < Count && count < 2 * about; i++)
        {
            passed += Weight[i] / step;
            var more = Math.Floor(passed) - taken;
            if (more < 1) continue;
            (x[count], tx[count], t[count], weight[count]) = (X[i], Tx[i], T[i], more);
            taken += more;
            count++;
        }
        return new(x[..Padded(count)], tx[..Padded(count)], t[..Padded(count)], weight[..Padded(count)], count, Scale) { Litt = 0 };
    }

    /// <summary>Σ ln gaps of all customers in a unit of this logarithm.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Gaps(PurchaseSummary customers, double logUnit)
    {
        if (customers.Litt is not { } gaps) return 0;
        var sum = 0.0;
        for (var i = 0; i < gaps.Length; i++) sum += customers.WeightOf(i) * (gaps[i] - customers.X[i] * logUnit);
        return sum;
    }

    private static double[] Column(int count) => new double[Padded(count)];

    private static int Padded(int count) => (count + Vector512<double>.Count - 1) / Vector512<double>.Count * Vector512<double>.Count;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (double[] T, double[] Weight, double[] Purchases) Ages(int most)
    {
        using var index = new GroupTable(Math.Min(Count, 1 << 10));
        var purchases = new List<double>();
        for (var i = 0; i < Count; i++)
        {
            if (index.Count > most) return (T, Weight, [.. X.Select((x, j) => x * Weight[j])]);
            var at = index.Add(0, 0, T[i], Weight[i]);
            if (at == purchases.Count) purchases.Add(0);
            purchases[at] += Weight[i] * X[i];
        }
        var (t, weight, sums) = (Column(index.Count), Column(index.Count), Column(index.Count));
        for (var i = 0; i < index.Count; i++) (t[i], weight[i], sums[i]) = (index[i].T, index[i].Weight, purchases[i]);
        return (t, weight, sums);
    }
}

/// <summary>Numbers the distinct (x, t_x, T) in the order they come and sums their weights: open addressing, linear probing, in borrowed arrays.</summary>
internal sealed class GroupTable : IDisposable
{
    private (double X, double Tx, double T, double Weight)[] _rows;
    private int[] _slots;
    private int _mask;

    public GroupTable(int about)
    {
        _rows = ArrayPool<(double, double, double, double)>.Shared.Rent(Math.Max(16, about));
        _slots = Slots();
    }

    public int Count { get; private set; }

    /// <summary>A triple and its weight.</summary>
    public (double X, double Tx, double T, double Weight) this[int index] => _rows[index];

    /// <summary>The index of a triple, new or known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Add(double x, double tx, double t, double weight)
    {
        for (var slot = Slot(x, tx, t); ; slot = (slot + 1) & _mask)
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

    public void Dispose()
    {
        ArrayPool<(double, double, double, double)>.Shared.Return(_rows);
        ArrayPool<int>.Shared.Return(_slots);
        (_rows, _slots) = ([], []);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Slot(double x, double tx, double t)
    {
        var hash = BitConverter.DoubleToUInt64Bits(tx) * 0x9E3779B97F4A7C15 + BitConverter.DoubleToUInt64Bits(t);
        hash = (hash ^ (hash >> 29)) * 0xBF58476D1CE4E5B9 + (ulong)(long)x * 0xD6E8FEB86659FD93;
        return (int)((hash ^ (hash >> 32)) * 0x9E3779B97F4A7C15 >> 40) & _mask;
    }

    /// <summary>Empty slots, at least two per row.</summary>
    private int[] Slots()
    {
        var size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)_rows.Length * 2);
        var slots = ArrayPool<int>.Shared.Rent(size);
        slots.AsSpan(0, size).Clear();
        _mask = size - 1;
        return slots;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Grow()
    {
        var (rows, slots) = (_rows, _slots);
        _rows = ArrayPool<(double, double, double, double)>.Shared.Rent(rows.Length * 2);
        rows.AsSpan(0, Count).CopyTo(_rows);
        _slots = Slots();
        ArrayPool<(double, double, double, double)>.Shared.Return(rows);
        ArrayPool<int>.Shared.Return(slots);
        for (var i = 0; i < Count; i++)
        {
            var slot = Slot(_rows[i].X, _rows[i].Tx, _rows[i].T);
            while (_slots[slot] != 0) slot = (slot + 1) & _mask;
            _slots[slot] = i + 1;
        }
    }
}
