using System.Globalization;
using Bunit;
using Dashboard.Core.Jobs;
using Dashboard.Core.Users;
using Dashboard.Web.Features.Jobs;

namespace Dashboard.Web.Tests.Jobs;

public sealed class JobsBellTests
{
    [Theory]
    [InlineData(Roles.Marketer, "Refresh of the figures")]
    [InlineData(Roles.Manager, "Refresh of the figures, Import: orders-of-march.csv")]
    [InlineData(Roles.Admin, "Refresh of the figures, New settings, Scheduled import: Web shop, Import: orders-of-march.csv")]
    public async Task The_bell_shows_a_person_what_their_role_may_do(string role, string shown)
    {
        using var context = await PageContext.OpenAsync(role);
        var tracker = context.Get<JobTracker>();
        tracker.Expect(JobKind.Import, "orders-of-march.csv");
        tracker.Expect(JobKind.ScheduledImport, "Web shop");
        tracker.Expect(JobKind.Settings, null);
        tracker.Expect(JobKind.Refresh, null);
        var bell = context.Render<JobsBell>();
        Assert.Equal(shown, string.Join(", ", bell.FindAll(".job-name").Select(n => n.TextContent)));
        Assert.Equal(shown.Split(',').Length.ToString(CultureInfo.InvariantCulture), bell.Find(".jobs-badge").TextContent);
    }

    [Fact]
    public async Task An_export_is_shown_to_its_owner_alone_and_waits_there_to_be_downloaded()
    {
        using var context = await PageContext.OpenAsync(Roles.Marketer);
        var tracker = context.Get<JobTracker>();
        tracker.Expect(JobKind.Export, "mine", "mine", owner: context.UserId);
        tracker.Expect(JobKind.Export, "another's", owner: context.UserId + 1);
        var bell = context.Render<JobsBell>();
        Assert.Equal("Export: mine", bell.Find(".job-name").TextContent);
        Assert.Single(bell.FindAll(".job"));
        var ready = new JobStatus("mine", JobKind.Export, "csv", JobState.Finished, DateTime.UnixEpoch) { OwnerId = context.UserId, Link = "/exports/7/file" };
        var line = context.Render<JobLine>(p => p.Add(l => l.Job, ready));
        Assert.Equal(("/exports/7/file", "Download"), (line.Find("a[download]").GetAttribute("href"), line.Find("a").TextContent));
    }

    [Fact]
    public async Task What_belongs_to_one_person_is_stopped_by_nobody_else()
    {
        using var context = await PageContext.OpenAsync(Roles.Manager);
        var tracker = context.Get<JobTracker>();
        var theirs = tracker.Expect(JobKind.Export, "theirs", owner: context.UserId + 1);
        await context.Render<JobLine>(p => p.Add(l => l.Job, tracker.Find(theirs)!)).Find(".job-cancel").ClickAsync(new());
        Assert.Equal(JobState.Waiting, tracker.Find(theirs)!.State);
        var mine = tracker.Expect(JobKind.Export, "mine", owner: context.UserId);
        await context.Render<JobLine>(p => p.Add(l => l.Job, tracker.Find(mine)!)).Find(".job-cancel").ClickAsync(new());
        Assert.Equal(JobState.Cancelled, tracker.Find(mine)!.State);
    }
}
