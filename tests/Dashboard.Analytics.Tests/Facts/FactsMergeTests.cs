using CsCheck;
using Dashboard.Analytics.Facts;
using static Dashboard.Analytics.Tests.Facts.FactSamples;

namespace Dashboard.Analytics.Tests.Facts;

public sealed class FactsMergeTests
{
    private const int Old = 6;
    private const int All = 8;

    [Fact]
    public void Merging_gives_what_building_from_everything_gives() =>
        Gen.Select(
            Gen.Select(Orders(Old, 40), Refunds(Old, 10), LeftOut(Old, 10)),
            Gen.Select(Orders(All, 12), Refunds(All, 6), LeftOut(All, 6)),
            Gen.Frequency((3, Gen.Const(false)), (1, Gen.Const(true))).Array[All + 1]).Sample((before, added, replaced) =>
        {
            int[] ids = [1, 2, 3, 5, 8, 9, 12, 13];
            byte[] countries = [0, 1, 0, 1, 0, 1, 1, 0];
            var old = FactsBuilder.Build(Stamp, Codes, ids[..Old], new byte[Old], [Lists(before.Item1, before.Item2, before.Item3)], Products with { Id = [3, 4, 5] });
            var merged = FactsMerge.Apply(old, new()
            {
                Stamp = Stamp with { Revision = 2 },
                Codes = Codes,
                NewCustomerId = ids[Old..],
                NewCustomerCountry = countries[Old..],
                Replaced = replaced,
                Countries = [.. Enumerable.Range(0, Old).Where(c => replaced[c]).Select(c => (c, countries[c]))],
                Products = Products,
                Profiles = new ProfileEditor(Codes, All, [7], old),
                Rows = Lists(added.Item1, added.Item2, added.Item3),
            });

            bool Kept(int customer) => !replaced[customer < 0 ? All : customer];
            byte[] now = [.. countries.Select((country, c) => c >= Old || replaced[c] ? country : (byte)0)];
            AssertSame(
                FactsBuilder.Build(Stamp, Codes, ids, now,
                [
                    Lists(before.Item1.Where(o => Kept(o.Customer)), before.Item2.Where(r => Kept(r.Customer)), before.Item3.Where(l => Kept(l.Customer))),
                    Lists(added.Item1, added.Item2, added.Item3, firstNumber: 1_000),
                ], Products),
                merged);
            Assert.Equal(2, merged.Stamp.Revision);
        });
}
