using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Dashboard.Analytics.Lifetime.Spend;

/// <summary>The customers who spent, in units of their mean spend, padded to whole vectors with rows of weight 0.</summary>
internal sealed class SpendRows
{
    private SpendRows(int rows)
    {
        var padded = (rows + Vector512<double>.Count - 1) / Vector512<double>.Count * Vector512<double>.Count;
        (X, OverTotal, Weight, WeightX) = (new double[padded], new double[padded], new double[padded], new double[padded]);
        Count = rows;
    }

    public int Count { get; }
    public double[] X { get; }

    /// <summary>1/(x·m), in units of 1/<see cref="Scale"/>.</summary>
    public double[] OverTotal { get; }

    public double[] Weight { get; }
    public double[] WeightX { get; }

    /// <summary>Mean of the mean spends, unit of all amounts here.</summary>
    public double Scale { get; private set; }

    public double Customers { get; private set; }

    /// <summary>What a row weighs on average, at most 1: the search's <see cref="Numerics.Maximiser.Unit"/>.</summary>
    public double Unit => Math.Min(1, Customers / Count);

    /// <summary>Σ ln m and Σ ln(x·m).</summary>
    public double LogMeans { get; private set; }
    public double LogTotals { get; private set; }

    /// <summary>Σ (ln m)².</summary>
    public double LogMeanSquares { get; private set; }

    /// <summary>Customers, and Σ ln m over them, of each x that occurs.</summary>
    public (double X, double Weight, double LogMeans)[] ByX { get; private set; } = [];

    /// <summary>Pearson's correlation of x and m; null when one of them does not differ.</summary>
    public double? Correlation { get; private set; }

    /// <summary>Whether anybody spent another amount than the others.</summary>
    public bool Differ { get; private set; }

    /// <summary>Why the numbers cannot be spends, or what they are.</summary>
    public static (FitDoubt Doubt, SpendRows? Rows) Of(SpendSummary customers)
    {
        var (rows, weights, sum, repeats) = (0, 0.0, 0.0, false);
        for (var i = 0; i < customers.Count; i++)
        {
            var (x, m, w) = (customers.X[i], customers.MeanSpend[i], customers.WeightOf(i));
            if (x < 0 || !(m >= 0 && double.IsFinite(m))) return (FitDoubt.ImpossibleSpend, null);
            if (!(w > 0 && double.IsFinite(w))) return (FitDoubt.ImpossibleWeight, null);
            repeats |= x > 0;
            if (x == 0 || m == 0) continue;
            rows++;
            weights += w;
            sum += w * m;
        }
        if (rows == 0) return (customers.Count == 0 ? FitDoubt.NoCustomers : repeats ? FitDoubt.NoAmounts : FitDoubt.NoRepeatPurchases, null);
        var found = new SpendRows(rows) { Scale = sum / weights };
        found.Fill(customers);
        return (FitDoubt.None, found);
    }

    /// <summary>Every so many-th row, for a first look; itself when it is small.</summary>
    public SpendRows Thinned(int about)
    {
        var stride = Count / about;
        if (stride < 2) return this;
        var thin = new SpendRows((Count + stride - 1) / stride) { Scale = Scale };
        for (var i = 0; i < thin.Count; i++) thin.Set(i, X[i * stride], OverTotal[i * stride], Weight[i * stride]);
        thin.Sum();
        return thin;
    }

    private void Fill(SpendSummary customers)
    {
        var at = 0;
        for (var i = 0; i < customers.Count; i++)
        {
            double x = customers.X[i], m = customers.MeanSpend[i] / Scale;
            if (x > 0 && m > 0) Set(at++, x, 1 / (x * m), customers.WeightOf(i));
        }
        Sum();
    }

    private void Set(int i, double x, double overTotal, double weight) => (X[i], OverTotal[i], Weight[i], WeightX[i]) = (x, overTotal, weight, weight * x);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Sum()
    {
        for (var i = Count; i < X.Length; i++) (X[i], OverTotal[i]) = (1, 1);
        var (n, sx, sm, sxx, sxm, smm) = (Zero, Zero, Zero, Zero, Zero, Zero);
        var (least, most) = (Vector512.Create(double.PositiveInfinity), Zero);
        for (var i = 0; i < X.Length; i += Vector512<double>.Count)
        {
            var (x, over, w) = (Vector512.LoadUnsafe(ref X[i]), Vector512.LoadUnsafe(ref OverTotal[i]), Vector512.LoadUnsafe(ref Weight[i]));
            var mean = Vector512<double>.One / (x * over);
            n += w;
            sx += w * x;
            sm += w * mean;
            sxx += w * x * x;
            sxm += w * x * mean;
            smm += w * mean * mean;
            var padding = Vector512.Equals(w, Zero);
            least = Vector512.Min(least, Vector512.ConditionalSelect(padding, least, mean));
            most = Vector512.Max(most, Vector512.ConditionalSelect(padding, most, mean));
        }
        Customers = Vector512.Sum(n);
        Correlation = Pearson(Customers, Vector512.Sum(sx), Vector512.Sum(sm), Vector512.Sum(sxx), Vector512.Sum(sxm), Vector512.Sum(smm));
        Differ = Enumerable.Range(0, Vector512<double>.Count).Max(i => most[i]) > Enumerable.Range(0, Vector512<double>.Count).Min(i => least[i]) * (1 + 1e-12);
        ByX = Counts();
        LogMeans = ByX.Sum(c => c.LogMeans);
        LogTotals = LogMeans + ByX.Sum(c => c.Weight * Math.Log(c.X));
    }

    private static Vector512<double> Zero => Vector512<double>.Zero;

    internal static double? Pearson(double n, double x, double y, double xx, double xy, double yy)
    {
        var (vx, vy) = (xx - x * x / n, yy - y * y / n);
        return vx > 1e-12 * xx && vy > 1e-12 * yy ? Math.Clamp((xy - x * y / n) / Math.Sqrt(vx * vy), -1, 1) : null;
    }

    private (double X, double Weight, double LogMeans)[] Counts()
    {
        // Nearly all customers have few purchases; the rest go through a dictionary.
        var (few, many) = (new (double Weight, double Logs)[256], new Dictionary<double, (double Weight, double Logs)>());
        for (var i = 0; i < Count; i++)
        {
            var log = -Math.Log(X[i] * OverTotal[i]);
            ref var sum = ref X[i] < few.Length ? ref few[(int)X[i]] : ref CollectionsMarshal.GetValueRefOrAddDefault(many, X[i], out _);
            sum = (sum.Weight + Weight[i], sum.Logs + Weight[i] * log);
            LogMeanSquares += Weight[i] * log * log;
        }
        return [.. few.Select((c, x) => ((double)x, c.Weight, c.Logs)).Where(c => c.Weight > 0), .. many.Select(m => (m.Key, m.Value.Weight, m.Value.Logs)).OrderBy(m => m.Key)];
    }
}
