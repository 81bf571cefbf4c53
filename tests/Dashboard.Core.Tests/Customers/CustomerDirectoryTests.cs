using Dashboard.Analytics.Rfm;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Customers;
using Dashboard.Core.Exports;
using Dashboard.Core.Users;

namespace Dashboard.Core.Tests.Customers;

public sealed class CustomerDirectoryTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static CustomerListQuery Everybody(CustomerSort sort, bool descending = false, int skip = 0, int take = 50) => new(null, [], sort, descending, skip, take);

    [Fact]
    public async Task Customers_without_a_purchase_stand_behind_whichever_way_the_list_is_sorted()
    {
        await using var shop = await CustomerShop.OpenAsync();
        await shop.AddAsync("Prospect");
        await shop.AddAsync("Early", days: ["2024-01-01"]);
        await shop.AddAsync("Late", days: ["2024-03-01"]);
        var facts = await shop.FactsAsync();

        var ascending = await shop.Directory.ReadAsync(facts, Everybody(CustomerSort.LastPurchase), Cancellation);
        var descending = await shop.Directory.ReadAsync(facts, Everybody(CustomerSort.LastPurchase, descending: true), Cancellation);

        Assert.Equal(["Early", "Late", "Prospect"], ascending.Rows.Select(r => r.Title));
        Assert.Equal(["Late", "Early", "Prospect"], descending.Rows.Select(r => r.Title));
        Assert.Equal((3, 2), (ascending.Total, ascending.Buyers));
    }

    [Fact]
    public async Task Pages_of_equal_values_neither_overlap_nor_leave_anybody_out()
    {
        await using var shop = await CustomerShop.OpenAsync();
        for (var i = 0; i < 23; i++) await shop.AddAsync($"Customer {i:00}", days: ["2024-01-01"]);
        var facts = await shop.FactsAsync();

        foreach (var sort in Enum.GetValues<CustomerSort>())
        {
            var seen = new List<long>();
            for (var skip = 0; skip < 23; skip += 5)
                seen.AddRange((await shop.Directory.ReadAsync(facts, Everybody(sort, descending: true, skip, 5), Cancellation)).Rows.Select(r => r.Id));
            Assert.Equal(23, seen.Distinct().Count());
            Assert.Equal(23, seen.Count);
        }
    }

    [Fact]
    public async Task Names_sort_without_regard_to_case_and_a_customer_number_stands_in_for_a_missing_name()
    {
        await using var shop = await CustomerShop.OpenAsync();
        await shop.AddAsync("bert", days: ["2024-01-01"]);
        await shop.AddAsync("Anna", days: ["2024-01-01"]);
        await shop.AddAsync(null, number: "17850", days: ["2024-01-01"]);

        var list = await shop.Directory.ReadAsync(await shop.FactsAsync(), Everybody(CustomerSort.Name), Cancellation);

        Assert.Equal(["17850", "Anna", "bert"], list.Rows.Select(r => r.Title));
    }

    [Fact]
    public async Task Countries_sort_by_name_and_customers_without_one_stand_behind()
    {
        await using var shop = await CustomerShop.OpenAsync();
        await shop.AddAsync("Nobody knows", days: ["2024-01-01"]);
        await shop.AddAsync("Northerner", country: 3, days: ["2024-01-01"]);
        await shop.AddAsync("Alpine", country: 4, days: ["2024-01-01"]);

        var list = await shop.Directory.ReadAsync(await shop.FactsAsync(), Everybody(CustomerSort.Country), Cancellation);

        Assert.Equal(["Austria", "Norway", ""], list.Rows.Select(r => r.Country));
    }

    [Fact]
    public async Task Consent_channel_and_average_order_sort_by_what_they_say()
    {
        await using var shop = await CustomerShop.OpenAsync();
        var (yes, no, silent, unreachable) = (
            await shop.AddAsync("Yes", "yes@example.com", days: ["2024-01-01", "2024-01-02"]), await shop.AddAsync("No", "no@example.com", days: ["2024-01-01"]),
            await shop.AddAsync("Silent", "silent@example.com"), await shop.AddAsync("Unreachable", days: ["2024-01-01"]));
        await shop.ChangeAsync(db => db.Consents.AddRange(new[] { (yes, true), (no, false), (unreachable, true) }.Select(w => new Consent { CustomerId = w.Item1, Purpose = "email", Granted = w.Item2, SourceId = 1, RecordedAt = new(2024, 1, 1) })));
        var facts = await shop.FactsAsync();
        Assert.Equal(["Yes", "Unreachable", "Silent", "No"], await TitlesAsync(CustomerSort.Consent));
        Assert.Equal([yes], ConsentFilter.Of(facts, CustomerSet.Everybody(facts.CustomerCount), ConsentFilter.Usual).Members().Select(i => (long)facts.Customers.Id[i]));
        Assert.Equal("Silent", (await TitlesAsync(CustomerSort.AverageOrder))[^1]);
        Assert.All((await shop.Directory.ReadAsync(facts, Everybody(CustomerSort.AverageOrder), Cancellation)).Rows, r => Assert.Equal(r.Purchases == 0 ? null : (double)r.Revenue / r.Purchases, r.AverageOrder));

        async Task<List<string>> TitlesAsync(CustomerSort sort) => [.. (await shop.Directory.ReadAsync(facts, Everybody(sort, descending: true), Cancellation)).Rows.Select(r => r.Title)];
    }

    [Fact]
    public void Any_keys_are_sorted_with_equals_in_their_order_and_those_without_one_behind()
    {
        var random = new Random(7);
        foreach (var range in new[] { 1, 2, 40, 5_000, 1L << 40, long.MaxValue })
        {
            long?[] keys = [.. Enumerable.Range(0, 3_000).Select(i => i % 11 == 0 ? (long?)null : random.NextInt64(-range, range))];
            keys[1] = keys[2] = -range;
            var sorted = CustomerOrdering.By(keys.Length, i => keys[i]);
            var expected = Enumerable.Range(0, keys.Length).OrderBy(i => keys[i] is null).ThenBy(i => keys[i]).ThenBy(i => i);
            Assert.Equal(expected, sorted.Indexes);
            Assert.Equal(keys.Count(k => k is not null), sorted.Ranked);
        }
    }

    [Fact]
    public async Task Chosen_columns_are_kept_in_their_order_until_the_usual_ones_are_wanted_again()
    {
        await using var shop = await CustomerShop.OpenAsync();
        await shop.ChangeAsync(db => db.Users.AddRange(new DashboardUser { Id = 7 }, new DashboardUser { Id = 8 }));
        var columns = shop.Get<ListColumns>();
        Assert.Null(await columns.OfAsync(7, Cancellation));
        await columns.KeepAsync(7, [CustomerSort.Consent, CustomerSort.Rfm], Cancellation);
        await columns.KeepAsync(7, [CustomerSort.Country, CustomerSort.Alive], Cancellation);
        Assert.Equal([CustomerSort.Name, CustomerSort.Alive, CustomerSort.Country], await columns.OfAsync(7, Cancellation));
        Assert.Null(await columns.OfAsync(8, Cancellation));
        await columns.KeepAsync(7, null, Cancellation);
        Assert.Null(await columns.OfAsync(7, Cancellation));
        Assert.Equal(Enum.GetValues<CustomerSort>().Order(), ListColumns.All.Order());
        Assert.All(ListColumns.All.SelectMany(ListColumns.ExportedAs), name => Assert.NotNull(ExportColumns.Find(name)));
    }

    [Fact]
    public async Task Sums_belong_to_the_whole_selection_and_not_to_the_page()
    {
        await using var shop = await CustomerShop.OpenAsync();
        await shop.AddAsync("Ann Smith", days: ["2024-01-01", "2024-02-01"]);
        await shop.AddAsync("Bo Smith", days: ["2024-01-05"]);
        await shop.AddAsync("Cy Jones", days: ["2024-01-05"]);

        var list = await shop.Directory.ReadAsync(await shop.FactsAsync(), new("smith", [], CustomerSort.Revenue, true, 0, 1), Cancellation);

        Assert.Equal("Ann Smith", Assert.Single(list.Rows).Title);
        Assert.Equal((2, 3L, 3000L), (list.Total, list.Purchases, list.Revenue));
    }

    [Fact]
    public async Task Groups_add_up_to_all_customers_and_filter_to_exactly_their_size()
    {
        await using var shop = await CustomerShop.OpenAsync();
        for (var i = 0; i < 12; i++)
            await shop.AddAsync($"Customer {i}", days: [.. Enumerable.Range(0, i).Select(d => $"2024-01-{d * 2 + 1:00}")]);
        var facts = await shop.FactsAsync();

        var sizes = (await shop.Directory.ReadAsync(facts, Everybody(CustomerSort.Rfm), Cancellation)).Groups;

        Assert.Equal(12, sizes.Values.Sum());
        Assert.Equal(1, sizes[RfmGroup.None]);
        foreach (var (group, size) in sizes)
        {
            var list = await shop.Directory.ReadAsync(facts, new(null, [group], CustomerSort.Rfm, true, 0, 50), Cancellation);
            Assert.Equal(size, list.Total);
            Assert.All(list.Rows, row => Assert.Equal(group, row.Rfm?.Group ?? RfmGroup.None));
        }
    }

    [Fact]
    public async Task Groups_are_counted_within_what_set_and_search_leave_so_that_each_lists_as_many()
    {
        await using var shop = await CustomerShop.OpenAsync();
        for (var i = 0; i < 12; i++)
            await shop.AddAsync($"{(i % 2 == 0 ? "Even" : "Odd")} {i}", days: [.. Enumerable.Range(0, i).Select(d => $"2024-01-{d * 2 + 1:00}")]);
        var facts = await shop.FactsAsync();
        var within = new CustomerSet(facts.CustomerCount);
        for (var i = 0; i < 7; i++) within.Add(i);

        foreach (var (search, set) in new (string?, CustomerSet?)[] { (null, within), ("even", null), ("even", within) })
        {
            var query = new CustomerListQuery(search, [RfmGroup.None], CustomerSort.Rfm, true, 0, 50) { Within = set };
            var groups = (await shop.Directory.ReadAsync(facts, query, Cancellation)).Groups;
            Assert.Equal(search is null ? 7 : set is null ? 6 : 4, groups.Values.Sum());
            foreach (var (group, size) in groups)
                Assert.Equal(size, (await shop.Directory.ReadAsync(facts, query with { Groups = [group] }, Cancellation)).Total);
        }
    }

    [Fact]
    public async Task A_list_knows_what_its_customers_and_everybody_bought_so_far_whatever_orders_are_counted()
    {
        await using var shop = await CustomerShop.OpenAsync();
        await shop.AddAsync("Prospect");
        await shop.AddAsync("Once", days: ["2024-01-01"]);
        await shop.AddAsync("Thrice", days: ["2024-01-01", "2024-02-01", "2024-03-01"]);
        var facts = await shop.FactsAsync();

        var list = await shop.Directory.ReadAsync(facts, Everybody(CustomerSort.Revenue) with { Search = "thrice", Scope = new(new(2024, 3, 1), new(2024, 3, 1)) }, Cancellation);

        Assert.Equal((1L, 1000L), (list.Purchases, list.Revenue));
        Assert.Equal(new(1, 3, 3000, 1, 3, 3000), list.SoFar);
        Assert.Equal(new(3, 4, 4000, 1, 3, 3000), list.Everybody);
    }
}
