using System.Text.Json;
using Dashboard.Tests;

namespace Dashboard.Web.Tests.Verbs;

public sealed class ImportVerbTests
{
    private static readonly string[] Counts = ["rows", "created", "changed", "unchanged", "rejected", "orders", "customers", "refunds", "seconds"];

    [Theory]   // rows, orders, refunds and customers on file by the sets' own READMEs; repeat rate and value share computed apart from this program
    [InlineData("cdnow_full/transactions.csv.gz", 69_659, 69_659, 0, 23_570, 2_500_315.63, 67_591, 0.48858718710224863, 0.6777738296984529)]
    [InlineData("cdnow_full/CDNOW_master.txt.gz", 69_659, 69_659, 0, 23_570, 2_500_315.63, 67_591, 0.48858718710224863, 0.6777738296984529)]
    [InlineData("cdnow_sample/transactions.csv", 6_919, 6_919, 0, 2_357, 244_091.94, 6_696, 0.48324140857021636, 0.6745501715460166)]
    [InlineData("grocery/transactions.csv", 10_483, 10_483, 0, 1_525, null, 10_483, 0.6360655737704918, null)]
    [InlineData("apparel/transactions.csv", 3_187, 3_187, 0, 600, 124_356.90, 3_183, 0.7083333333333334, 0.6069639883271455)]
    [InlineData("rfm_orders/orders.csv", 4_906, 4_906, 0, 995, 464_158.0, 4_895, 0.9577889447236181, 0.3562321450885259)]
    [InlineData("online_retail/online_retail.csv.gz", 541_909, 20_726, 5_174, 4_372, 9_747_747.93, 16_766, 0.6430053007605439, 0.7358556979589999)]
    public async Task Real_files_import_with_no_option_and_a_second_time_change_nothing(
        string file, long rows, long orders, long refunds, long customers, double? revenue, double purchases, double repeatRate, double? valueShare)
    {
        var path = SharedData.Path(file);
        using var folder = new TestFolder();
        var first = (await VerbProcess.RunAsync(folder, "import", path, "--json")).Json;
        Assert.Equal(Counts, first.EnumerateObject().Select(p => p.Name));
        Assert.Equal((rows, orders + refunds, 0, 0, 0), (Count(first, "rows"), Count(first, "created"), Count(first, "changed"), Count(first, "unchanged"), Count(first, "rejected")));
        Assert.Equal((orders, refunds, customers), (Count(first, "orders"), Count(first, "refunds"), Count(first, "customers")));

        var kpis = (await VerbProcess.RunAsync(folder, "kpis", "--json")).Json.GetProperty("kpis");
        Assert.Equal(revenue, Value(kpis, "revenue") is { } money ? Math.Round(money, 6) : null);
        Assert.Equal(orders, Value(kpis, "orders"));
        Assert.Equal(purchases, Value(kpis, "purchases"));
        Assert.Equal(repeatRate, Value(kpis, "repeat_rate")!.Value, 12);
        if (valueShare is { } share) Assert.Equal(share, Value(kpis, "value_share_top_20")!.Value, 12);
        else Assert.Null(Value(kpis, "value_share_top_20"));

        var second = (await VerbProcess.RunAsync(folder, "import", path, "--json")).Json;
        Assert.Equal((rows, 0, 0, orders + refunds), (Count(second, "rows"), Count(second, "created"), Count(second, "changed"), Count(second, "unchanged")));
    }

    [Fact]
    public async Task A_dry_run_counts_and_writes_nothing()
    {
        using var folder = new TestFolder();
        var file = await WriteAsync(folder, "order_id,customer_id,date,total\n1,a,2026-01-01,10\n2,b,yesterday,20\n3,a,2026-01-03,30\n");
        var dry = (await VerbProcess.RunAsync(folder, "import", file, "--dry-run", "--json")).Json;
        Assert.Equal((3, 2, 1), (Count(dry, "rows"), Count(dry, "created"), Count(dry, "rejected")));
        Assert.Equal(1, (await VerbProcess.RunAsync(folder, "kpis")).ExitCode);

        var real = await VerbProcess.RunAsync(folder, "import", file);
        Assert.Equal(0, real.ExitCode);
        Assert.Contains("rejected 1 row", real.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await VerbProcess.RunAsync(folder, "check")).ExitCode);
    }

    [Fact]
    public async Task A_mapping_file_decides_what_columns_mean_and_a_source_keeps_numbers_apart()
    {
        using var folder = new TestFolder();
        var file = await WriteAsync(folder, "x1;x2;x3;x4\n1;a;05/02/2026;1.000,50\n2;a;06/02/2026;2,50\n");
        var mapping = Path.Combine(folder.Data.Root, "mapping.json");
        await File.WriteAllTextAsync(mapping, """
            {"delimiter":";","decimalSign":",","dateOrder":"dayFirst","currency":"EUR","columns":[
              {"column":"x1","field":"orderNumber"},{"column":"x2","field":"customerNumber"},{"column":"x3","field":"date"},{"column":"x4","field":"subtotal"}]}
            """, TestContext.Current.CancellationToken);
        var first = await VerbProcess.RunAsync(folder, "import", file, "--mapping", mapping, "--json");
        Assert.Equal("", first.Errors);
        Assert.Equal(2, Count(first.Json, "created"));
        var other = await VerbProcess.RunAsync(folder, "import", file, "--mapping", mapping, "--source", "web", "--json");
        Assert.Equal(2, Count(other.Json, "created"));

        var kpis = (await VerbProcess.RunAsync(folder, "kpis", "--json")).Json;
        Assert.Equal(("EUR", "2026-02-05"), (kpis.GetProperty("currency").GetString(), kpis.GetProperty("from").GetString()));
        Assert.Equal(2006.0, Value(kpis.GetProperty("kpis"), "revenue"));
        Assert.Equal(2, (await VerbProcess.RunAsync(folder, "customers", "--json")).JsonLines.Count());
    }

    [Fact]
    public async Task What_cannot_be_imported_is_said_in_a_sentence()
    {
        using var folder = new TestFolder();
        var text = await WriteAsync(folder, "hello\nworld\n");
        foreach (var (words, sentence) in new (string[] Words, string Sentence)[]
        {
            ([Path.Combine(folder.Data.Root, "missing.csv")], "There is no file"),
            ([text], "No column looks like the date"),
            ([text, "--profile", "none"], "There is no saved mapping"),
            ([text, "--mapping", text], "The mapping in"),
            ([text, "--mapping", text, "--profile", "x"], "Give --mapping or --profile"),
        })
        {
            var answer = await VerbProcess.RunAsync(folder, ["import", .. words]);
            Assert.Equal(1, answer.ExitCode);
            Assert.StartsWith(sentence, answer.Errors, StringComparison.Ordinal);
            Assert.Equal("", answer.Output);
        }
    }

    [Fact]
    public async Task What_was_decided_for_a_file_is_said()
    {
        using var folder = new TestFolder();
        var bare = await VerbProcess.RunAsync(folder, "import", await WriteAsync(folder, "order_id,customer_id,date,total\n1,a,2026-01-01,10\n"));
        Assert.EndsWith("No currency in the file: its amounts count as USD, the shop's.", bare.Output.Trim(), StringComparison.Ordinal);
        var named = await VerbProcess.RunAsync(folder, "import", await WriteAsync(folder, "order_id,customer_id,date,total,currency\n2,a,2026-01-01,10,USD\n"));
        Assert.DoesNotContain("No currency", named.Output, StringComparison.Ordinal);
        var none = await VerbProcess.RunAsync(folder, "import", await WriteAsync(folder, "order_id,customer_id,date\n3,a,2026-01-01\n"));
        Assert.DoesNotContain("No currency", none.Output, StringComparison.Ordinal);
        Assert.Contains("No column holds an amount.", none.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mapping_with_a_wrong_field_is_answered_with_the_fields_there_are()
    {
        using var folder = new TestFolder();
        var file = await WriteAsync(folder, "a,b\n1,2026-01-01\n");
        var mapping = Path.Combine(folder.Data.Root, "mapping.json");
        foreach (var (json, sentence) in new[]
        {
            ("""{"columns":[{"column":"a","field":"ordernumbr"}]}""", "There is no field \"ordernumbr\". Fields are ignore, "),
            ("""{"columns":7}""", "The value at $.columns in line 1 is not of the kind that belongs there."),
        })
        {
            await File.WriteAllTextAsync(mapping, json, TestContext.Current.CancellationToken);
            var answer = await VerbProcess.RunAsync(folder, "import", file, "--mapping", mapping);
            Assert.Equal(1, answer.ExitCode);
            Assert.Contains(sentence, answer.Errors, StringComparison.Ordinal);
            Assert.DoesNotContain("Dashboard.Core", answer.Errors, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/proc/foo", "it cannot be made there.")]
    [InlineData("/etc/passwd", "it is a file.")]
    public async Task A_data_folder_that_cannot_be_used_is_said_with_what_to_do(string data, string why)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "These paths are Linux's.");
        using var folder = new TestFolder();
        var file = await WriteAsync(folder, "order_id,customer_id,date,total\n1,a,2026-01-01,10\n");
        using var process = VerbProcess.Start(data, "import", file);
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((1, $"The data folder {data} cannot be used: {why} Name a folder that the program may write to with --data."), (process.ExitCode, errors.Trim()));
    }

    private static async Task<string> WriteAsync(TestFolder folder, string text)
    {
        var path = Path.Combine(folder.Data.Root, "orders.csv");
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        return path;
    }

    private static long Count(JsonElement json, string name) => json.GetProperty(name).GetInt64();

    private static double? Value(JsonElement kpis, string name) => kpis.GetProperty(name).GetProperty("value") is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : null;

    [Fact]
    public async Task Orders_without_an_exchange_rate_are_told_with_what_to_do()
    {
        using var folder = new TestFolder();
        var file = Path.Combine(folder.Data.Root, "orders.csv");
        await File.WriteAllTextAsync(file, "order_id,customer_id,date,currency,total\n1,a,2024-05-01,EUR,10.00\n2,a,2024-05-02,EUR,20.00\n3,b,2024-05-02,SEK,100.00\n", TestContext.Current.CancellationToken);
        var import = await VerbProcess.RunAsync(folder, "import", file);
        Assert.Equal(0, import.ExitCode);
        Assert.Contains("3 orders and 0 refunds of 2 customers.", import.Output, StringComparison.Ordinal);
        Assert.Equal("No exchange rate for SEK: 1 (orders and refunds) from 2024-05-02 to 2024-05-02 are left out of every figure until an admin adds one on the Settings page.", import.Errors.Trim());
    }
}
