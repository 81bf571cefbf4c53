using Bunit;
using Dashboard.Core.Jobs;
using Dashboard.Core.Schedules;
using Dashboard.Core.Users;
using Dashboard.Web.Features.Imports;
using Dashboard.Web.Features.Schedules;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Tests.Schedules;

public sealed class SchedulePagesTests
{
    private static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    private static async Task<int> AddAsync(PageContext context, ImportScheduleDraft? draft = null)
    {
        var (id, problems) = await context.Get<ImportSchedules>().SaveAsync(null, draft ?? new() { Name = "Night", Location = ".", Cron = "0 3 * * *" }, Cancellation);
        Assert.Empty(problems);
        return id!.Value;
    }

    [Fact]
    public async Task An_admin_runs_switches_and_deletes_a_schedule_and_takes_that_back()
    {
        using var context = await PageContext.OpenAsync(Roles.Admin);
        var id = await AddAsync(context);
        var page = context.Render<ImportsPage>();
        var row = page.WaitForElement(".schedule-rows tbody tr");
        Assert.Contains("At 03:00, every day", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("Has not run yet", row.TextContent, StringComparison.Ordinal);

        await page.Find("button[aria-label='Run now: Night']").ClickAsync(new());
        var asked = Assert.Single(context.Work.Asked);
        Assert.Equal((typeof(ScheduledImportJob), JobKind.ScheduledImport, (long)id), (asked.Job, asked.Kind, asked.Id));

        await page.Find("input[role=switch]").ChangeAsync(new() { Value = false });
        Assert.False((await context.Get<ImportSchedules>().FindAsync(id, Cancellation))!.Enabled);

        await page.Find("button[aria-label='Delete: Night']").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".schedule-rows")));
        await page.Find("#schedules .strip button").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Single(page.FindAll(".schedule-rows tbody tr")));
        Assert.Equal("“Night” is back.", page.Find("#schedules .strip").TextContent.Trim());
    }

    [Fact]
    public async Task A_manager_sees_the_schedules_and_changes_none()
    {
        using var context = await PageContext.OpenAsync(Roles.Manager);
        await AddAsync(context);
        var page = context.Render<ImportsPage>();
        Assert.Contains("Night", page.WaitForElement(".schedule-rows").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("#schedules button:not([data-save-figures]), #schedules input"));
    }

    [Fact]
    public async Task A_marketer_does_not_see_where_files_come_from()
    {
        using var context = await PageContext.OpenAsync(Roles.Marketer);
        await AddAsync(context);
        await context.ImportAsync("order_id,email,order_date,amount\n1,ada@example.com,2024-01-05,10\n");
        var page = context.Render<ImportsPage>();
        page.WaitForElement(".import-rows");
        Assert.Empty(page.FindAll("#schedules"));
    }

    [Fact]
    public async Task Who_lost_the_role_runs_and_saves_nothing_even_from_an_open_page()
    {
        using var context = await PageContext.OpenAsync(Roles.Admin, Roles.Manager);
        var other = await context.Get<UserAccounts>().AddAsync("other", "other@example.com", [Roles.Admin], TestServer.Password, Cancellation);
        Assert.True(other.Done);
        var id = await AddAsync(context);
        var page = context.Render<SchedulePage>(p => p.Add(x => x.Id, id));
        var form = context.Render<ScheduleFormPage>(p => p.Add(x => x.Id, id));
        form.WaitForElement("#Name");
        page.WaitForElement("button.filled");
        Assert.True((await context.Get<UserAccounts>().SetRolesAsync(context.UserId, [Roles.Manager], Cancellation)).Done);
        await page.Find("button.filled").ClickAsync(new());
        await form.Find("#Name").ChangeAsync(new() { Value = "Mine" });
        await form.Find("form").SubmitAsync();
        Assert.Empty(context.Work.Asked);
        Assert.Equal("Night", (await context.Get<ImportSchedules>().FindAsync(id, Cancellation))!.Name);
    }

    [Fact]
    public async Task The_form_adds_a_schedule_after_saying_what_is_wrong()
    {
        using var context = await PageContext.OpenAsync(Roles.Admin);
        var form = context.Render<ScheduleFormPage>();
        form.WaitForElement("#Name");
        Assert.Equal("Folder", form.Find("label[for=Location]").TextContent);
        await form.Find("#Source").ChangeAsync(new() { Value = nameof(ScheduleSource.Address) });
        Assert.Equal("Address", form.Find("label[for=Location]").TextContent);
        await form.Find("#Source").ChangeAsync(new() { Value = nameof(ScheduleSource.Folder) });
        await form.Find("#Frequency").ChangeAsync(new() { Value = nameof(Frequency.Custom) });
        await form.Find("#Cron").ChangeAsync(new() { Value = "0 0 30 2 *" });
        Assert.Contains("for a time that comes", form.Find("#Cron-problem").TextContent, StringComparison.Ordinal);
        await form.Find("form").SubmitAsync();
        Assert.NotNull(form.Find("#Name-problem"));
        Assert.Equal("true", form.Find("#Name").GetAttribute("aria-invalid"));

        await form.Find("#Name").ChangeAsync(new() { Value = "Shop" });
        await form.Find("#Frequency").ChangeAsync(new() { Value = nameof(Frequency.Weekdays) });
        await form.Find("#Time").ChangeAsync(new() { Value = "07:30" });
        Assert.Contains("At 07:30, on weekdays", form.Markup, StringComparison.Ordinal);
        await form.Find("form").SubmitAsync();
        var saved = Assert.Single(await context.Get<ImportSchedules>().ListAsync(Cancellation));
        Assert.Equal(("Shop", "30 7 * * 1-5", context.Folder.Inbox), (saved.Name, saved.Cron, saved.Location));
        Assert.EndsWith($"/imports/schedules/{saved.Id}", context.Get<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_value_of_a_header_never_comes_out_again()
    {
        using var context = await PageContext.OpenAsync(Roles.Admin);
        var id = await AddAsync(context, new() { Name = "Web", Source = ScheduleSource.Address, Location = "https://shop.example/orders.csv?key=1", Cron = "0 3 * * *", Headers = [new("X-Key", "quite secret")] });
        var form = context.Render<ScheduleFormPage>(p => p.Add(x => x.Id, id));
        Assert.Equal("X-Key", form.WaitForElement("#Headers").GetAttribute("value"));
        Assert.DoesNotContain("quite secret", form.Markup, StringComparison.Ordinal);
        await form.Find("form").SubmitAsync();
        Assert.EndsWith($"/imports/schedules/{id}", context.Get<NavigationManager>().Uri, StringComparison.Ordinal);

        var page = context.Render<SchedulePage>(p => p.Add(x => x.Id, id));
        Assert.Contains("X-Key", page.WaitForElement(".schedule-facts").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("quite secret", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("key=1", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schedule_shows_its_runs_with_counts_and_the_overview_a_failed_one()
    {
        using var context = await PageContext.OpenAsync(Roles.Manager);
        context.Get<WatchedFolders>().Quiet = TimeSpan.FromMilliseconds(1);
        var id = await AddAsync(context);
        await File.WriteAllTextAsync(Path.Combine(context.Folder.Inbox, "a.csv"), "order_id,email,order_date,amount\n1,ada@example.com,2024-01-05,10\n2,ada@example.com,soon,10\n", Cancellation);
        await context.Get<ScheduleRunner>().RunAsync(id, byClock: true, cancellation: Cancellation);
        await File.WriteAllTextAsync(Path.Combine(context.Folder.Inbox, "b.csv"), "colour\nred\n", Cancellation);
        await context.Get<ScheduleRunner>().RunAsync(id, byClock: true, cancellation: Cancellation);

        var page = context.Render<SchedulePage>(p => p.Add(x => x.Id, id));
        Assert.Equal(2, page.WaitForElement(".run-rows").QuerySelectorAll("tbody tr").Length);
        Assert.NotNull(page.Find("a[href='/imports/1#rejects']"));
        // The file would fail again as it is; it waits for a change of its own.
        Assert.DoesNotContain("again after a failure", page.Markup, StringComparison.Ordinal);
        Assert.Contains("Schedule Night", context.Render<ImportsPage>().WaitForElement(".import-rows").TextContent, StringComparison.Ordinal);

        var strip = context.Render<FailedSchedules>(p => p.Add(x => x.Zone, TimeZoneInfo.Utc)).WaitForElement(".strip");
        Assert.Contains("“Night” failed", strip.TextContent, StringComparison.Ordinal);
        Assert.Contains("b.csv", strip.TextContent, StringComparison.Ordinal);
        Assert.NotNull(strip.QuerySelector($"a[href='/imports/schedules/{id}']"));
    }
}
