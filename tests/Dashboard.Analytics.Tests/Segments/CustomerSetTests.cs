using CsCheck;
using Dashboard.Analytics.Segments;

namespace Dashboard.Analytics.Tests.Segments;

public sealed class CustomerSetTests
{
    private readonly struct Odd : ICustomerTest
    {
        public bool Holds(int i) => (i * 2654435761 & 4096) != 0;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(65)]
    [InlineData(200_001)]
    [InlineData(1_000_003)]
    public void Those_who_pass_a_test_are_the_same_however_many_cores_ask(int size)
    {
        var within = new CustomerSet(size);
        for (var i = 0; i < size; i += 1 + i % 3) within.Add(i);

        var passed = CustomerSet.Select(within, default(Odd));

        Assert.Equal(within.Members().Where(i => default(Odd).Holds(i)), passed.Members());
    }

    [Fact]
    public void Sums_limits_and_members_in_a_row_are_those_of_each_customer_alone() =>
        Gen.Select(Gen.Int[-300, 300].Array[0, 400], Gen.Bool.Array[400], Gen.Int[0, 3], Gen.Int[-301, 301]).Sample((values, isMember, kind, limit) =>
        {
            var (set, none, all) = (new CustomerSet(values.Length), new CustomerSet(values.Length), CustomerSet.Everybody(values.Length));
            for (var i = 0; i < values.Length; i++)
            {
                if (kind == 0 || (isMember[i] && (kind == 1 || isMember[i / 64]))) set.Add(i);
            }
            var (members, amounts) = (set.Members().ToArray(), Array.ConvertAll(values, v => (long)v * 10_000_000_000));
            Assert.Equal([members.Sum(i => amounts[i]), 0, amounts.Sum()], CustomerSet.Sums([set, none, all], amounts));
            var picked = new long[values.Length];
            set.Pick(amounts, picked);
            Assert.Equal(members.Select(i => amounts[i]), picked[..members.Length]);
            Assert.Equal(members, set.Runs().SelectMany(r => Enumerable.Range(r.From, r.To - r.From)));
            Assert.All(set.Runs().Zip(set.Runs().Skip(1)), pair => Assert.True(pair.First.To < pair.Second.From));
            var above = Enumerable.Range(0, values.Length).Where(i => values[i] > limit).ToArray();
            Assert.Equal(above, CustomerSet.Above<int>(values, limit).Members());
            Assert.Equal(above, CustomerSet.Above<long>(amounts, limit * 10_000_000_000L).Members());
            Assert.Equal(above.Intersect(members).Count(), CustomerSet.CountBoth(set, CustomerSet.Above<int>(values, limit)));
            byte[] codes = [.. values.Select(v => (byte)v)];
            Assert.Equal(Enumerable.Range(0, values.Length).Where(i => codes[i] > 199), CustomerSet.Above<byte>(codes, 199).Members());
        }, iter: 2000);
}
