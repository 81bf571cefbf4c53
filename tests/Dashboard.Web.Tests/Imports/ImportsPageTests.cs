using Bunit;
using Dashboard.Core.Imports;
using Dashboard.Core.Jobs;
using Dashboard.Core.Users;
using Dashboard.Web.Features.Imports;
using Microsoft.EntityFrameworkCore;
using ImportPage = Dashboard.Web.Features.Imports.ImportPage;

namespace Dashboard.Web.Tests.Imports;

public sealed class ImportsPageTests
{
    [Fact]
    public async Task A_marketer_reads_the_history_and_cannot_upload()
    {
        using var context = await PageContext.OpenAsync(Roles.Marketer);
        await context.ImportAsync("order_id,email,order_date,amount\n1,ada@example.com,2024-01-05,10\n");
        var page = context.Render<ImportsPage>();
        Assert.Single(page.WaitForElement(".import-rows").QuerySelectorAll("tbody tr"));
        Assert.Empty(page.FindAll("[data-upload]"));
    }

    [Fact]
    public async Task A_manager_uploads_from_the_same_page()
    {
        using var context = await PageContext.OpenAsync(Roles.Manager);
        Assert.NotNull(context.Render<ImportsPage>().WaitForElement("[data-upload]"));
    }

    [Fact]
    public async Task A_finished_import_shows_its_rejected_rows_by_reason_and_one_by_one()
    {
        using var context = await PageContext.OpenAsync(Roles.Manager);
        await context.ImportAsync("order_id,email,order_date,amount\n1,ada@example.com,2024-01-05,10\n2,ben@example.com,soon,20\n3,cem@example.com,later,20\n" + string.Concat(Enumerable.Range(4, 20).Select(i => $"{i},ada@example.com,2024-01-05,10\n")));
        var page = context.Render<ImportPage>(p => p.Add(x => x.Id, 1));
        Assert.Equal(2, page.WaitForElement(".reject-rows").QuerySelectorAll("tbody tr").Length);
        Assert.Contains("soon", page.Find(".reject-rows").TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.Find("a[href='/imports/1/rejected.csv']"));
    }

    [Fact]
    public async Task A_number_nobody_gave_is_no_import()
    {
        using var context = await PageContext.OpenAsync(Roles.Manager);
        Assert.NotNull(context.Render<ImportPage>(p => p.Add(x => x.Id, 4711)).WaitForElement(".state a[href='/imports']"));
    }

    [Fact]
    public async Task The_first_import_says_which_currency_it_chose_and_the_second_does_not()
    {
        using var context = await PageContext.OpenAsync(Roles.Manager, Roles.Admin);
        await context.ImportAsync("order_id,email,order_date,amount\n1,ada@example.com,2024-01-05,10\n");
        var first = context.Render<ImportPage>(p => p.Add(x => x.Id, 1));
        Assert.Contains("made USD the currency", first.WaitForElement(".strip").TextContent, StringComparison.Ordinal);
        Assert.NotNull(first.Find("a[href='/settings#ReportingCurrency']"));
        await context.ImportAsync("order_id,email,order_date,amount\n2,ada@example.com,2024-01-05,10\n");
        Assert.Empty(context.Render<ImportPage>(p => p.Add(x => x.Id, 2)).FindAll(".strip"));
    }

    [Fact]
    public async Task A_stopped_import_whose_file_is_gone_says_to_import_it_again()
    {
        using var context = await PageContext.OpenAsync(Roles.Manager);
        await context.ImportAsync("order_id,email,order_date,amount\n1,ada@example.com,2024-01-05,10\n");
        await EndAsync(context, ImportStatus.Cancelled);
        var strip = context.Render<ImportPage>(p => p.Add(x => x.Id, 1)).WaitForElement(".strip.amber");
        Assert.Contains("Import the file again", strip.TextContent, StringComparison.Ordinal);
        Assert.NotNull(strip.QuerySelector("a[href='/imports']"));
    }

    [Fact]
    public async Task A_stopped_import_whose_file_waits_is_resumed_by_its_number()
    {
        using var context = await PageContext.OpenAsync(Roles.Manager);
        await context.ImportAsync("order_id,email,order_date,amount\n1,ada@example.com,2024-01-05,10\n");
        var file = Path.Combine(context.Folder.Uploads, "orders.csv");
        await File.WriteAllTextAsync(file, "", Xunit.TestContext.Current.CancellationToken);
        await EndAsync(context, ImportStatus.Cancelled, file);
        await context.Render<ImportPage>(p => p.Add(x => x.Id, 1)).WaitForElement(".strip.amber button").ClickAsync(new());
        Assert.Equal(typeof(ImportJob), Assert.Single(context.Work.Asked).Job);
    }

    [Fact]
    public async Task An_import_that_a_job_works_on_shows_its_progress_and_then_its_result()
    {
        using var context = await PageContext.OpenAsync(Roles.Manager);
        await context.ImportAsync("order_id,email,order_date,amount\n1,ada@example.com,2024-01-05,10\n");
        await EndAsync(context, ImportStatus.Running);
        var tracker = context.Get<JobTracker>();
        var run = new ImportAtWork(tracker, context.Get<Microsoft.Extensions.Logging.ILogger<ImportAtWork>>());
        var working = run.RunAsync(1, "", null, Xunit.TestContext.Current.CancellationToken);
        var page = context.Render<ImportPage>(p => p.Add(x => x.Id, 1));
        Assert.NotNull(page.WaitForElement(".import-run progress"));
        Assert.Empty(page.FindAll(".figure-tiles"));

        await EndAsync(context, ImportStatus.Completed);
        run.Finish();
        await working;
        Assert.NotNull(page.WaitForElement(".figure-tiles"));
        Assert.Empty(page.FindAll(".import-run"));
        Assert.DoesNotContain("You can leave this page", page.Markup, StringComparison.Ordinal);
    }

    private static Task EndAsync(PageContext context, ImportStatus status, string? file = null) =>
        context.ChangeAsync(db => db.Imports.ExecuteUpdate(s => s.SetProperty(i => i.Status, status).SetProperty(i => i.FilePath, file)));

    private sealed class ImportAtWork(JobTracker tracker, Microsoft.Extensions.Logging.ILogger logger) : Job(tracker, logger)
    {
        private readonly TaskCompletionSource _end = new();

        protected override JobKind Kind => JobKind.Import;

        public void Finish() => _end.SetResult();

        protected override async Task<JobOutcome> WorkAsync(long id, IProgress<JobProgress> progress, CancellationToken cancellation)
        {
            progress.Report(new(0.5) { Link = "/imports/1" });
            await _end.Task;
            return JobOutcome.Finished("/imports/1");
        }
    }
}
