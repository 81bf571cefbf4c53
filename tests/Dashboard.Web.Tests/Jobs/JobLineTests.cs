using Bunit;
using Dashboard.Core.Jobs;
using Dashboard.Core.Users;
using Dashboard.Web.Features.Jobs;
using Microsoft.Extensions.Logging;
using TestContext = Xunit.TestContext;

namespace Dashboard.Web.Tests.Jobs;

public sealed class JobLineTests
{
    [Fact]
    public async Task Who_may_import_may_stop_an_import()
    {
        using var context = await PageContext.OpenAsync(Roles.Manager);
        var tracker = context.Get<JobTracker>();
        var running = new WaitingImport(tracker).RunAsync(1, "", null, TestContext.Current.CancellationToken);
        var line = context.Render<JobLine>(p => p.Add(l => l.Job, tracker.Jobs[0]));
        await line.Find("button").ClickAsync(new());
        await running;
        Assert.Equal(JobState.Cancelled, tracker.Jobs[0].State);
    }

    [Fact]
    public async Task Who_lost_the_role_a_moment_ago_stops_nothing_even_from_an_open_page()
    {
        using var context = await PageContext.OpenAsync(Roles.Manager);
        var tracker = context.Get<JobTracker>();
        var running = new WaitingImport(tracker).RunAsync(1, "", null, TestContext.Current.CancellationToken);
        var line = context.Render<JobLine>(p => p.Add(l => l.Job, tracker.Jobs[0]));
        Assert.True((await context.Get<UserAccounts>().SetRolesAsync(context.UserId, [Roles.Marketer], TestContext.Current.CancellationToken)).Done);
        await line.Find("button").ClickAsync(new());
        Assert.False(tracker.Jobs[0].IsOver);
        tracker.Cancel(tracker.Jobs[0].Id);
        await running;
    }

    [Fact]
    public async Task Who_only_reads_can_stop_nothing()
    {
        using var context = await PageContext.OpenAsync(Roles.Marketer);
        var tracker = context.Get<JobTracker>();
        var running = new WaitingImport(tracker).RunAsync(1, "", null, TestContext.Current.CancellationToken);
        Assert.Empty(context.Render<JobLine>(p => p.Add(l => l.Job, tracker.Jobs[0])).FindAll("button"));
        tracker.Cancel(tracker.Jobs[0].Id);
        await running;
    }

    private sealed class WaitingImport(JobTracker tracker) : Job(tracker, LoggerFactory.Create(_ => { }).CreateLogger("test"))
    {
        protected override JobKind Kind => JobKind.Import;

        protected override async Task<JobOutcome> WorkAsync(long id, IProgress<JobProgress> progress, CancellationToken cancellation)
        {
            await Task.Delay(Timeout.Infinite, cancellation);
            return JobOutcome.Finished(null);
        }
    }
}
