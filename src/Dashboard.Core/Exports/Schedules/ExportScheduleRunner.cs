using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Data;
using Dashboard.Core.Schedules;
using Dashboard.Core.Segments;
using Dashboard.Core.Settings;
using Dashboard.Core.Snapshots;
using Dashboard.Core.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Exports.Schedules;

/// <summary>How a run of an export schedule ended.</summary>
public sealed record DeliveryResult
{
    /// <summary>Null when nothing was run: it was removed, switched off, runs already, or waits after a failure.</summary>
    public DeliveryOutcome? Outcome { get; init; }

    /// <summary>Why it failed, in one sentence.</summary>
    public string? Reason { get; init; }

    /// <summary>Rows delivered: customers, or those of a table.</summary>
    public int Rows { get; init; }

    /// <summary>When the clock tries again after a failure; null when it does not.</summary>
    public DateTime? RetryAt { get; init; }
}

/// <summary>
/// Runs export schedules: writes the file with the rights that the owner has now, and delivers it. One run of a schedule goes on at a time, whichever process runs it; one whose
/// process died is gone on with, so that what was delivered is not delivered again and nothing half is left.
/// </summary>
public sealed partial class ExportScheduleRunner(
    DataFolder data, IDbContextFactory<DashboardDbContext> contexts, WriteGate gate, ExportSchedules schedules, ExportWork work, FigureFiles files, ExportHistory exports, UserAccounts accounts, SegmentCatalog segments,
    SegmentAnswers answers, SnapshotService snapshots, SettingsService settings, DeliveryFolders folders, Webhook webhook, IStringLocalizer<DeliveryText> text, TimeProvider clock,
    ILogger<ExportScheduleRunner> logger, IHostApplicationLifetime? host = null, IFigureSource? pages = null)
{
    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>Exports and delivers.</summary>
    /// <param name="id">The schedule.</param>
    /// <param name="byClock">The clock started it: it obeys the switch and the wait after failures, and its failures count.</param>
    /// <param name="progress">Receives the share written, 0 to 1, and the rows.</param>
    /// <param name="cancellation">Ends it as <see cref="DeliveryOutcome.Stopped"/>; nothing is delivered.</param>
    /// <exception cref="OperationCanceledException">The program stops; the next run goes on.</exception>
    public async Task<DeliveryResult> RunAsync(int id, bool byClock, IProgress<(double Share, int Rows)>? progress = null, CancellationToken cancellation = default)
    {
        using var held = FileLock.TryTake(data.DeliveryLock(id));
        if (held is null || await schedules.FindAsync(id, cancellation) is not { } schedule) return new();
        var started = Now;
        if (byClock && (!schedule.Enabled || schedule.RetryAt > started)) return new();

        var run = await BeginAsync(id, byClock, started, cancellation);
        var (export, reason, stopped) = ((Export?)null, (string?)null, false);
        try
        {
            (export, reason) = await ExportAsync(schedule, run, progress, cancellation);
            reason ??= await DeliverAsync(schedule, run, export!, cancellation);
            if (reason is null && schedule is { Target: DeliveryTarget.Folder, Keep: { } keep }) await TidyAsync(schedule, keep, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested && host?.ApplicationStopping.IsCancellationRequested != true)
        {
            stopped = true;
            if (run.ExportId is { } waiting) await work.StopAsync(waiting);
        }
        var outcome = stopped ? DeliveryOutcome.Stopped : reason is null ? DeliveryOutcome.Delivered : DeliveryOutcome.Failed;
        var retry = await EndAsync(schedule.Id, run, started, outcome, reason, byClock);
        LogEnded(id, outcome);
        schedules.Tell();
        return new() { Outcome = outcome, Reason = reason, Rows = outcome == DeliveryOutcome.Delivered ? export!.Rows : 0, RetryAt = retry };
    }

    /// <summary>The file; one that a run before its process died had written already, or asked for, is gone on with.</summary>
    private async Task<(Export? Export, string? Reason)> ExportAsync(ExportSchedule schedule, DeliveryRun run, IProgress<(double, int)>? progress, CancellationToken cancellation)
    {
        // Asked anew at every run and every try: what an account may is what it may now.
        var owner = schedule.UserId is { } user ? await accounts.FindAsync(user, cancellation) : null;
        if (owner is null or { Disabled: true }) return (null, text["Owner_Gone"]);
        if (!owner.Roles.Intersect(Roles.Exporters).Any()) return (null, text["Owner_Rights", owner.Name]);
        var masked = !owner.Roles.Intersect(Roles.ExportersInFull).Any();
        if (schedule.Page is { } page) return await FiguresAsync(schedule, page, owner, masked, run, cancellation);
        if (run.ExportId is { } known && await exports.FindAsync(known, cancellation) is { } before && before.IsMasked == masked && (before.Status == ExportStatus.Waiting || exports.FileOf(before) is not null))
            return Ended(await work.RunAsync(known, progress, cancellation));
        if (run.ExportId is { } useless) await work.StopAsync(useless);

        var facts = snapshots.Current;
        var (segment, members) = ((Segment?)null, CustomerSet.Everybody(facts.CustomerCount));
        var rule = schedule.Rule is { } written ? SegmentJson.Read(written, out _) : null;
        if (rule is null && schedule.Rule is not null) return (null, text["Rule_Broken"]);
        if (await schedules.UnseenAsync(rule, schedule.SegmentId, new(owner.Id, !masked), cancellation) is not null) return (null, text["Segment_Gone", owner.Name]);
        if (rule is not null)
        {
            if ((await answers.CountAsync(facts, rule, null, cancellation)).Count is not { } count) return (null, text["Rule_NoAnswer"]);
            members = count.Members;
        }
        else if (schedule.SegmentId is { } number)
        {
            segment = (await segments.FindAsync(number, new(owner.Id, !masked), cancellation))!;
            if (await answers.MembersAsync(facts, number, cancellation) is not { } found) return (null, text["Segment_NoAnswer", segment.Name]);
            members = found;
        }
        run.ExportId = await work.AskAsync(new(facts, members, new(schedule.Format, ExportHistory.ReadColumns(schedule.Columns)))
        {
            UserId = owner.Id,
            IsMasked = masked,
            Origin = rule is not null ? ExportOrigin.Rule : segment is null ? ExportOrigin.Everybody : ExportOrigin.Segment,
            Segment = segment,
            Purpose = schedule.Purpose,
        }, cancellation);
        await NoteAsync(run);
        return Ended(await work.RunAsync(run.ExportId.Value, progress, cancellation));

        (Export?, string?) Ended(Export? export) => export switch
        {
            { Status: ExportStatus.Finished } => (export, null),
            { Status: ExportStatus.Stopped } when cancellation.IsCancellationRequested => throw new OperationCanceledException(cancellation),
            _ => (export, text["Export_Failed", exports.Folder]),
        };
    }

    /// <summary>A table or chart, from its page as the owner would see it now.</summary>
    private async Task<(Export? Export, string? Reason)> FiguresAsync(ExportSchedule schedule, string page, UserAccount owner, bool masked, DeliveryRun run, CancellationToken cancellation)
    {
        if (run.ExportId is { } known && await exports.FindAsync(known, cancellation) is { } before && before.IsMasked == masked && exports.FileOf(before) is not null) return (before, null);
        if (run.ExportId is { } useless) await work.StopAsync(useless);
        var (figures, problem) = pages is null ? ([], FigureProblem.Failed) : await pages.OpenAsync(owner.Id, page, cancellation);
        if (figures.FirstOrDefault(f => f.Table.Name == schedule.Figure) is not { } figure) return (null, problem is { } why ? text[$"Figure_{why}", owner.Name] : text["Figure_Gone"]);
        var export = await files.AskAsync(new(owner.Id, ExportOrigin.Figures, figure.Title, figure.Table, schedule.Format) { IsMasked = masked }, cancellation);
        run.ExportId = export.Id;
        await NoteAsync(run);
        await files.KeepAsync(export, figure.Table);
        return (export, export.Status == ExportStatus.Finished ? null : text["Export_Failed", exports.Folder].Value);
    }

    private async Task<string?> DeliverAsync(ExportSchedule schedule, DeliveryRun run, Export export, CancellationToken cancellation)
    {
        if (exports.FileOf(export) is not { } path) return text["Export_Failed", exports.Folder];
        var zone = (await settings.GetAsync(cancellation)).FindZone();
        var name = ExportScheduleRules.NameOf(schedule.FileName, export.Format, TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(run.StartedAt, DateTimeKind.Utc), zone));
        if (schedule.Target == DeliveryTarget.Address)
        {
            var refused = await webhook.PostAsync(schedule, path, name, run.Id, cancellation);
            if (refused is null) run.FileName = name;
            return refused;
        }
        folders.Sweep(schedule.Location, run.Id);
        // Written down before it is put there, so that a run whose process died in between knows its own file from another's.
        if (run.FileName is null)
        {
            if (folders.Check(schedule.Location) is { } reason) return text[$"Folder_{(reason == ScheduleReason.FolderNotForExports ? ScheduleReason.FolderNotAllowed : reason)}", schedule.Location];
            if ((run.FileName = folders.FreeName(schedule.Location, name)) is null) return text["Folder_NoName", schedule.Location];
            await NoteAsync(run);
        }
        return await folders.PutAsync(path, export.Hash!, schedule.Location, run.FileName, run.Id, cancellation);
    }

    private async Task TidyAsync(ExportSchedule schedule, int keep, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var older = await (from r in db.DeliveryRuns
                           join e in db.Exports on r.ExportId equals e.Id
                           where r.ScheduleId == schedule.Id && r.Outcome == DeliveryOutcome.Delivered && r.FileName != null && e.Hash != null
                           orderby r.Id descending
                           select new { r.FileName, e.Hash }).Skip(keep - 1).Take(ExportScheduleRules.MostKept).ToListAsync(cancellation);   // this run is not noted yet
        await folders.RemoveAsync(schedule.Location, older.Select(o => (o.FileName!, o.Hash!)), cancellation);
    }

    private async Task<DeliveryRun> BeginAsync(int id, bool byClock, DateTime started, CancellationToken cancellation)
    {
        using var turn = await gate.EnterAsync(cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        // Whoever holds the schedule's lock knows that a run that goes on no longer does.
        if (await db.DeliveryRuns.Where(r => r.ScheduleId == id && r.Outcome == DeliveryOutcome.Running).OrderByDescending(r => r.Id).FirstOrDefaultAsync(cancellation) is { } unfinished) return unfinished;
        var run = new DeliveryRun { ScheduleId = id, StartedAt = started, ByPerson = !byClock };
        db.DeliveryRuns.Add(run);
        await db.SaveChangesAsync(cancellation);
        return run;
    }

    private async Task NoteAsync(DeliveryRun run)
    {
        using var turn = await gate.EnterAsync(CancellationToken.None);
        await using var db = await contexts.CreateDbContextAsync(CancellationToken.None);
        db.Update(run);
        await db.SaveChangesAsync(CancellationToken.None);
    }

    private async Task<DateTime?> EndAsync(int id, DeliveryRun run, DateTime started, DeliveryOutcome outcome, string? reason, bool byClock)
    {
        if (outcome != DeliveryOutcome.Delivered) run.FileName = null;
        (run.FinishedAt, run.Outcome, run.Reason) = (Now, outcome, reason);
        using var turn = await gate.EnterAsync(CancellationToken.None);
        await using var db = await contexts.CreateDbContextAsync(CancellationToken.None);
        var schedule = await db.ExportSchedules.SingleAsync(s => s.Id == id, CancellationToken.None);
        if (outcome == DeliveryOutcome.Delivered) schedule.Forgive();
        var retry = outcome == DeliveryOutcome.Failed && byClock ? schedule.Fail(Now) : null;
        (schedule.LastRunAt, schedule.LastOutcome, schedule.LastReason) = (started, outcome, reason);
        db.Update(schedule);
        db.Update(run);
        await db.SaveChangesAsync(CancellationToken.None);
        return retry;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Scheduled export {ScheduleId} ended as {Outcome}")]
    private partial void LogEnded(int scheduleId, DeliveryOutcome outcome);
}
