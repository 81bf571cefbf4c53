using Dashboard.Core.Data;
using Dashboard.Core.Exports;
using Dashboard.Core.Imports;
using Dashboard.Core.Jobs;
using Dashboard.Core.Schedules;
using Dashboard.Core.Snapshots;
using Dashboard.Core.Users;
using Dashboard.SqliteJobs;
using Hangfire;

namespace Dashboard.Web.Hosting;

/// <summary>Starts a built server: store first, then requests, then what can wait.</summary>
public static class ServerRun
{
    /// <summary>Started when this returns null; otherwise the sentence says what stands in the way.</summary>
    public static async Task<string?> StartDashboardAsync(this WebApplication app, CancellationToken cancellation)
    {
        var arguments = app.Services.GetRequiredService<HostArguments>();
        var server = app.Services.GetRequiredService<RunningServer>();
        if (!server.TryBecome())
            return $"A dashboard already runs on {app.Services.GetRequiredService<DataFolder>().Root}{(server.Address is { } at ? $", at {at}" : "")}. Stop it first, or name another folder with --data.";
        if (await app.Services.GetRequiredService<StoreMigrator>().MigrateAsync(cancellation) is { } problem) return problem;
        if (app.Services.GetRequiredService<JobStorage>() is SQLiteStorage jobs) jobs.GiveUpClaims();   // the lock taken above keeps other servers out
        var pending = await app.Services.GetRequiredService<PendingJobs>().ReadAsync(cancellation);
        var exports = await app.Services.GetRequiredService<ExportWork>().OpenAsync(cancellation);
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (IOException taken) when (taken.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            return $"{taken.Message} Stop what listens there, or start with --urls and another port.";
        }
        // The watcher loads it meanwhile; a shop whose snapshot must be built anew is ready once that is done.
        await app.Services.GetRequiredService<SnapshotService>().LoadAsync(cancellation);
        app.Services.GetRequiredService<Readiness>().Reached();
        await ResumeImportsAsync(app.Services, pending, cancellation);
        ResumeExports(app.Services, pending, exports);

        var address = DashboardHost.Addresses(app).First();
        var links = app.Services.GetRequiredService<OneTimeLinks>();
        links.Listening = address;
        server.ListensAt(address);
        await arguments.Console.WriteLineAsync($"The dashboard is ready at {string.Join(" and ", DashboardHost.Addresses(app))}. Press Ctrl+C to stop.");
        if (!await app.Services.GetRequiredService<UserAccounts>().AnyAsync(cancellation))
        {
            var link = links.SetUp(app.Services.GetRequiredService<SetupLink>().Open());
            await arguments.Console.WriteLineAsync($"Nobody can sign in yet. This link makes the first admin, once:{Environment.NewLine}  {link}");
        }
        await arguments.Console.FlushAsync(cancellation);
        return null;
    }

    // Those whose job the scheduler still has go on with it.
    private static async Task ResumeImportsAsync(IServiceProvider services, IReadOnlyList<PendingJob> pending, CancellationToken cancellation)
    {
        var work = services.GetRequiredService<IBackgroundWork>();
        foreach (var open in await services.GetRequiredService<OrderImporter>().OpenAsync(cancellation))
        {
            var held = pending.Any(p => (p.Type == typeof(ImportJob) && p.Id == open.Id) || (p.Type == typeof(ScheduledImportJob) && p.Id == open.ScheduleId));
            if (!held) work.Enqueue<ImportJob>(JobKind.Import, open.Id, open.FileName);
        }
    }

    // Those that were asked for by a process that ended before it wrote them, or before it handed them to the scheduler.
    private static void ResumeExports(IServiceProvider services, IReadOnlyList<PendingJob> pending, IReadOnlyList<Export> exports)
    {
        var work = services.GetRequiredService<IBackgroundWork>();
        foreach (var open in exports.Where(e => !pending.Any(p => p.Type == typeof(ExportJob) && p.Id == e.Id)))
            work.Enqueue<ExportJob>(JobKind.Export, open.Id, open.Format.Extension(), open.UserId);
    }
}
