using Bunit;
using Dashboard.Core.Exports.Schedules;
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
        var schedule = (await context.Get<ExportSchedules>().ListAsync(context.UserId, Cancellation)).Single().Schedule;
        Assert.EndsWith($"/exports/schedules/{schedule.Id}", context.Get<NavigationManager>().Uri, StringComparison.Ordinal);
        Assert.Equal(("Night", "0 3 * * *", context.UserId), (schedule.Name, schedule.Cron, schedule.UserId!.Value));

        var panel = context.Render<ExportSchedulesPanel>();
        await panel.WaitForElement("button[aria-label='Run now: Night']").ClickAsync(new());
        Assert.Contains(context.Work.Asked, a => a.Id == schedule.Id);
        await panel.Find("button[aria-label='Delete: Night']").ClickAsync(new());
        panel.WaitForAssertion(() => Assert.Contains("“Night” was deleted", panel.Markup, StringComparison.Ordinal));
        await panel.Find(".strip button").ClickAsync(new());
        panel.WaitForElement("a[href='/exports/schedules/1']");
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
