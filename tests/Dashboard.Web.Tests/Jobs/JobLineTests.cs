using System.Globalization;
using Bunit;
using Dashboard.Core.Jobs;
using Dashboard.Web.Components;
using Dashboard.Web.Features.Jobs;
using Dashboard.Web.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dashboard.Web.Tests.Jobs;

public sealed class JobLineTests : BunitContext
{
    private readonly JobTracker _tracker = new(TimeProvider.System);

    public JobLineTests()
    {
        Services.AddLogging();
        Services.AddLocalization();
        Services.AddSingleton(_tracker);
        Services.AddScoped<Permission>();
        Services.AddSingleton(new Figures(CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Who_may_import_may_stop_an_import()
    {
        AddAuthorization().SetAuthorized("Mona").SetPolicies(Policies.Import);
        var running = new WaitingImport(_tracker).RunAsync(1, "", Xunit.TestContext.Current.CancellationToken);
        var line = Render<JobLine>(p => p.Add(l => l.Job, _tracker.Jobs[0]));
        await line.Find("button").ClickAsync(new());
        await running;
        Assert.Equal(JobState.Cancelled, _tracker.Jobs[0].State);
    }

    [Fact]
    public async Task Who_only_reads_can_stop_nothing()
    {
        AddAuthorization().SetAuthorized("Mark").SetPolicies(Policies.SeeImports);
        var running = new WaitingImport(_tracker).RunAsync(1, "", Xunit.TestContext.Current.CancellationToken);
        Assert.Empty(Render<JobLine>(p => p.Add(l => l.Job, _tracker.Jobs[0])).FindAll("button"));
        _tracker.Cancel(_tracker.Jobs[0].Id);
        await running;
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _tracker.Dispose();
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
