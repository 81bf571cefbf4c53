using CsCheck;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Kpis;

namespace Dashboard.Analytics.Tests.Kpis;

public sealed class ScanPartsTests
{
    [Fact]
    public void Matching_rows_are_found_across_words_and_in_any_part_of_the_table() =>
        Gen.Select(Gen.Byte[0, 1].Array[0, 400], Gen.Byte[0, 9].Array[400], Gen.Int[-1, 1], Gen.Int[-1, 9], Gen.Int[0, 400], Gen.Int[0, 400]).Sample(
            (channels, countries, channel, country, a, b) =>
            {
                var n = channels.Length;
                var orders = new OrderColumns(new ushort[n], new long[n], new long[n], new int[n], channels, countries[..n], new byte[n], new ushort[n], new ushort[n]);
                var filter = new RowFilter(channel, country, -1);
                var rows = new MatchingRows(filter, orders);
                var (from, to) = (Math.Min(Math.Min(a, b), n), Math.Min(Math.Max(a, b), n));
                var found = new List<int>();
                for (var o = rows.Next(from, to); o < to; o = rows.Next(o + 1, to)) found.Add(o);
                Assert.Equal(Enumerable.Range(from, to - from).Where(o => filter.Keeps(channels[o], countries[o], 0)), found);
            },
            iter: 2000);

    [Fact]
    public void Ranks_medians_and_top_sums_are_those_of_the_sorted_values() =>
        Gen.Select(Gen.OneOf(Gen.Long[-300, 300], Gen.Long[0, 1_000_000], Gen.Long[-10_000_000_000, 10_000_000_000]).Array[1, 700], Gen.Int[0, 699], Gen.Int[1, 700]).Sample(
            (values, rank, top) =>
            {
                (rank, top) = (rank % values.Length, (top - 1) % values.Length + 1);
                var sorted = values.Order().ToArray();
                var ranking = new MoneyRanking(values);
                Assert.Equal(sorted[rank], ranking.At(rank));
                Assert.Equal((sorted[(values.Length - 1) / 2] + sorted[values.Length / 2]) / 2.0, ranking.Median());
                Assert.Equal([sorted[^top..].Sum(), sorted[^1], sorted.Sum()], ranking.TopSums(top, 1, values.Length));
                Assert.Equal(
                    sorted.Where(v => v >= sorted[rank]).Distinct(),
                    ranking.DistinctFrom(rank).Select(d => d.Value).Where(v => v >= sorted[rank]));
                Assert.All(ranking.DistinctFrom(rank), d => Assert.Equal((sorted.Count(v => v < d.Value), sorted.Count(v => v == d.Value)), (d.Below, d.Equal)));
            },
            iter: 500);
}
