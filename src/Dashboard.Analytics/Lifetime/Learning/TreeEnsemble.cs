using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Dashboard.Analytics.Lifetime.Learning;

/// <summary>
/// Boosted trees of at most eight leaves as plain numbers, evaluated for eight customers at once: every split that a customer does not pass strikes out the leaves
/// below its other side, and the first leaf left is the customer's (QuickScorer: Lucchese et al. 2015). The same numbers give the same answer on every machine.
/// </summary>
internal sealed class TreeEnsemble
{
    /// <summary>Customers that are evaluated together.</summary>
    public const int Lanes = 8;

    /// <summary>Most leaves of a tree.</summary>
    public const int Leaves = 8;

    private const int Splits = Leaves - 1;

    private readonly byte[] _column;        // by tree and split
    private readonly float[] _threshold;    // likewise; a customer whose value is greater goes right
    private readonly byte[] _left;          // likewise: a bit for each leaf below the left side
    private readonly float[] _leaf;         // by tree and leaf, left to right

    private TreeEnsemble(byte[] column, float[] threshold, byte[] left, float[] leaf) => (_column, _threshold, _left, _leaf) = (column, threshold, left, leaf);

    public int Trees => _leaf.Length / Leaves;

    /// <summary>Trees as a library has them.</summary>
    /// <exception cref="ArgumentException">A tree has more than eight leaves.</exception>
    public static TreeEnsemble Of(IReadOnlyList<PlainTree> trees)
    {
        var n = trees.Count;
        var ensemble = new TreeEnsemble(new byte[n * Splits], new float[n * Splits], new byte[n * Splits], new float[n * Leaves]);
        for (var t = 0; t < n; t++)
        {
            if (trees[t].Leaf.Count > Leaves) throw new ArgumentException($"A tree has more than {Leaves} leaves.");
            var next = 0;
            if (trees[t].Leaf.Count == 1) ensemble._leaf[t * Leaves] = trees[t].Leaf[0];
            else ensemble.Place(trees[t], t, 0, ref next);
        }
        return ensemble;
    }

    /// <summary>Sum of the trees' answers.</summary>
    /// <param name="columns">Features, column by column, shape [columns, <see cref="Lanes"/>].</param>
    /// <param name="from">First tree.</param>
    /// <param name="to">First tree that no longer counts.</param>
    public Vector256<float> Sum(ReadOnlySpan<float> columns, int from, int to)
    {
        var vectors = MemoryMarshal.Cast<float, Vector256<float>>(columns);
        var leaves = MemoryMarshal.Cast<float, Vector256<float>>(_leaf);
        var sum = Vector256<float>.Zero;
        for (var t = from; t < to; t++)
        {
            var left = Vector256.Create((1 << Leaves) - 1);
            for (var s = t * Splits; s < (t + 1) * Splits; s++)
            {
                var goesRight = Vector256.GreaterThan(vectors[_column[s]], Vector256.Create(_threshold[s])).AsInt32();
                left = Vector256.AndNot(left, goesRight & Vector256.Create((int)_left[s]));
            }
            // The lowest bit's place is the exponent of its value as a float.
            var place = Vector256.ShiftRightLogical(Vector256.ConvertToSingle(left & -left).AsInt32(), 23) - Vector256.Create(127);
            sum += Vector256.Shuffle(leaves[t], place);
        }
        return sum;
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(Trees);
        writer.Write(_column);
        writer.Write(_left);
        writer.Write(MemoryMarshal.AsBytes<float>(_threshold));
        writer.Write(MemoryMarshal.AsBytes<float>(_leaf));
    }

    /// <summary>Null when the numbers cannot be trees on so many columns.</summary>
    /// <exception cref="EndOfStreamException">There are fewer numbers than there should be.</exception>
    public static TreeEnsemble? Read(BinaryReader reader, int columns)
    {
        var n = reader.ReadInt32();
        if (n is < 1 or > 10_000) return null;
        var ensemble = new TreeEnsemble(new byte[n * Splits], new float[n * Splits], new byte[n * Splits], new float[n * Leaves]);
        reader.BaseStream.ReadExactly(ensemble._column);
        reader.BaseStream.ReadExactly(ensemble._left);
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(ensemble._threshold.AsSpan()));
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(ensemble._leaf.AsSpan()));
        // The last leaf lies left of no split, so that every customer has one.
        return Array.TrueForAll(ensemble._column, c => c < columns) && !Array.Exists(ensemble._threshold, float.IsNaN)
            && Array.TrueForAll(ensemble._leaf, float.IsFinite) && Array.TrueForAll(ensemble._left, l => l < 1 << Splits) ? ensemble : null;
    }

    /// <summary>Numbers the leaves below a node from left to right.</summary>
    private void Place(in PlainTree tree, int t, int node, ref int next)
    {
        if (node < 0)
        {
            _leaf[t * Leaves + next++] = tree.Leaf[~node];
            return;
        }
        var first = next;
        Place(tree, t, tree.Left[node], ref next);
        (_column[t * Splits + node], _threshold[t * Splits + node]) = ((byte)tree.Column[node], tree.Threshold[node]);
        _left[t * Splits + node] = (byte)((1 << next) - (1 << first));
        Place(tree, t, tree.Right[node], ref next);
    }
}

/// <summary>A tree of splits and leaves; a child below 0 is the complement of a leaf's number.</summary>
/// <param name="Column">Column looked at, per split.</param>
/// <param name="Threshold">Values up to it go left, per split.</param>
/// <param name="Left">Left child, per split.</param>
/// <param name="Right">Right child, per split.</param>
/// <param name="Leaf">Answer per leaf; one alone where there is no split.</param>
internal readonly record struct PlainTree(IReadOnlyList<int> Column, IReadOnlyList<float> Threshold, IReadOnlyList<int> Left, IReadOnlyList<int> Right, IReadOnlyList<float> Leaf);
