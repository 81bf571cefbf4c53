using Dashboard.Core.Data;
using Dashboard.SqliteJobs;
using Dashboard.Tests;
using Dashboard.Web.Hosting;
using Dashboard.Web.Verbs;
using Hangfire;
using Hangfire.InMemory;
using Hangfire.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Dashboard.Web.Tests.Jobs;

public sealed class JobStoreTests
{
    [Fact]
    public async Task Jobs_are_kept_in_a_file_of_the_data_folder_unless_told_otherwise()
    {
        await using var server = await TestServer.StartAsync();
        Assert.IsType<SQLiteStorage>(server.Services.GetRequiredService<JobStorage>());
        Assert.True(File.Exists(server.Services.GetRequiredService<DataFolder>().JobsFile));
    }

    [Fact]
    public async Task Jobs_may_end_with_the_program()
    {
        await using var server = await TestServer.StartAsync(("Dashboard:Jobs:Storage", "Memory"));
        Assert.IsType<InMemoryStorage>(server.Services.GetRequiredService<JobStorage>());
        Assert.False(File.Exists(server.Services.GetRequiredService<DataFolder>().JobsFile));
    }

    [Fact]
    public async Task The_plan_outlives_the_program()
    {
        using var folder = new TestFolder();
        DateTime? planned;
        await using (var first = Build(folder))
        {
            new RecurringJobManager(first.Services.GetRequiredService<JobStorage>()).AddOrUpdate("mine", () => JobsDashboardTests.Work.Quick(), Cron.Yearly());
            planned = Plan(first.Services);
        }
        await using var second = Build(folder);
        Assert.NotNull(planned);
        Assert.Equal(planned, Plan(second.Services));
    }

    [Fact]
    public void A_database_without_a_connection_string_is_named_by_its_key()
    {
        using var folder = new TestFolder();
        var wrong = Assert.Throws<OptionsValidationException>(() => Build(folder, ("Dashboard:Jobs:Storage", "PostgreSQL")));
        Assert.Contains("Dashboard:Jobs:PostgreSql", Assert.Single(wrong.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_that_nobody_knows_is_named_by_its_key()
    {
        using var folder = new TestFolder();
        var wrong = Assert.Throws<OptionsValidationException>(() => Build(folder, ("Dashboard:Jobs:Storage", "Drawer")));
        Assert.Contains("Dashboard:Jobs:Storage", Assert.Single(wrong.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_of_jobs_stops_the_start_with_a_sentence()
    {
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(folder.Data.JobsFile, new string('x', 5000), TestContext.Current.CancellationToken);
        using var errors = new StringWriter();
        Assert.Equal(1, await CommandLine.RunAsync(["serve", "--data", folder.Data.Root, "--urls", "http://127.0.0.1:0"], new HostArguments { Console = TextWriter.Null, Errors = errors }));
        Assert.StartsWith("The jobs could not be used: ", errors.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(" at ", errors.ToString(), StringComparison.Ordinal);
    }

    private static DateTime? Plan(IServiceProvider services)
    {
        using var connection = services.GetRequiredService<JobStorage>().GetConnection();
        return connection.GetRecurringJobs(["mine"]).Single().NextExecution;
    }

    private static Microsoft.AspNetCore.Builder.WebApplication Build(TestFolder folder, params (string Key, string Value)[] settings) => DashboardHost.BuildServer(new HostArguments
    {
        Data = folder.Data.Root,
        Urls = "http://127.0.0.1:0",
        Console = TextWriter.Null,
        Settings = settings.ToDictionary(s => s.Key, s => (string?)s.Value),
    });
}
