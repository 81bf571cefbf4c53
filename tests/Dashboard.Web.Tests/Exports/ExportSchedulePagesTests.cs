using Bunit;
using Dashboard.Analytics.Rfm;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Exports;
using Dashboard.Core.Exports.Schedules;
using Dashboard.Core.Segments;
using Dashboard.Core.Snapshots;
using Dashboard.Core.Users;
using Dashboard.Web.Features.Exports;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Tests.Exports;

public sealed class ExportSchedulePagesTests
{
    private static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_schedule_is_made_run_and_deleted_from_the_pages()
    {
        using var context = await PageContext.OpenAsync(Roles.Manager);
        var form = context.Render<ExportScheduleFormPage>();
        await form.WaitForElement("#Name").ChangeAsync(new() { Value = "Night" });
        Assert.Contains("At 03:00, every day", form.Find(".coming").TextContent, StringComparison.Ordinal);
        await form.Find("form").SubmitAsync();
        var schedule = (await context.Get<ExportSchedules>().ListAsync(context.UserId, all: false, Cancellation)).Single().Schedule;
        Assert.EndsWith($"/exports/schedules/{schedule.Id}", context.Get<NavigationManager>().Uri, StringComparison.Ordinal);
        Assert.Equal(("Night", "0 3 * * *", context.UserId), (schedule.Name, schedule.Cron, schedule.UserId!.Value));

        var panel = context.Render<ExportSchedulesPanel>();
        await panel.WaitForElement("button[aria-label='Run now: Night']").ClickAsync(new());
        Assert.Contains(context.Work.Asked, a => a.Id == schedule.Id);
        await panel.Find("button[aria-label='Delete: Night']").ClickAsync(new());
        panel.WaitForAssertion(() => Assert.Contains("“Night” was deleted", panel.Markup, StringComparison.Ordinal));
        await panel.Find(".strip button").ClickAsync(new());
        panel.WaitForElement("a[href='/exports/schedules/1']");

        var page = context.Render<ExportSchedulePage>(p => p.Add(x => x.Id, schedule.Id));
        await page.WaitForElements(".page-actions .button").Single(b => b.TextContent == "Delete").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Contains("“Night” was deleted", page.Markup, StringComparison.Ordinal));
        await page.Find(".strip button").ClickAsync(new());
        Assert.Equal("Night", page.WaitForElement("h1 bdi").TextContent);
        Assert.Equal("“Night” is back.", page.Find(".strip").TextContent.Trim());
    }

    [Fact]
    public async Task What_the_page_of_exports_shows_becomes_a_schedule_with_its_filters_consent_format_and_columns()
    {
        using var context = await PageContext.OpenAsync(Roles.Manager);
        await context.ImportAsync("order_id,customer_id,customer_name,order_date,amount\n1,A1,Ada,2024-01-05,10\n2,B1,Ben,2024-01-06,5");
        context.Get<NavigationManager>().NavigateTo("/exports/new?group=champions&rule=" + Uri.EscapeDataString(SegmentJson.Write(new OrderTotalRule(OrderMeasure.Revenue) { AtLeast = 8 })));
        var page = context.Render<ExportPage>();
        await page.WaitForElement("#consent").ChangeAsync(new() { Value = "" });
        await page.Find("#format").ChangeAsync(new() { Value = "JsonLines" });
        await page.FindAll(".export-columns .chips button")[2].ClickAsync(new());
        await page.FindAll(".export-columns input").Single(i => i.ParentElement!.TextContent.Contains("Name", StringComparison.Ordinal)).ChangeAsync(new() { Value = true });
        context.Get<NavigationManager>().NavigateTo(page.FindAll(".page-actions a").Single(a => a.TextContent == "Schedule this").GetAttribute("href")!);

        var form = context.Render<ExportScheduleFormPage>();
        await form.WaitForElement("#Name").ChangeAsync(new() { Value = "Best" });
        Assert.Equal("rule", form.Find("#SegmentId").GetAttribute("value"));
        Assert.Contains("revenue", form.Find("#SegmentId-hint").TextContent, StringComparison.OrdinalIgnoreCase);
        await form.Find("form").SubmitAsync();
        var saved = (await context.Get<ExportSchedules>().ListAsync(context.UserId, all: false, Cancellation)).Single().Schedule;
        Assert.Equal((null, null, ExportFormat.JsonLines, "[\"name\"]"), (saved.SegmentId, saved.Purpose, saved.Format, saved.Columns));
        Assert.Equal(SegmentJson.Write(new RuleGroup(GroupMode.All, new OrderTotalRule(OrderMeasure.Revenue) { AtLeast = 8 }, new RfmGroupRule([RfmGroup.Champions]))), saved.Rule);

        var shown = context.Render<ExportSchedulePage>(p => p.Add(x => x.Id, saved.Id));
        shown.WaitForElement(".facts");
        Assert.Single(shown.FindAll(".facts dt"), t => t.TextContent == "Who");
        Assert.Contains("Champions", shown.Find(".facts dd").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_name_of_a_personal_segment_stands_in_the_list_for_its_owner_and_for_nobody_else()
    {
        using var context = await PageContext.OpenAsync(Roles.Manager);
        var other = (await context.Get<UserAccounts>().AddAsync("else", "else@example.com", [Roles.Manager], null, Cancellation)).UserId;
        foreach (var (owner, name) in new[] { (context.UserId, "My own list"), (other, "Their own list") })
        {
            var segment = (await context.Get<SegmentCatalog>().SaveAsync(null, new() { Name = name, Rule = new ProspectRule() }, new(owner, true), context.Get<SnapshotService>().Current, Cancellation)).Id;
            var draft = new ExportScheduleDraft { Name = $"Night {owner}", SegmentId = segment, Location = ".", FileName = $"list{owner}", Cron = "0 3 * * *", Layout = new(ExportFormat.Csv, ["name"]) };
            Assert.Empty((await context.Get<ExportSchedules>().SaveAsync(null, draft, new(owner, true), Cancellation)).Problems);
        }
        var panel = context.Render<ExportSchedulesPanel>();
        panel.WaitForElement("button[aria-label^='Delete: Night']");
        Assert.Contains("My own list", panel.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("Their own list", panel.Markup, StringComparison.Ordinal);
        Assert.Contains("else · A personal segment", panel.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_take_personal_data_along_sees_their_own_schedules_alone()
    {
        using var context = await PageContext.OpenAsync(Roles.Marketer);
        var other = (await context.Get<UserAccounts>().AddAsync("boss", "boss@example.com", [Roles.Manager], null, Cancellation)).UserId;
        var draft = new ExportScheduleDraft { Name = "Secret list", Location = ".", Cron = "0 3 * * *", Layout = new(Core.Exports.ExportFormat.Csv, ["name"]) };
        var id = (await context.Get<ExportSchedules>().SaveAsync(null, draft, new(other, true), Cancellation)).Id!.Value;
        Assert.DoesNotContain("Secret", context.Render<ExportSchedulesPanel>().Markup, StringComparison.Ordinal);
        var page = context.Render<ExportSchedulePage>(p => p.Add(x => x.Id, id));
        page.WaitForAssertion(() => Assert.Contains("There is no such schedule", page.Markup, StringComparison.Ordinal));
        var desk = context.Get<ExportScheduleDesk>();
        var schedule = (await context.Get<ExportSchedules>().FindAsync(id, Cancellation))!;
        Assert.Null(await desk.RunAsync(schedule));
        Assert.False(await desk.RemoveAsync(schedule));
        await desk.SwitchAsync(schedule, false);
        Assert.True((await context.Get<ExportSchedules>().FindAsync(id, Cancellation))!.Enabled);
        Assert.NotEmpty((await desk.SaveAsync(id, draft))!.Value.Problems);
    }
}
