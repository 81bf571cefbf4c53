using System.Runtime.Intrinsics;
using CsCheck;
using Dashboard.Analytics.Lifetime.Learning;

namespace Dashboard.Analytics.Tests.Lifetime.Learning;

public sealed class TreeEnsembleTests
{
    private const int Columns = 5;

    /// <summary>A tree grown by splitting one of its leaves again and again.</summary>
    private static Gen<PlainTree> Trees => Gen.Select(Gen.Int[0, 100], Gen.Int[0, Columns - 1], Gen.Int[-3, 3]).Array[0, TreeEnsemble.Leaves - 1].Select(splits =>
    {
        var (columns, thresholds, left, right, leaves) = (new List<int>(), new List<float>(), new List<int>(), new List<int>(), new List<float> { 0.5f });
        foreach (var (which, column, threshold) in splits)
        {
            var (node, leaf) = (columns.Count, which % leaves.Count);
            for (var parent = 0; parent < node; parent++)
            {
                if (left[parent] == ~leaf) left[parent] = node;
                else if (right[parent] == ~leaf) right[parent] = node;
            }
            columns.Add(column);
            thresholds.Add(threshold);
            left.Add(~leaf);
            right.Add(~leaves.Count);
            leaves.Add(which / 10f - column);
        }
        return new PlainTree(columns, thresholds, left, right, leaves);
    });

    [Fact]
    public void Every_customer_gets_the_leaf_that_walking_down_the_tree_finds() =>
        Gen.Select(Trees.Array[1, 4], Gen.Int[-4, 4].Array[Columns * TreeEnsemble.Lanes]).Sample((trees, values) =>
        {
            var columns = Array.ConvertAll(values, v => (float)v);
            var sums = TreeEnsemble.Of(trees).Sum(columns, 0, trees.Length);
            for (var customer = 0; customer < TreeEnsemble.Lanes; customer++)
                Assert.Equal(trees.Sum(tree => Walk(tree, column => columns[column * TreeEnsemble.Lanes + customer])), sums[customer], 1e-5f);
        });

    [Fact]
    public void What_is_written_is_read_again_and_trees_on_other_columns_are_refused() => Trees.Array[1, 4].Sample(trees =>
    {
        var (ensemble, columns) = (TreeEnsemble.Of(trees), new float[Columns * TreeEnsemble.Lanes]);
        var bytes = new MemoryStream();
        ensemble.Write(new(bytes));
        Assert.Equal(ensemble.Sum(columns, 0, trees.Length), Read(Columns)!.Sum(columns, 0, trees.Length));
        if (trees.Any(t => t.Column.Contains(Columns - 1))) Assert.Null(Read(Columns - 1));

        TreeEnsemble? Read(int known) => TreeEnsemble.Read(new(new MemoryStream(bytes.ToArray())), known);
    });

    [Fact]
    public void A_tree_of_nine_leaves_is_too_large() =>
        Assert.Throws<ArgumentException>(() => TreeEnsemble.Of([new(new int[8], new float[8], new int[8], new int[8], new float[9])]));

    private static float Walk(PlainTree tree, Func<int, float> value)
    {
        var node = tree.Leaf.Count == 1 ? ~0 : 0;
        while (node >= 0) node = value(tree.Column[node]) <= tree.Threshold[node] ? tree.Left[node] : tree.Right[node];
        return tree.Leaf[~node];
    }
}
