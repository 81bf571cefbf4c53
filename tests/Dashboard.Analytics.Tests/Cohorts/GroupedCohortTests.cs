using CsCheck;
using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Cohorts;

public sealed class GroupedCohortTests
{
    private static readonly CustomerKey[] Keys = [CustomerKey.FirstCoupon, CustomerKey.Channel, CustomerKey.Campaign, CustomerKey.Country];

    [Fact]
    public void A_groups_row_is_the_average_over_the_cohorts_of_its_customers() =>
        Gen.Select(TestShop.Any, Pick.From(Keys), Gen.Enum<CohortBucket>(), Gen.Int[-5, 950], Gen.Bool.Array[8], Gen.Int[1, 3]).Sample(
            (shop, key, bucket, days, isMember, most) =>
            {
                if (shop.Orders.Count == 0) return;
                var facts = shop.Facts();
                var query = new CohortQuery
                {
                    Bucket = bucket,
                    AsOf = FactDay.ToDate(facts.Span.First + days),
                    Customers = days % 2 == 0 ? null : Set(facts, i => isMember[i]),
                };
                var groups = CustomerGroups.Of(facts, key);
                var grouped = CohortTriangle.Compute(facts, query with { Key = key, MostGroups = most });
                Same(CohortTriangle.Compute(facts, query).Average, grouped.Average);
                Assert.Equal(grouped.Average?.Size ?? 0, grouped.Cohorts.Sum(c => c.Size));
                var shown = grouped.Cohorts.Take(most).ToList();
                Assert.Equal(shown.OrderByDescending(c => c.Size).Select(c => c.Size), shown.Select(c => c.Size));
                foreach (var row in grouped.Cohorts)
                {
                    bool IsIn(int i) => groups.Code[i] >= 0 && (row.Name == CohortQuery.OtherGroups ? shown.All(s => s.Name != groups.NameOf(groups.Code[i])) : groups.NameOf(groups.Code[i]) == row.Name);
                    var members = Set(facts, i => IsIn(i) && (query.Customers is not { } asked || asked[i]));
                    Same(CohortTriangle.Compute(facts, query with { Customers = members }).Average! with { Name = row.Name }, row);
                }
            },
            iter: 600);

    [Fact]
    public void A_named_cohort_is_the_average_over_the_cohorts_of_who_came_in_its_days_or_belong_to_its_set() =>
        Gen.Select(TestShop.Any, Gen.Enum<CohortBucket>(), Gen.Int[-30, 400], Gen.Int[0, 300], Gen.Bool.Array[8], Gen.Bool.Array[8]).Sample(
            (shop, bucket, start, days, isMember, isAsked) =>
            {
                if (shop.Orders.Count == 0) return;
                var facts = shop.Facts();
                var (from, to) = (FactDay.ToDate(facts.Span.First + start), FactDay.ToDate(facts.Span.First + start + days));
                var (members, asked) = (Set(facts, i => isMember[i]), Set(facts, i => isAsked[i]));
                var query = new CohortQuery { Bucket = bucket, Customers = asked, Parts = [new("days") { From = from, To = to }, new("set") { Members = members }, new("both") { From = from, Members = members }] };
                var named = CohortTriangle.Compute(facts, query);
                Assert.Equal(["days", "set", "both"], named.Cohorts.Select(c => c.Name));
                bool Came(int i, DateOnly last) => facts.Customers.FirstDay[i] >= FactDay.From(from) && facts.Customers.FirstDay[i] <= FactDay.From(last);
                Check(named.Cohorts[0], i => Came(i, to));
                Check(named.Cohorts[1], i => members[i]);
                Check(named.Cohorts[2], i => members[i] && Came(i, DateOnly.MaxValue));
                Assert.Equal(named.Cohorts.Sum(c => c.Size), named.Average?.Size ?? 0);

                void Check(CohortRow row, Predicate<int> isIn)
                {
                    var expected = CohortTriangle.Compute(facts, query with { Parts = null, Customers = Set(facts, i => asked[i] && isIn(i)) }).Average;
                    if (expected is null) Assert.Equal((0, 0), (row.Size, row.Active.Length));
                    else Same(expected with { Name = row.Name }, row);
                }
            },
            iter: 600);

    [Fact]
    public void The_average_over_named_cohorts_weighs_them_by_size()
    {
        var (november, december) = (TestShop.Date("2023-11-15"), TestShop.Date("2023-12-15"));
        var shop = new TestShop(
            110,
            [
                .. Enumerable.Range(0, 10).Select(i => new TestOrder(i, november, 100)), .. Enumerable.Range(10, 100).Select(i => new TestOrder(i, december, 100)),
                new TestOrder(0, december, 100), new TestOrder(1, december, 100), new TestOrder(-1, TestShop.Date("2024-01-31"), 100),
            ]);
        var named = CohortTriangle.Compute(shop.Facts(), new() { Parts = [new("a") { To = new(2023, 11, 30) }, new("b") { From = new(2023, 12, 1) }] });
        Assert.Equal([0.2, 0.0], named.Cohorts.Select(c => c.Retained[1]!.Value));
        Assert.Equal(2.0 / 110, named.Average!.Retained[1]!.Value, 1e-15);
    }

    [Fact]
    public void The_first_product_is_the_one_that_brought_most_in_the_first_order()
    {
        var rows = new FactRowLists();
        void Order(int customer, int day, int number, ushort coupon, params LineRow[] lines)
        {
            rows.Orders.Add(new(customer, (ushort)day, lines.Sum(l => l.Amount), 0, 1, (byte)(number % 2 + 1), 0, 0, 0, coupon, number));
            foreach (var line in lines) rows.Lines.Add(number, line);
        }
        Order(0, 20_010, 1, 1, new(1, 1_000, 500), new(2, 1_000, 900));
        Order(0, 20_000, 2, 0, new(1, 1_000, 500), new(3, 2_000, 500));
        Order(1, 20_000, 3, 1, new LineRow(2, 1_000, 700));
        Order(2, 20_050, 4, 0);
        var products = new ProductColumns([0, 7, 8, 9], ["", "tea", "cup", "pot"], ["", "", "Cup", ""], [0, 1, 0, 0], [0, 1, 2, 1], [-1, -1, -1, -1]);
        var codes = new FactCodes(["", "web", "shop"], [""], [""]) { Coupons = ["", "TEN"], Brands = ["", "Green"], Categories = ["", "drinks", "ware"] };
        var facts = FactsBuilder.Build(new(1, 4, 4, 0, "EUR", 100, DateTime.UnixEpoch, null), codes, [1, 2, 3, 4], new byte[4], [rows], products);

        string[] Names(CustomerKey key)
        {
            var groups = CustomerGroups.Of(facts, key);
            return [.. groups.Code.Select(c => c == CustomerGroups.Prospect ? "prospect" : groups.NameOf(c))];
        }
        Assert.Equal(["tea", "Cup", "", "prospect"], Names(CustomerKey.FirstProduct));
        Assert.Equal(["drinks", "ware", "", "prospect"], Names(CustomerKey.FirstCategory));
        Assert.Equal(["Green", "", "", "prospect"], Names(CustomerKey.FirstBrand));
        Assert.Equal(["", "TEN", "", "prospect"], Names(CustomerKey.FirstCoupon));
        Assert.Equal(["web", "shop", "web", "prospect"], Names(CustomerKey.Channel));

        var told = new ProfileEditor(codes, 4, [7]);
        told.Columns.AcquisitionChannel[0] = 2;
        var (named, profiles, attributes) = told.Seal();
        facts = facts.WithProfiles(named, profiles, attributes);
        Assert.Equal(["shop", "shop", "web", "prospect"], Names(CustomerKey.Channel));

        var byCategory = CohortTriangle.Compute(facts, new() { Key = CustomerKey.FirstCategory });
        Assert.Equal(["", "drinks", "ware"], byCategory.Cohorts.Select(c => c.Name).Order(StringComparer.Ordinal));
        Assert.Equal([(double?)24, null], byCategory.Cohorts.Single(c => c.Name == "drinks").CumulativeRevenuePerCustomer);
    }

    private static CustomerSet Set(CustomerFacts facts, Predicate<int> has)
    {
        var set = new CustomerSet(facts.CustomerCount);
        for (var i = 0; i < facts.CustomerCount; i++) if (has(i)) set.Add(i);
        return set;
    }

    private static void Same(CohortRow? expected, CohortRow? actual)
    {
        Assert.Equal((expected?.Start, expected?.Name, expected?.Size), (actual?.Start, actual?.Name, actual?.Size));
        if (expected is null) return;
        Assert.Equal(expected.Active, actual!.Active);
        Assert.Equal(expected.Mature, actual.Mature);
        Assert.Equal(expected.Purchases, actual.Purchases);
        Assert.Equal(expected.Orders, actual.Orders);
        foreach (var measure in new Func<CohortRow, double?[]>[] { r => r.Retained, r => r.RetainedInOrAfter, r => r.Repurchased, r => r.Revenue, r => r.CumulativeRevenuePerCustomer })
        {
            Assert.Equal(measure(expected).Length, measure(actual).Length);
            foreach (var (one, other) in measure(expected).Zip(measure(actual)))
            {
                Assert.Equal(one is null, other is null);
                if (one is not null) Assert.Equal(one.Value, other!.Value, 1e-9 * Math.Max(1, Math.Abs(one.Value)));
            }
        }
    }
}
