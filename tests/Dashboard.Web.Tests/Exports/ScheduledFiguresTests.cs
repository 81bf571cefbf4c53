using Bunit;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Exports;
using Dashboard.Core.Exports.Schedules;
using Dashboard.Core.Marks;
using Dashboard.Core.Schedules;
using Dashboard.Core.Segments;
using Dashboard.Core.Snapshots;
using Dashboard.Core.Users;
using Dashboard.Web.Features.Exports;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dashboard.Web.Tests.Exports;

public sealed class ScheduledFiguresTests : IAsyncDisposable
{
    private const string Orders = """
        order_id,customer_id,customer_name,order_date,amount
        1,A1,Ada,2024-01-05,10
        2,B1,Ben,2024-02-06,5
        """;

    private const string Cards = "/?range=all&cmp=none";

    private static readonly string LongPage = "/clv?seg=" + new string('a', 4000);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private PageContext _context = null!;
    private UnseenPages _pages = null!;

    private static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    private ExportSchedules Schedules => _context.Get<ExportSchedules>();

    private ExportScheduleDraft Draft => new()
    {
        Name = "Cards",
        Page = Cards,
        Figure = "kpis",
        FigureTitle = "Key figures",
        Location = ".",
        FileName = "cards",
        Cron = "0 3 * * *",
        Layout = new(ExportFormat.Csv, []),
    };

    [Fact]
    public async Task A_table_is_read_from_its_page_at_each_run_and_delivered_like_any_export()
    {
        await OpenAsync(Roles.Marketer);
        var id = await AddAsync(Draft);
        Assert.Equal(DeliveryOutcome.Delivered, (await RunAsync(id)).Outcome);
        Assert.Contains("Revenue,15,", await ReadAsync("cards.csv"), StringComparison.Ordinal);
        await _context.ImportAsync("order_id,customer_id,order_date,amount\n9,B1,2024-03-01,50");
        await _pages.Services.GetRequiredService<SnapshotService>().RefreshAsync(cancellation: Cancellation);
        await RunAsync(id);
        Assert.Contains("Revenue,65,", await ReadAsync("cards-2.csv"), StringComparison.Ordinal);

        var (run, export) = (await Schedules.HistoryAsync(id, 0, 1, Cancellation)).Items[0];
        Assert.Equal((ExportOrigin.Figures, ExportStatus.Finished, _context.UserId, "cards-2.csv"), (export!.Origin, export.Status, export.UserId!.Value, run.FileName));
        Assert.Equal((await ReadAsync("cards-2.csv")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length - 1, export.Rows);
        var row = _context.Render<ExportsPage>().WaitForElement(".export-rows tbody tr", Patience);
        Assert.NotNull(row.QuerySelector($"a[href='{ExportEndpoints.FileAt(export.Id)}']"));

        // As if the process had died after the file was put there: it is not put there again.
        await _context.ChangeAsync(db => db.DeliveryRuns.Where(r => r.Id == run.Id).ExecuteUpdate(r => r.SetProperty(x => x.Outcome, DeliveryOutcome.Running)));
        await RunAsync(id);
        Assert.Equal(2, Directory.GetFiles(_context.Folder.Outbox).Length);
    }

    [Theory]
    [InlineData("/imports", "imports")]
    [InlineData("/exports", "exports")]
    [InlineData("/customers/changes", "changes")]
    public async Task What_was_done_leaves_on_a_schedule_too(string page, string figure)
    {
        await OpenAsync(Roles.Manager);
        await _context.ChangeAsync(db => db.Marks.Add(new() { Kind = MarkKind.Note, Text = "wants tea", ById = _context.UserId, Status = MarkStatus.Done, Customers = 1, AskedAt = DateTime.UnixEpoch }));
        Assert.Equal(DeliveryOutcome.Delivered, (await RunAsync(await AddAsync(Draft))).Outcome);
        Assert.Contains(figure, (await _pages.Source.OpenAsync(_context.UserId, page, Cancellation)).Figures.Where(f => f.Table.Rows.Count == 1).Select(f => f.Table.Name));
    }

    [Fact]
    public async Task A_run_says_why_when_the_page_the_table_or_the_right_is_gone()
    {
        await OpenAsync(Roles.Manager);
        Assert.StartsWith("The page is no longer there", (await RunAsync(await AddAsync(Draft with { Name = "a", Page = "/nowhere" }))).Reason, StringComparison.Ordinal);
        Assert.StartsWith("The page is no longer there", (await RunAsync(await AddAsync(Draft with { Name = "b", Page = "/setup" }))).Reason, StringComparison.Ordinal);
        Assert.StartsWith("The table or chart is not on its page", (await RunAsync(await AddAsync(Draft with { Name = "c", Figure = "tea-leaves" }))).Reason, StringComparison.Ordinal);
        Assert.StartsWith("somebody may no longer see the page", (await RunAsync(await AddAsync(Draft with { Name = "d", Page = "/settings" }))).Reason, StringComparison.Ordinal);
        foreach (var (page, reason) in new[] { ("//example.com/", ScheduleReason.NotAPage), ("https://example.com/", ScheduleReason.NotAPage), ("clv", ScheduleReason.NotAPage), ("/\u0001", ScheduleReason.NotAPage), (LongPage, ScheduleReason.PageTooLong) })
            Assert.Equal(reason, Assert.Single((await Schedules.SaveAsync(null, Draft with { Name = "e", Page = page }, new(_context.UserId, true), Cancellation)).Problems).Reason);

        var id = await AddAsync(Draft);
        var accounts = _context.Get<UserAccounts>();
        await accounts.AddAsync("boss", "boss@example.com", [Roles.Admin, Roles.Manager], "correct horse battery", Cancellation);
        await accounts.SetRolesAsync(_context.UserId, [Roles.Admin], Cancellation);
        Assert.StartsWith("somebody may no longer export", (await RunAsync(id)).Reason, StringComparison.Ordinal);
        await accounts.SetDisabledAsync(_context.UserId, true, Cancellation);
        Assert.StartsWith("The account that it belonged to is gone", (await RunAsync(id)).Reason, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_context.Folder.Outbox));
    }

    [Fact]
    public async Task A_run_tells_a_page_that_fails_from_one_without_the_table()
    {
        await OpenAsync(Roles.Manager);
        await _context.ChangeAsync(db => db.Database.ExecuteSqlRaw("ALTER TABLE Marks RENAME TO Elsewhere"));
        Assert.StartsWith("The page, or the part of it with this table or chart, could not be computed", (await RunAsync(await AddAsync(Draft with { Page = "/customers/changes", Figure = "changes" }))).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_is_gone_on_with_does_not_deliver_what_its_owner_may_no_longer_take_along()
    {
        await OpenAsync(Roles.Manager);
        await _context.ChangeAsync(db => db.Marks.Add(new() { Kind = MarkKind.Note, Text = "wants tea", ById = _context.UserId, Status = MarkStatus.Done, Customers = 1, AskedAt = DateTime.UnixEpoch }));
        var id = await AddAsync(Draft with { Page = "/customers/changes", Figure = "changes" });
        await RunAsync(id);
        Assert.Contains("wants tea", await ReadAsync("cards.csv"), StringComparison.Ordinal);
        var accounts = _context.Get<UserAccounts>();
        await accounts.AddAsync("boss", "boss@example.com", [Roles.Admin, Roles.Manager], "correct horse battery", Cancellation);
        await accounts.SetRolesAsync(_context.UserId, [Roles.Marketer], Cancellation);

        // As if the process had died before the file was put there.
        File.Delete(Path.Combine(_context.Folder.Outbox, "cards.csv"));
        await _context.ChangeAsync(db => db.DeliveryRuns.ExecuteUpdate(r => r.SetProperty(x => x.Outcome, DeliveryOutcome.Running).SetProperty(x => x.FileName, (string?)null)));
        Assert.Equal(DeliveryOutcome.Delivered, (await RunAsync(id)).Outcome);
        Assert.DoesNotContain("wants tea", await ReadAsync("cards.csv"), StringComparison.Ordinal);
        Assert.Equal([true, false], (await _context.Get<ExportHistory>().ReadAsync(_context.UserId, 0, 10, Cancellation)).Items.Select(e => e.Export.IsMasked));
    }

    [Fact]
    public async Task No_export_waits_for_ever_when_its_process_died_or_its_file_cannot_be_written()
    {
        await OpenAsync(Roles.Marketer);
        var id = await AddAsync(Draft);
        var asked = await _context.Get<FigureFiles>().AskAsync(new(_context.UserId, ExportOrigin.Figures, "Cards", new("kpis", "KPI"), ExportFormat.Csv) { IsMasked = true }, Cancellation);
        Assert.Equal(ExportStatus.Waiting, asked.Status);
        await _context.ChangeAsync(db => db.DeliveryRuns.Add(new() { ScheduleId = id, ExportId = asked.Id, StartedAt = DateTime.UnixEpoch }));
        Directory.CreateDirectory(Path.Combine(_context.Folder.Exports, $"{asked.Id + 1}.csv.part"));   // access is denied, whoever runs the tests
        var failed = await RunAsync(id);
        Assert.Equal((DeliveryOutcome.Failed, $"The file could not be written into the folder {Path.GetFullPath(_context.Folder.Exports)}. Give the program the right to write there, and see that the disk has room."), (failed.Outcome!.Value, failed.Reason));
        Assert.Equal(asked.Id + 1, (await Schedules.HistoryAsync(id, 0, 1, Cancellation)).Items[0].Run.ExportId);
        Assert.Equal([ExportStatus.Failed, ExportStatus.Stopped], (await _context.Get<ExportHistory>().ReadAsync(_context.UserId, 0, 10, Cancellation)).Items.Select(e => e.Export.Status));
        Assert.Equal(DeliveryOutcome.Delivered, (await RunAsync(id)).Outcome);
    }

    [Fact]
    public async Task What_is_not_a_page_of_the_dashboard_or_too_long_is_said_to_be_so()
    {
        await OpenAsync(Roles.Marketer);
        foreach (var (page, why) in new[]
        {
            ("overview", "This is not a page of this dashboard"), ("//evil.example", "This is not a page of this dashboard"), ("/nowhere", "This is not a page of this dashboard"),
            (ExportScheduleFormPage.AddressOf(Cards, "kpis"), "This is not a page of this dashboard"), (LongPage, "The address of this page is too long"),
        })
        {
            Assert.Equal(FigureProblem.NoPage, (await _pages.Source.OpenAsync(_context.UserId, page, Cancellation)).Problem);
            _context.Get<NavigationManager>().NavigateTo(ExportScheduleFormPage.AddressOf(page, "kpis"));
            var form = _context.Render<ExportScheduleFormPage>();
            Assert.StartsWith(why, form.WaitForElement(".state p", Patience).TextContent, StringComparison.Ordinal);
            Assert.Empty(form.FindAll("form, a[href*='evil']"));
        }
        _context.Get<NavigationManager>().NavigateTo(ExportScheduleFormPage.AddressOf(Cards + "#movers", "kpis"));
        Assert.Equal(Cards, _context.Render<ExportScheduleFormPage>().WaitForElement(".setting-input a", Patience).GetAttribute("href"));
    }

    [Fact]
    public async Task A_schedule_is_made_for_a_table_of_a_page_and_names_it()
    {
        await OpenAsync(Roles.Marketer);
        _context.Get<NavigationManager>().NavigateTo(ExportScheduleFormPage.AddressOf(Cards, "kpis"));
        var form = _context.Render<ExportScheduleFormPage>();
        form.WaitForElement("#Figure", Patience);
        Assert.Equal("kpis", form.Find("#Figure option[selected]").GetAttribute("value"));
        Assert.True(form.FindAll("#Figure option").Count > 3);
        Assert.Equal(Cards, form.Find(".setting-input a").GetAttribute("href"));
        Assert.Empty(form.FindAll("#SegmentId, #Purpose, #Layout, .strip"));
        Assert.Equal(form.Find("label[for=Format]").TextContent, form.Find("#Format").GetAttribute("aria-label"));
        Assert.Equal("kpis-{date}", form.Find("#FileName").GetAttribute("value"));
        await form.Find("#Format").ChangeAsync(new() { Value = "JsonLines" });
        await form.Find("form").SubmitAsync();
        var entry = Assert.Single(await Schedules.ListAsync(_context.UserId, all: false, Cancellation));
        Assert.Equal((Cards, "kpis", ExportFormat.JsonLines, null, "[]"), (entry.Schedule.Page, entry.Schedule.Figure, entry.Schedule.Format, entry.Schedule.Purpose, entry.Schedule.Columns));
        Assert.Equal(entry.Schedule.FigureTitle, entry.Figure);

        var page = _context.Render<ExportSchedulePage>(p => p.Add(x => x.Id, entry.Schedule.Id));
        Assert.Equal(entry.Figure, page.WaitForElement($".facts a[href='{Cards}']", Patience).TextContent);
        Assert.Contains($"{entry.Figure} → ", _context.Render<ExportSchedulesPanel>().WaitForElement(".schedule-rows", Patience).TextContent, StringComparison.Ordinal);
        _context.Get<NavigationManager>().NavigateTo("/exports/schedules/1/edit");
        Assert.Equal("kpis", _context.Render<ExportScheduleFormPage>(p => p.Add(x => x.Id, entry.Schedule.Id)).WaitForElement("#Figure option[selected]", Patience).GetAttribute("value"));

        _context.Get<NavigationManager>().NavigateTo(ExportScheduleFormPage.AddressOf(Cards, "tea-leaves"));
        var gone = _context.Render<ExportScheduleFormPage>();
        gone.WaitForElement("#Figure", Patience);
        await gone.Find("form").SubmitAsync();
        Assert.StartsWith("This table or chart is not on its page", gone.Find("#Figure-problem").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_title_with_a_personal_segment_and_the_segment_of_a_page_are_kept_as_those_of_lists_are()
    {
        await OpenAsync(Roles.Manager);
        var segments = _context.Get<SegmentCatalog>();
        var own = (await segments.SaveAsync(null, new() { Name = "Divorced", Rule = new ProspectRule() }, new(_context.UserId, true), _context.Get<SnapshotService>().Current, Cancellation)).Id!.Value;
        await AddAsync(Draft with { Page = $"{Cards}&seg={own}", FigureTitle = "Divorced against all" });
        Assert.Equal("Divorced against all", (await Schedules.ListAsync(_context.UserId, all: true, Cancellation)).Single().Figure);
        Assert.Null((await Schedules.ListAsync(_context.UserId + 1, all: true, Cancellation)).Single().Figure);
        Assert.Equal(["Cards"], (await segments.ListAsync(new(_context.UserId, true), Cancellation)).Single().Uses.Seen.Select(u => u.Name));

        // It has another name by now; the title still says the old one.
        await segments.SaveAsync(own, new() { Name = "Alone", Rule = new ProspectRule() }, new(_context.UserId, true), _context.Get<SnapshotService>().Current, Cancellation);
        Assert.Null((await Schedules.ListAsync(_context.UserId + 1, all: true, Cancellation)).Single().Figure);
    }

    [Fact]
    public async Task A_title_with_a_personal_segment_is_not_put_forward_as_the_name_that_others_read()
    {
        await OpenAsync(Roles.Manager);
        Assert.Equal("", await NameAsync(await NameAsync(null)));

        async Task<string> NameAsync(string? segment)
        {
            if (segment is not null) await _context.Get<SegmentCatalog>().SaveAsync(null, new() { Name = segment, Rule = new ProspectRule() }, new(_context.UserId, true), _context.Get<SnapshotService>().Current, Cancellation);
            _context.Get<NavigationManager>().NavigateTo(ExportScheduleFormPage.AddressOf(Cards, "kpis"));
            var form = _context.Render<ExportScheduleFormPage>();
            form.WaitForElement("#Figure", Patience);
            return form.Find("#Name").GetAttribute("value") ?? "";
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_pages is not null) await _pages.DisposeAsync();
        _context?.Dispose();
    }

    private async Task OpenAsync(params string[] roles)
    {
        _context = await PageContext.OpenWithAsync((services, _) => services.Replace(ServiceDescriptor.Singleton(_ => _pages.Source)), null, roles);
        await _context.ImportAsync(Orders);
        _pages = await UnseenPages.OfAsync(_context.Folder);
    }

    private async Task<int> AddAsync(ExportScheduleDraft draft)
    {
        var (id, problems) = await Schedules.SaveAsync(null, draft, new(_context.UserId, true), Cancellation);
        Assert.Empty(problems);
        return id!.Value;
    }

    private Task<DeliveryResult> RunAsync(int id) => _context.Get<ExportScheduleRunner>().RunAsync(id, byClock: false, cancellation: Cancellation);

    private Task<string> ReadAsync(string name) => File.ReadAllTextAsync(Path.Combine(_context.Folder.Outbox, name), Cancellation);
}
