using System.Diagnostics;
using System.Globalization;
using System.Text;
using Dashboard.Core.Data;
using Dashboard.Core.Imports;
using Dashboard.Tests;
using Microsoft.Data.Sqlite;

namespace Dashboard.Web.Tests.Verbs;

public sealed class KilledImportTests
{
    private const int Orders = 200_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_import_goes_on_when_the_server_starts()
    {
        using var folder = new TestFolder();
        var file = await WriteOrdersAsync(folder);

        using (var import = VerbProcess.Start(folder.Data.Root, "import", file))
        {
            while (!import.HasExited && Read(folder, "Position") is null or 0) await Task.Delay(20, Cancellation);
            import.Kill();
            await import.WaitForExitAsync(Cancellation);
        }
        using (var server = VerbProcess.Start(folder.Data.Root, "serve", "--urls", "http://127.0.0.1:0"))
        {
            try
            {
                _ = server.StandardOutput.ReadToEndAsync(Cancellation);
                _ = server.StandardError.ReadToEndAsync(Cancellation);
                while (!server.HasExited && Read(folder, "Status") != (int)ImportStatus.Completed) await Task.Delay(100, Cancellation);
            }
            finally
            {
                if (!server.HasExited)
                {
                    using var interrupt = Process.Start("kill", ["-INT", $"{server.Id}"]);
                    await server.WaitForExitAsync(Cancellation);
                }
            }
        }

        Assert.Equal((int)ImportStatus.Completed, Read(folder, "Status"));
        Assert.Equal(Orders, Read(folder, "Created"));
        var kpis = (await VerbProcess.RunAsync(folder, "kpis", "--json")).Json.GetProperty("kpis");
        Assert.Equal(Orders, kpis.GetProperty("orders").GetProperty("value").GetInt64());
        Assert.Equal(Enumerable.Range(0, Orders).Sum(i => i % 97 + 0.5), kpis.GetProperty("revenue").GetProperty("value").GetDouble(), 6);
        Assert.Equal(0, (await VerbProcess.RunAsync(folder, "check")).ExitCode);
    }

    // The only import's figure; null before the store is there.
    private static long? Read(TestFolder folder, string column)
    {
        DataFolder data = folder;
        if (!File.Exists(data.StoreFile)) return null;
        try
        {
            using var store = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = data.StoreFile, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
            store.Open();
            using var command = store.CreateCommand();
#pragma warning disable CA2100 // a column's name
            command.CommandText = $"SELECT {column} FROM Imports";
#pragma warning restore CA2100
            return (long?)command.ExecuteScalar();
        }
        catch (SqliteException)
        {
            return null;   // not migrated yet
        }
    }

    [Fact]
    public async Task A_killed_import_that_is_run_again_leaves_what_an_undisturbed_one_leaves()
    {
        using var killed = new TestFolder();
        using var whole = new TestFolder();
        var file = await WriteOrdersAsync(whole);
        using (var import = VerbProcess.Start(killed.Data.Root, "import", file))
        {
            while (!import.HasExited && Read(killed, "Position") is null or 0) await Task.Delay(20, Cancellation);
            import.Kill();
            await import.WaitForExitAsync(Cancellation);
        }
        Assert.InRange(Read(killed, "Position")!.Value, 1, Orders - 1);
        Assert.Equal(0, (await VerbProcess.RunAsync(killed, "import", file)).ExitCode);
        Assert.Equal(0, (await VerbProcess.RunAsync(whole, "import", file)).ExitCode);

        foreach (var verb in (string[])["kpis", "customers"])
            Assert.Equal((await VerbProcess.RunAsync(whole, verb, "--json")).Output, (await VerbProcess.RunAsync(killed, verb, "--json")).Output);
        Assert.Equal((0, ""), await VerbProcess.RunAsync(killed, "check") is var check ? (check.ExitCode, check.Errors) : default);
    }

    [Fact]
    public async Task An_interrupted_import_says_what_it_wrote_and_how_to_go_on()
    {
        using var folder = new TestFolder();
        const int many = 5 * Orders;   // enough for seconds, so that a busy machine interrupts in time
        var file = await WriteOrdersAsync(folder, many);
        using var import = VerbProcess.Start(folder.Data.Root, "import", file, "--json");
        var (output, errors) = (import.StandardOutput.ReadToEndAsync(Cancellation), import.StandardError.ReadToEndAsync(Cancellation));
        while (!import.HasExited && Read(folder, "Position") is null or 0) await Task.Delay(20, Cancellation);
        using (var interrupt = Process.Start("kill", ["-INT", $"{import.Id}"])) await interrupt.WaitForExitAsync(Cancellation);
        await import.WaitForExitAsync(Cancellation);
        using var counts = System.Text.Json.JsonDocument.Parse(await output);
        Assert.InRange(counts.RootElement.GetProperty("created").GetInt64(), 1, many - 1);
        Assert.Contains("importing the file again adds the rest", await errors, StringComparison.Ordinal);
        Assert.NotEqual(0, import.ExitCode);
        var kpis = (await VerbProcess.RunAsync(folder, "kpis", "--json")).Json.GetProperty("kpis");
        Assert.Equal(counts.RootElement.GetProperty("created").GetInt64(), kpis.GetProperty("orders").GetProperty("value").GetInt64());
    }

    private static async Task<string> WriteOrdersAsync(TestFolder folder, int orders = Orders)
    {
        var file = Path.Combine(folder.Data.Root, "orders.csv");
        var text = new StringBuilder("order_id,customer_id,date,total\n");
        for (var i = 0; i < orders; i++)
            text.Append(CultureInfo.InvariantCulture, $"{i},{i % 30_000},{new DateOnly(2024, 1, 1).AddDays(i / 400):yyyy-MM-dd},{i % 97}.50\n");
        await File.WriteAllTextAsync(file, text.ToString(), Cancellation);
        return file;
    }
}
