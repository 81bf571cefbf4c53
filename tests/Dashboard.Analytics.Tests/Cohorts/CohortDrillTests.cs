using CsCheck;
using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Cohorts;

public sealed class CohortDrillTests
{
    private static readonly CustomerKey?[] Keys = [null, CustomerKey.FirstCoupon, CustomerKey.Channel, CustomerKey.Country];

    [Fact]
    public void Behind_every_figure_are_as_many_customers_as_it_counts_and_their_orders_of_that_age_sum_to_its_amount() =>
        Gen.Select(TestShop.Any, Pick.From(Keys), Gen.Enum<CohortBucket>(), Gen.Enum<DayOfWeek>(), Gen.Select(Gen.Int[-50, 300], Gen.Int[0, 400], Gen.Int[0, 5]), Gen.Bool.Array[8]).Sample(
            (shop, key, bucket, weekStart, acquired, isMember) =>
            {
                if (shop.Orders.Count == 0) return;
                var facts = shop.Facts();
                var members = Members(facts, isMember);
                var inputs = new SegmentInputs { Find = _ => new(null, _ => members) };
                var (from, length, kind) = acquired;
                var query = new CohortQuery
                {
                    Bucket = bucket,
                    WeekStart = weekStart,
                    Key = key,
                    MostGroups = 1,
                    Customers = kind % 2 == 0 ? null : members,
                    AcquiredFrom = kind < 2 ? null : FactDay.ToDate(facts.Span.First + from),
                    AcquiredTo = kind < 3 ? null : FactDay.ToDate(facts.Span.First + from + length),
                };
                if (kind == 5)
                {
                    query = query with
                    {
                        Key = null,
                        Parts = [new("days") { From = FactDay.ToDate(facts.Span.First + from), To = FactDay.ToDate(facts.Span.First + from + length) }, new("set") { Members = members, Rule = new MemberRule(7) }],
                    };
                }
                var triangle = CohortTriangle.Compute(facts, query);
                var drill = new CohortDrill(facts, triangle, query.Customers is null ? null : new MemberRule(7));
                foreach (var row in triangle.Cohorts.Concat(triangle.Average is { } average && query.Parts is null ? [average] : []))
                {
                    Assert.Equal(row.Size, Count(row, null, 0));
                    for (var k = 0; k < row.Active.Length; k++)
                    {
                        Assert.Equal(row.Mature[k], Count(row, CohortStep.Elapsed, k));
                        Assert.Equal(row.Active[k] ?? 0, Count(row, CohortStep.Bought, k));
                        Assert.Equal((row.RetainedInOrAfter[k] ?? 0) * row.Mature[k], Count(row, CohortStep.BoughtInOrAfter, k), 1e-9);
                        Assert.Equal((row.Repurchased[k] ?? 0) * row.Mature[k], Count(row, CohortStep.BoughtAgain, k), 1e-9);
                        if (row.Mature[k] == 0) continue;
                        var (orders, revenue) = Sums(row, k, k);
                        Assert.Equal(row.Orders[k], orders);
                        Assert.Equal(row.Revenue[k]!.Value * facts.Stamp.MinorPerMajor, revenue, 1e-6);
                        Assert.Equal(row.CumulativeRevenuePerCustomer[k]!.Value * row.Mature[k] * facts.Stamp.MinorPerMajor, Sums(row, 0, k).Revenue, 1e-6);
                    }
                }

                (long Orders, double Revenue) Sums(CohortRow row, int first, int last)
                {
                    var scoped = ScopedOrders.Of(facts, OrderScope.At(new(bucket, first, last, weekStart)));
                    var who = SegmentScan.Run(facts, drill.Of(row, CohortStep.Elapsed, last)!, inputs).Members().ToList();
                    return (who.Sum(i => scoped.Orders[i]), who.Sum(i => scoped.Revenue[i]));
                }

                int Count(CohortRow row, CohortStep? step, int k) => SegmentScan.Run(facts, drill.Of(row, step, k)!, inputs).Count;
            },
            iter: 400);

    [Fact]
    public void Cohorts_of_some_days_are_those_whose_period_touches_them()
    {
        var shop = new TestShop(3, new TestOrder(0, TestShop.Date("2024-01-31"), 100), new(1, TestShop.Date("2024-02-10"), 100), new(2, TestShop.Date("2024-03-01"), 100));
        string[] Names(DateOnly? from, DateOnly? to) => [.. CohortTriangle.Compute(shop.Facts(), new() { AcquiredFrom = from, AcquiredTo = to }).Cohorts.Select(c => c.Name)];
        Assert.Equal(["2024-02", "2024-03"], Names(new(2024, 2, 28), null));
        Assert.Equal(["2024-01", "2024-02"], Names(null, new(2024, 2, 1)));
        Assert.Equal(["2024-02"], Names(new(2024, 2, 15), new(2024, 2, 15)));
        Assert.Empty(Names(null, new(2023, 12, 31)));
        Assert.Empty(Names(new(2024, 3, 2), new(2024, 2, 1)));
        Assert.Equal(["2024-03"], Names(new(2024, 3, 2), null));
        Assert.Empty(Names(new(2024, 4, 1), null));
        Assert.Equal(["2024-03"], Names(new(2024, 3, 2), DateOnly.MaxValue));
        Assert.Equal([1, 1], CohortTriangle.Compute(shop.Facts(), new() { Key = CustomerKey.Channel, AcquiredTo = new(2024, 1, 1) }).Cohorts[0].Mature[..2]);
    }

    [Fact]
    public void Nobody_can_say_who_is_behind_an_average_of_named_cohorts_or_a_set_without_its_rule()
    {
        var facts = new TestShop(1, new TestOrder(0, 19_000, 1)).Facts();
        var triangle = CohortTriangle.Compute(facts, new() { Parts = [new("set") { Members = CustomerSet.Everybody(1) }] });
        var drill = new CohortDrill(facts, triangle);
        Assert.Null(drill.Of(triangle.Average!, null, 0));
        Assert.Null(drill.Of(triangle.Cohorts[0], null, 0));
        Assert.Throws<ArgumentException>(() => drill.Of(triangle.Cohorts[0] with { }, null, 0));
    }

    [Fact]
    public void Behind_the_average_of_ranges_of_days_is_everybody_of_them_unless_somebody_could_be_in_two()
    {
        var shop = new TestShop(3, new TestOrder(0, TestShop.Date("2024-01-10"), 100), new(1, TestShop.Date("2024-02-10"), 100), new(2, TestShop.Date("2024-03-10"), 100));
        var facts = shop.Facts();
        int? Behind(params CohortPart[] parts)
        {
            var triangle = CohortTriangle.Compute(facts, new() { Parts = parts });
            return new CohortDrill(facts, triangle).Of(triangle.Average!, null, 0) is { } rule ? SegmentScan.Run(facts, rule, new()).Count : null;
        }
        CohortPart Days(int from, int to) => new("") { From = new(2024, from, 1), To = new(2024, to, 28) };
        Assert.Equal(1, Behind(Days(2, 2)));
        Assert.Equal(2, Behind(Days(3, 3), Days(1, 1)));
        Assert.Null(Behind(Days(1, 2), Days(2, 3)));
    }

    [Fact]
    public void Nobody_can_say_who_first_bought_one_of_two_products_of_one_article_number()
    {
        var rows = new FactRowLists();
        rows.Orders.Add(new(0, 20_000, 500, 0, 1, 0, 0, 0, 0, 0, 1));
        rows.Orders.Add(new(1, 20_000, 500, 0, 1, 0, 0, 0, 0, 0, 2));
        rows.Lines.Add(1, new LineRow(1, 1_000, 500));
        rows.Lines.Add(2, new LineRow(2, 1_000, 500));
        void Of(string other)
        {
            var products = new ProductColumns([0, 7, 8], ["", "MUG", other], ["", "Mug", "Cup"], [0, 0, 0], [0, 0, 0], [-1, -1, -1]);
            var facts = FactsBuilder.Build(new(1, 2, 2, 0, "EUR", 100, DateTime.UnixEpoch, null), TestShop.Codes, [1, 2], new byte[2], [rows], products);
            var triangle = CohortTriangle.Compute(facts, new() { Key = CustomerKey.FirstProduct });
            Assert.Equal(["Cup", "Mug"], triangle.Cohorts.Select(c => c.Name).Order());
            Assert.All(triangle.Cohorts, c => Assert.Equal(other == "MUG", new CohortDrill(facts, triangle).Of(c, null, 0) is null));
        }
        Of("CUP");
        Of("MUG");
    }

    private static CustomerSet Members(CustomerFacts facts, bool[] isMember)
    {
        var set = new CustomerSet(facts.CustomerCount);
        for (var i = 0; i < facts.CustomerCount; i++)
        {
            if (isMember[i]) set.Add(i);
        }
        return set;
    }
}
