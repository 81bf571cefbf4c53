using Bunit;
using Dashboard.Core.Jobs;
using Dashboard.Core.Settings;
using Dashboard.Core.Users;
using Dashboard.Web.Features.Settings;
using Microsoft.Extensions.DependencyInjection;
using TestContext = Xunit.TestContext;

namespace Dashboard.Web.Tests.Settings;

public sealed class SettingsPageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wrong_value_is_named_at_its_field_and_nothing_is_saved()
    {
        using var context = await PageContext.OpenAsync(Roles.Admin);
        var page = context.Render<SettingsPage>();
        await page.WaitForElement("#TimeZone").ChangeAsync("Mars/Olympus");
        await page.Find("#LostAfterDays").ChangeAsync("0");
        await page.Find("form.settings").SubmitAsync();
        Assert.Equal(2, page.FindAll("[aria-invalid=true]").Count);
        Assert.NotNull(page.Find("#TimeZone-problem"));
        Assert.Equal(["/settings#TimeZone", "/settings#LostAfterDays"], page.FindAll(".save-bar [role=alert] a").Select(a => a.GetAttribute("href")));
        Assert.Empty(context.Work.Asked);
    }

    [Fact]
    public async Task A_wrong_rate_is_named_at_the_rate()
    {
        using var context = await PageContext.OpenAsync(Roles.Admin);
        var page = context.Render<SettingsPage>();
        page.WaitForElement("input[type=date]");
        // Found and changed between two renders: what is read after the first draws the form again.
        await page.InvokeAsync(() => page.Find("input[type=date]").ChangeAsync("2026-01-31"));
        await page.Find(".inline-form select").ChangeAsync("SEK");
        await page.Find(".inline-form input[type=number]").ChangeAsync("-1");
        await page.Find(".inline-form").SubmitAsync();
        Assert.Equal("rate-problem", Assert.Single(page.FindAll("[aria-invalid=true]")).GetAttribute("aria-describedby"));
        Assert.Contains("above 0", page.Find(".inline-form + #rate-problem").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Before_saving_the_page_says_what_will_be_computed_anew()
    {
        using var context = await PageContext.OpenAsync(Roles.Admin);
        var page = context.Render<SettingsPage>();
        Assert.Empty(page.FindAll(".save-bar .strip"));
        await page.WaitForElement("#TimeZone").ChangeAsync("Europe/Copenhagen");
        Assert.Contains("dated anew", page.Find(".save-bar .strip").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_currency_without_rates_is_saved_only_when_asked_again()
    {
        using var context = await PageContext.OpenAsync(Roles.Admin);
        await context.ImportAsync("order id,customer id,date,amount,currency,refund_amount\n1,A,2024-05-02,10,EUR,4\n2,B,2024-05-03,20,EUR,\n");
        var page = context.Render<SettingsPage>();
        await page.WaitForElement("#ReportingCurrency").ChangeAsync("USD");
        page.WaitForAssertion(() => Assert.Contains("2 orders and 1 refund have no exchange rate to USD", page.Find(".save-bar [role=alert]").TextContent, StringComparison.Ordinal));
        await page.Find("form.settings").SubmitAsync();
        Assert.Empty(context.Work.Asked);
        await page.WaitForElement(".save-bar [role=alert] button").ClickAsync(new());
        Assert.Equal(JobKind.Settings, Assert.Single(context.Work.Asked).Kind);
    }

    [Fact]
    public async Task Rates_typed_before_the_currency_is_changed_answer_for_its_orders()
    {
        using var context = await PageContext.OpenAsync(Roles.Admin);
        await context.ImportAsync("order id,customer id,date,amount,currency\n1,A,2024-05-02,10,EUR\n");
        var page = context.Render<SettingsPage>();
        await page.WaitForElement("#ReportingCurrency").ChangeAsync("USD");
        page.WaitForElement(".save-bar [role=alert]");
        await page.Find("input[type=date]").ChangeAsync("2024-05-01");
        await page.Find(".inline-form select").ChangeAsync("USD");
        await page.Find(".inline-form input[type=number]").ChangeAsync("0.93");
        await page.Find(".inline-form").SubmitAsync();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".save-bar [role=alert]")));
        await page.Find("form.settings").SubmitAsync();
        Assert.Equal(JobKind.Settings, Assert.Single(context.Work.Asked).Kind);
    }

    [Fact]
    public async Task Saving_asks_for_a_job_and_only_admins_may()
    {
        using var context = await PageContext.OpenAsync(Roles.Admin);
        var page = context.Render<SettingsPage>();
        await page.WaitForElement("#ShopName").ChangeAsync("Mugs & More");
        await page.Find("form.settings").SubmitAsync();
        var asked = Assert.Single(context.Work.Asked);
        Assert.Equal((typeof(SaveSettingsJob), JobKind.Settings), (asked.Job, asked.Kind));

        using var marketer = await PageContext.OpenAsync(Roles.Marketer);
        var theirs = marketer.Render<SettingsPage>();
        await theirs.WaitForElement("form.settings").SubmitAsync();
        Assert.Empty(marketer.Work.Asked);
    }

    [Fact]
    public async Task The_job_saves_the_draft_and_refreshes_the_figures()
    {
        await using var server = await TestServer.StartAsync();
        var (work, drafts, settings) = (server.Services.GetRequiredService<IBackgroundWork>(), server.Services.GetRequiredService<SettingsDrafts>(), server.Services.GetRequiredService<SettingsService>());
        var run = work.Enqueue<SaveSettingsJob>(JobKind.Settings, await drafts.AddAsync(new() { ShopName = "Mugs", LostAfterDays = 100 }, Cancellation));
        var tracker = server.Services.GetRequiredService<JobTracker>();
        await EndAsync(tracker, run);
        Assert.Equal(JobState.Finished, tracker.Find(run)!.State);
        var saved = await settings.GetAsync(Cancellation);
        Assert.Equal(("Mugs", 100), (saved.ShopName, saved.LostAfterDays));
    }

    [Fact]
    public async Task A_draft_lost_by_a_restart_is_told_and_not_saved_as_defaults()
    {
        await using var server = await TestServer.StartAsync();
        var run = server.Services.GetRequiredService<IBackgroundWork>().Enqueue<SaveSettingsJob>(JobKind.Settings, 4711);
        var tracker = server.Services.GetRequiredService<JobTracker>();
        await EndAsync(tracker, run);
        Assert.Equal(JobState.Failed, tracker.Find(run)!.State);
    }

    private static async Task EndAsync(JobTracker tracker, string run)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (tracker.Find(run) is not { IsOver: true }) await Task.Delay(20, patience.Token);
    }
}
