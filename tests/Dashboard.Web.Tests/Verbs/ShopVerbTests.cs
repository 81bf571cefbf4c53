using System.Globalization;
using System.Text.Json;
using Dashboard.Analytics.Kpis;
using Dashboard.Tests;

namespace Dashboard.Web.Tests.Verbs;

public sealed class ShopVerbTests(SampleShopFolder sample) : IClassFixture<SampleShopFolder>
{
    [Fact]
    public void Demo_loads_the_sample_shop_and_says_how_much()
    {
        Assert.Equal((0, ""), (sample.Load.ExitCode, sample.Load.Errors));
        Assert.Contains("20,000 customers", sample.Load.Output, StringComparison.Ordinal);
        Assert.Contains(" count; the others were cancelled, failed, tests or refunded in full.", sample.Load.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--from", "2140-01-01", "There is no order from 2140-01-01 on; the last is of ")]
    [InlineData("--to", "1980-01-01", "There is no order up to 1980-01-01; the first is of ")]
    public async Task A_range_beyond_the_data_is_answered_with_a_sentence(string option, string day, string sentence)
    {
        var answer = await VerbProcess.RunAsync(sample.Folder, "kpis", option, day);
        Assert.Equal((1, ""), (answer.ExitCode, answer.Output));
        Assert.StartsWith(sentence, answer.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kpis_answer_in_the_agreed_shape()
    {
        var json = (await RunAsync("kpis", "--json")).Json;
        Assert.Equal(["asOf", "from", "to", "currency", "kpis"], Names(json));
        Assert.Equal(KpiCatalog.All.Select(k => k.Name), Names(json.GetProperty("kpis")));
        foreach (var kpi in json.GetProperty("kpis").EnumerateObject())
        {
            Assert.Equal(["value", "n", "excluded", "immature", "compare"], Names(kpi.Value));
            Assert.Equal(JsonValueKind.Null, kpi.Value.GetProperty("compare").ValueKind);
        }
        Assert.Equal("EUR", json.GetProperty("currency").GetString());
        Assert.Equal(json.GetProperty("to").GetString(), json.GetProperty("asOf").GetString());
        Assert.True(Day(json.GetProperty("from")) > Day(json.GetProperty("to")).AddYears(-3));
        Assert.Equal(JsonValueKind.Null, Value(json, "period_retention").ValueKind);
        Assert.InRange(Value(json, "repeat_rate").GetDouble(), 0.3, 0.7);
        Assert.True(json.GetProperty("kpis").GetProperty("early_repeat_rate").GetProperty("immature").GetInt64() > 0);
        Assert.True(json.GetProperty("kpis").GetProperty("purchases").GetProperty("excluded").GetInt64() > 0);
    }

    [Fact]
    public async Task Kpis_compare_and_split_a_range()
    {
        var asOf = Day((await RunAsync("kpis", "--json")).Json.GetProperty("asOf"));
        var (from, to) = (Words(asOf.AddDays(-59)), Words(asOf));
        var channels = (await RunAsync("kpis", "--from", from, "--to", to, "--compare", "prev", "--by", "channel", "--json")).Json;
        Assert.Equal(["asOf", "from", "to", "currency", "kpis", "compare", "breakdown"], Names(channels));
        Assert.Equal(Words(asOf.AddDays(-60)), channels.GetProperty("compare").GetProperty("to").GetString());
        var rows = channels.GetProperty("breakdown").EnumerateArray().ToList();
        Assert.Equal(["App", "Marketplace", "Phone", "Store", "Web"], rows.Select(r => r.GetProperty("channel").GetString()).Order(StringComparer.Ordinal));
        Assert.Equal(Value(channels, "orders").GetDouble(), rows.Sum(r => Value(r, "orders").GetDouble()));
        Assert.NotEqual(JsonValueKind.Null, channels.GetProperty("kpis").GetProperty("revenue").GetProperty("compare").ValueKind);

        var weeks = (await RunAsync("kpis", "--from", from, "--to", to, "--by", "week", "--json")).Json;
        var points = weeks.GetProperty("breakdown").EnumerateArray().ToList();
        Assert.InRange(points.Count, 9, 10);
        Assert.All(points.Skip(1), p => Assert.Equal(DayOfWeek.Monday, Day(p.GetProperty("from")).DayOfWeek));
        Assert.Equal(Value(weeks, "orders").GetDouble(), points.Sum(p => Value(p, "orders").GetDouble()));

        var custom = (await RunAsync("kpis", "--from", from, "--compare", "2025-01-01..2025-01-31", "--json")).Json;
        Assert.Equal("2025-01-31", custom.GetProperty("compare").GetProperty("to").GetString());
    }

    [Fact]
    public async Task Kpis_without_json_are_a_table_for_people()
    {
        var answer = await RunAsync("kpis", "--by", "month", "--compare", "year");
        Assert.Equal(0, answer.ExitCode);
        Assert.All(KpiCatalog.All, kpi => Assert.Contains(kpi.Name, answer.Output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--from has \"yesterday\"", "--from", "yesterday")]
    [InlineData("--to has \"2026-02-30\"", "--to", "2026-02-30")]
    [InlineData("--from lies after --to", "--from", "2026-02-01", "--to", "2026-01-01")]
    [InlineData("--compare has \"last\"", "--compare", "last")]
    [InlineData("--by has \"colour\"", "--by", "colour")]
    public async Task A_wrong_word_is_named(string sentence, params string[] words)
    {
        var answer = await RunAsync(["kpis", .. words]);
        Assert.Equal(1, answer.ExitCode);
        Assert.StartsWith(sentence, answer.Errors, StringComparison.Ordinal);
        Assert.Equal("", answer.Output);
    }

    [Fact]
    public async Task Cohorts_count_customers_and_money_and_leave_the_open_month_out()
    {
        var cohorts = (await RunAsync("cohorts", "--json")).Json.GetProperty("cohorts").EnumerateArray().ToList();
        Assert.InRange(cohorts.Count, 36, 37);
        foreach (var cohort in cohorts)
        {
            Assert.Equal(["cohort", "size", "retained", "revenue"], Names(cohort));
            var retained = cohort.GetProperty("retained").EnumerateArray().ToList();
            Assert.Equal(retained.Count, cohort.GetProperty("revenue").GetArrayLength());
            if (retained[0].ValueKind != JsonValueKind.Null) Assert.Equal(cohort.GetProperty("size").GetInt64(), retained[0].GetInt64());
        }
        var kpis = (await RunAsync("kpis", "--json")).Json;
        Assert.Equal(Value(kpis, "new_customers").GetDouble(), cohorts.Sum(c => c.GetProperty("size").GetDouble()));
    }

    [Theory, InlineData("first_product"), InlineData("first_category"), InlineData("first_coupon"), InlineData("channel"), InlineData("campaign"), InlineData("country")]
    public async Task Cohorts_and_lifetime_value_by_group_hold_every_customer_once(string key)
    {
        var kpis = (await RunAsync("kpis", "--json")).Json;
        var cohorts = (await RunAsync("cohorts", "--by", key, "--json")).Json.GetProperty("cohorts").EnumerateArray().ToList();
        Assert.InRange(cohorts.Count, 3, 51);
        Assert.Equal(Value(kpis, "new_customers").GetDouble(), cohorts.Sum(c => c.GetProperty("size").GetDouble()));
        var groups = (await RunAsync("clv", "by", key, "--json")).Json.GetProperty("groups").EnumerateArray().ToList();
        Assert.Equal(Value(kpis, "new_customers").GetDouble(), groups.Sum(g => g.GetProperty("customers").GetDouble()));
        Assert.Equal(Value(kpis, "historic_clv_mean").GetDouble() * Value(kpis, "new_customers").GetDouble(), groups.Sum(g => g.GetProperty("historic").GetDouble()), 0.01);
        Assert.Equal(Value(kpis, "customer_equity").GetDouble(), groups.Sum(g => g.GetProperty("predicted").GetDouble()), 0.01);
    }

    [Theory, InlineData("campaign"), InlineData("coupon")]
    public async Task Revenue_by_campaign_and_coupon_adds_up(string by)
    {
        var kpis = (await RunAsync("kpis", "--by", by, "--json")).Json;
        var rows = kpis.GetProperty("breakdown").EnumerateArray().ToList();
        Assert.InRange(rows.Count, 3, 256);
        Assert.Equal(Value(kpis, "revenue").GetDouble(), rows.Sum(r => r.GetProperty("kpis").GetProperty("revenue").GetProperty("value").GetDouble()), 0.01);
        Assert.Contains("", rows.Select(r => r.GetProperty(by).GetString()));
    }

    [Fact]
    public async Task A_group_that_does_not_exist_is_named()
    {
        Assert.StartsWith("--by has \"shoe\"", (await RunAsync("cohorts", "--by", "shoe")).Errors, StringComparison.Ordinal);
        Assert.StartsWith("There is no group \"shoe\"", (await RunAsync("clv", "by", "shoe")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Customers_are_one_line_each_and_add_up_to_the_kpis()
    {
        var customers = (await RunAsync("customers", "--json")).JsonLines.ToList();
        var kpis = (await RunAsync("kpis", "--json")).Json;
        Assert.Equal(20_000, customers.Count);
        Assert.All(customers, c => Assert.Equal(["customer", "first_purchase", "last_purchase", "purchases", "revenue", "r", "f", "m", "group"], Names(c)));
        Assert.Equal(20_000, customers.Select(c => c.GetProperty("customer").GetString()).Distinct().Count());
        Assert.Equal(Value(kpis, "purchases").GetDouble(), customers.Sum(c => c.GetProperty("purchases").GetDouble()));
        var buyers = customers.Where(c => c.GetProperty("purchases").GetInt32() > 0).ToList();
        Assert.Equal(Value(kpis, "active_customers").GetDouble(), buyers.Count);
        Assert.All(buyers, c => Assert.InRange(c.GetProperty("r").GetInt32(), 1, 5));
        Assert.All(customers.Except(buyers), c => Assert.Equal(JsonValueKind.Null, c.GetProperty("group").ValueKind));
    }

    [Fact]
    public async Task Check_and_refresh_find_everything_in_order()
    {
        var check = await RunAsync("check", "--json");
        Assert.Equal((0, 0), (check.ExitCode, check.Json.GetProperty("findings").GetArrayLength()));
        var refresh = (await RunAsync("refresh", "--json")).Json;
        Assert.Equal(["outcome", "customers", "orders", "seconds"], Names(refresh));
        Assert.Equal(20_000, refresh.GetProperty("customers").GetInt32());
    }

    [Theory, InlineData("kpis"), InlineData("cohorts"), InlineData("customers"), InlineData("check"), InlineData("refresh")]
    public async Task Verbs_that_read_make_no_shop_where_a_folder_was_mistyped(string verb)
    {
        using var elsewhere = new TestFolder();
        var missing = Path.Combine(elsewhere.Data.Root, "typo");
        using var process = VerbProcess.Start(missing, verb);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, process.ExitCode);
        Assert.StartsWith("There is no shop in", await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.False(Directory.Exists(missing));
    }

    private Task<VerbResult> RunAsync(params string[] words) => VerbProcess.RunAsync(sample.Folder, words);

    private static IEnumerable<string> Names(JsonElement json) => json.EnumerateObject().Select(p => p.Name);

    private static JsonElement Value(JsonElement json, string kpi) => json.GetProperty("kpis").GetProperty(kpi).GetProperty("value");

    private static DateOnly Day(JsonElement json) => DateOnly.ParseExact(json.GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Words(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
