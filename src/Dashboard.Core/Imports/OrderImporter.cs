using System.Runtime.CompilerServices;
using Dashboard.Core.Annotations;
using Dashboard.Core.Data;
using Dashboard.Core.Labels;
using Dashboard.Core.Money;
using Dashboard.Core.Orders;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Imports;

/// <summary>Imports order files: the one class behind the verb, the page and the job.</summary>
public sealed partial class OrderImporter(
    DataFolder folder, IDbContextFactory<DashboardDbContext> contexts, WriteGate gate, OrderWriters writers, FileInspector inspector, ImportProfiles profiles,
    AnnotationCatalog annotations, IStringLocalizer<ImportText> text, TimeProvider clock, ILogger<OrderImporter> logger, IHostApplicationLifetime? host = null)
{
    /// <summary>An empty store gets its index of customers after a file larger than this, which is faster than keeping it row by row.</summary>
    private const long LargeFile = 32 << 20;

    private static readonly ImportStatus[] Open = [ImportStatus.Queued, ImportStatus.Running, ImportStatus.Interrupted];

    /// <summary>Orders and rejected rows between two commits.</summary>
    internal long EntriesPerCommit { get; set; } = 65_536;

    /// <summary>Told the position after each commit; for tests that stop an import in the middle.</summary>
    internal Action<long>? Committed { get; set; }

    /// <summary>
    /// Imports one file. A file whose import was interrupted goes on where it stopped. Bad rows are kept aside and never stop the file; a file that
    /// cannot be read as orders fails with a sentence and leaves nothing behind.
    /// </summary>
    /// <param name="request">What and how.</param>
    /// <param name="progress">Told about five times a second.</param>
    /// <param name="cancellation">Stops after the last committed part, which stays, and so does the file, so that <see cref="ImportRequest.ResumeId"/> can go on; the result then says <see cref="ImportStatus.Cancelled"/>, or <see cref="ImportStatus.Interrupted"/> when it is the program that stops.</param>
    public async Task<ImportResult> ImportAsync(ImportRequest request, IProgress<ImportProgress>? progress = null, CancellationToken cancellation = default)
    {
        using var held = request.WaitForTurn ? await ImportLock.TakeAsync(folder, clock, cancellation) : await ImportLock.TryTakeAsync(folder, clock, cancellation);
        if (held is null) return new() { Status = ImportStatus.Failed, Error = text["Failed_Busy"].Value, DryRun = request.DryRun };
        try
        {
            return await ImportAloneAsync(request, progress, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return new() { Status = ImportStatus.Cancelled, DryRun = request.DryRun };   // while the file was looked at, before anything began
        }
    }

    /// <summary>Notes an import that a job will run; the number is that of the history and the argument of <see cref="ImportJob"/>.</summary>
    public async Task<long> QueueAsync(ImportRequest request, CancellationToken cancellation = default) =>
        (await AddAsync(request, "", request.Mapping ?? new(), ImportStatus.Queued, null, cancellation)).Id;

    /// <summary>Imports that wait, or that a crash, a kill or a power cut interrupted and that can go on; the oldest first.</summary>
    public async Task<IReadOnlyList<OpenImport>> OpenAsync(CancellationToken cancellation = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var open = await db.Imports.Where(i => Open.Contains(i.Status)).OrderBy(i => i.Id)
            .Select(i => new { i.Id, i.FileName, i.FilePath, i.Status, ScheduleId = db.ScheduleRuns.Where(r => r.Id == i.ScheduleRunId).Select(r => (int?)r.ScheduleId).FirstOrDefault() })
            .ToListAsync(cancellation);
        return [.. open.Where(i => i.Status == ImportStatus.Running || File.Exists(i.FilePath)).Select(i => new OpenImport(i.Id, i.FileName, i.ScheduleId))];
    }

    /// <summary>Runs an import that was noted or interrupted; one that has ended is only reported, so that asking twice does no harm.</summary>
    /// <param name="id">Its number in the history.</param>
    /// <param name="progress">Told about five times a second.</param>
    /// <param name="cancellation">As in <see cref="ImportAsync"/>.</param>
    public async Task<ImportResult> ContinueAsync(long id, IProgress<ImportProgress>? progress = null, CancellationToken cancellation = default)
    {
        using var held = await TakeTurnAsync(id, cancellation);
        if (await FindAsync(id, cancellation) is not { } import) return new() { Status = ImportStatus.Failed, Error = text["Failed_Gone"].Value };
        if (!Open.Contains(import.Status)) return ResultOf(import);
        var queued = import.Status == ImportStatus.Queued;
        if (import.FilePath is not { } path || !File.Exists(path)) return await LoseAsync(import, "Failed_Lost", cancellation);
        if (!queued && await HashAsync(path, cancellation) != import.FileHash) return await LoseAsync(import, "Failed_Changed", cancellation);
        var request = new ImportRequest(path) { FileName = import.FileName, UserId = import.UserId, ScheduleRunId = import.ScheduleRunId };
        try
        {
            return queued
                ? await ImportAloneAsync(request with { Mapping = OrderMapping.FromJson(import.Mapping, out _) }, progress, cancellation, import)
                : await ImportAloneAsync(request, progress, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            if (host?.ApplicationStopping.IsCancellationRequested == true) return ResultOf(import) with { Status = ImportStatus.Interrupted };
            await DropAsync(id);
            return ResultOf(import) with { Status = ImportStatus.Cancelled };
        }
    }

    private async Task<IDisposable> TakeTurnAsync(long id, CancellationToken cancellation)
    {
        try
        {
            return await ImportLock.TakeAsync(folder, clock, cancellation);
        }
        catch (OperationCanceledException) when (host?.ApplicationStopping.IsCancellationRequested != true)
        {
            await DropAsync(id);   // stopped while another import ran
            throw;
        }
    }

    /// <summary>Takes back the wait of an import that somebody stopped before it began; nothing happens when it has begun.</summary>
    public async Task DropAsync(long id)
    {
        if (await FindAsync(id, CancellationToken.None) is { Status: ImportStatus.Queued } import) await EndAsync(id, ImportStatus.Cancelled, null, import.Milliseconds);
    }

    /// <summary>Lets an import that somebody stopped go on, by <see cref="ContinueAsync"/>.</summary>
    public async Task ReopenAsync(long id, CancellationToken cancellation = default)
    {
        using var turn = await gate.EnterAsync(cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        await db.Imports.Where(i => i.Id == id && i.Status == ImportStatus.Cancelled)
            .ExecuteUpdateAsync(s => s.SetProperty(i => i.Status, i => i.FileHash == "" ? ImportStatus.Queued : ImportStatus.Interrupted), cancellation);
    }

    /// <summary>Makes the index of orders by customer again where the first import of a shop was interrupted and never went on. Does nothing while another process imports.</summary>
    public async Task RestoreIndexAsync(CancellationToken cancellation = default)
    {
        using var held = ImportLock.TryTake(folder);
        if (held is not null) await MakeIndexAsync(cancellation);
    }

    private async Task<Import?> FindAsync(long id, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.Imports.FirstOrDefaultAsync(i => i.Id == id, cancellation);
    }

    private async Task<ImportResult> LoseAsync(Import import, string why, CancellationToken cancellation)
    {
        var status = import.Status == ImportStatus.Queued ? ImportStatus.Failed : ImportStatus.Interrupted;
        var error = text[why, import.FileName].Value;
        await EndAsync(import.Id, status, error, import.Milliseconds);
        await MakeIndexAsync(cancellation);
        return ResultOf(import) with { Status = status, Error = error };
    }

    private async Task<ImportResult> ImportAloneAsync(ImportRequest request, IProgress<ImportProgress>? progress, CancellationToken cancellation, Import? queued = null)
    {
        var started = clock.GetTimestamp();
        var mapping = request.Mapping;
        if (request.Profile is { } profile && (mapping = await profiles.FindAsync(profile, cancellation)) is null)
            return new() { Status = ImportStatus.Failed, Error = text["Failed_UnknownProfile", profile].Value, DryRun = request.DryRun };

        var hash = await HashAsync(request.Path, cancellation);
        var import = request.DryRun || hash is null ? null : await FindOpenAsync(hash, mapping, request, cancellation);
        if (import is not null)
        {
            mapping = OrderMapping.FromJson(import.Mapping, out _);
            if (queued is not null) await RemoveAsync(queued.Id, cancellation);   // the older one goes on in its place
            queued = null;
        }

        var inspection = hash is null && File.Exists(request.Path) && new FileInfo(request.Path).Length > 0
            ? new(mapping ?? new(), [], [new(FileProblem.Damaged, text["Problem_Damaged"].Value, true)], [], 0, true, 0)
            : await inspector.InspectAsync(request.Path, mapping, cancellation);
        mapping = inspection.Mapping.Completed(inspection.Header) with { Source = import is null ? request.Source ?? inspection.Mapping.Source : inspection.Mapping.Source };
        if (inspection.Fatal is { } fatal) return await RefuseAsync(request, import, queued, hash, mapping, fatal, cancellation);

        import ??= request.DryRun ? null : await AddAsync(request, hash!, mapping, ImportStatus.Running, null, cancellation, queued);
        var result = await Task.Factory.StartNew(() => Run(request, import, inspection, mapping, progress, started, cancellation),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        if (import is not null)
        {
            await EndAsync(import.Id, result.Status, result.Error, import.Milliseconds + (long)clock.GetElapsedTime(started).TotalMilliseconds);
            if (!CanGoOn(result.Status)) RemoveUpload(request.Path);
            LogEnded(import.Id, result.Status, result.Rows, result.Created, result.Changed, result.Rejected);
        }
        return result with { Seconds = ((import?.Milliseconds ?? 0) / 1000.0) + clock.GetElapsedTime(started).TotalSeconds };
    }

    private ImportResult Run(
        ImportRequest request, Import? import, FileInspection inspection, OrderMapping mapping, IProgress<ImportProgress>? progress, long started, CancellationToken cancellation)
    {
        ShopCurrency(out var zone, out var reporting);
        var currency = mapping.Currency ?? reporting ?? inspection.FileCurrency ?? Currencies.Default;
        var now = import?.StartedAt ?? clock.GetUtcNow().UtcDateTime;
        using var writer = writers.Open(new OrderWriterOptions(mapping.Source, inspection.FileCurrency ?? currency, now, request.DryRun));
        var options = new ParserOptions(zone, currency, StoreConventions.ToMilliseconds(now.AddDays(1)), request.DryRun, inspection.EstimatedRows);
        if (import is not null)
        {
            writer.ImportId = import.Id;
            writer.Resume(CountsOf(import));
        }
        var (status, error) = (ImportStatus.Completed, default(string));
        try
        {
            if (import is not null && writer.StoreWasEmpty && inspection.FileBytes > LargeFile) DropIndex(writer, cancellation);
            Carry(writer, new(mapping, inspection.Header, options), mapping, request.Path, import, progress, started, cancellation);
        }
        catch (OperationCanceledException)
        {
            status = host?.ApplicationStopping.IsCancellationRequested == true ? ImportStatus.Interrupted : ImportStatus.Cancelled;
        }
        catch (Exception wrong) when (wrong is IOException or InvalidDataException or SqliteException)
        {
            (status, error) = (ImportStatus.Interrupted, text["Failed_Reading", wrong.Message].Value);
        }
        if (import is not null) RestoreIndex(writer);
        var counts = writer.Counts;
        return new()
        {
            ImportId = import?.Id,
            Status = status,
            Error = error,
            DryRun = request.DryRun,
            Rows = counts.Rows,
            Created = counts.Created,
            Changed = counts.Changed,
            Unchanged = counts.Unchanged,
            Rejected = counts.Rejected,
            Rejections = [.. counts.Rejections.Select(r => new Rejection(r.Key.Reason, r.Key.Column, r.Value.Rows, r.Value.FirstLine)).OrderByDescending(r => r.Rows).ThenBy(r => r.FirstLine)],
            Orders = counts.Orders,
            Customers = writer.CustomersSeen,
            Refunds = counts.Refunds,
            AnonymousOrders = counts.AnonymousOrders,
            Seconds = clock.GetElapsedTime(started).TotalSeconds,
            Mapping = mapping,
            AssumedCurrency = mapping.Currency is null && inspection.FileCurrency is null && !mapping.Has(OrderField.Currency) && inspection.Problems.All(p => p.Kind != FileProblem.NoAmount) ? currency : null,
            Warnings = [.. inspection.Problems.Where(p => !p.IsFatal)],
        };
    }

    // A method of its own, so that its batches are garbage before the index is sorted.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Carry(OrderWriter writer, OrderParser parser, OrderMapping mapping, string path, Import? import, IProgress<ImportProgress>? progress, long started, CancellationToken cancellation)
    {
        using var run = new ImportRun(folder, writer, parser, mapping, path, clock, progress)
        {
            EntriesPerCommit = EntriesPerCommit,
            MillisecondsBefore = (import?.Milliseconds ?? 0) + (long)clock.GetElapsedTime(started).TotalMilliseconds,
            Committed = Committed,
        };
        run.Execute(import?.Position ?? 0, import?.Id ?? 0, cancellation);
    }

    private void ShopCurrency(out TimeZoneInfo zone, out string? reporting)
    {
        using var db = contexts.CreateDbContext();
        var settings = db.Settings.Single();
        (zone, reporting) = (ZoneNames.Find(settings.TimeZone) ?? TimeZoneInfo.Utc, settings.ReportingCurrency);
    }

    /// <summary>Null when the file is absent, or packed and damaged.</summary>
    private static async Task<string?> HashAsync(string path, CancellationToken cancellation)
    {
        if (!File.Exists(path)) return null;
        try
        {
            return await Task.Run(() => FileSource.HashAndVerify(path, cancellation), cancellation);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private async Task<Import?> FindOpenAsync(string hash, OrderMapping? mapping, ImportRequest request, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var open = await db.Imports
            .Where(i => i.FileHash == hash && (i.Status == ImportStatus.Running || i.Status == ImportStatus.Interrupted || (i.Status == ImportStatus.Cancelled && i.Id == request.ResumeId)))
            .OrderByDescending(i => i.Id == request.ResumeId).ThenByDescending(i => i.Id).FirstOrDefaultAsync(cancellation);
        if (open is null || OrderMapping.FromJson(open.Mapping, out _) is not { } used) return null;
        var asked = mapping is null ? used : mapping with { Source = request.Source ?? mapping.Source };
        if (!asked.ReadsLike(used) || (request.Source is { } source && source != used.Source)) return null;
        using (await gate.EnterAsync(cancellation))
        {
            await db.Imports.Where(i => i.Id == open.Id).ExecuteUpdateAsync(s => s.SetProperty(i => i.Status, ImportStatus.Running).SetProperty(i => i.FilePath, Path.GetFullPath(request.Path)), cancellation);
        }
        LogResumed(open.Id, open.Position);
        return open;
    }

    private async Task<ImportResult> RefuseAsync(
        ImportRequest request, Import? import, Import? queued, string? hash, OrderMapping mapping, InspectionProblem fatal, CancellationToken cancellation)
    {
        if (!request.DryRun && import is null && (queued is not null || fatal.Kind != FileProblem.NotFound))
            import = await AddAsync(request, hash ?? "", mapping, ImportStatus.Failed, fatal.Text, cancellation, queued);
        if (!request.DryRun) RemoveUpload(request.Path);
        return new() { ImportId = import?.Id, Status = ImportStatus.Failed, Error = fatal.Text, DryRun = request.DryRun, Mapping = mapping };
    }

    private async Task<Import> AddAsync(
        ImportRequest request, string hash, OrderMapping mapping, ImportStatus status, string? error, CancellationToken cancellation, Import? queued = null)
    {
        using var turn = await gate.EnterAsync(cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var source = await db.Labels.FirstOrDefaultAsync(l => l.Kind == LabelKind.Source && l.Name == mapping.Source, cancellation);
        if (source is null)
        {
            source = new() { Kind = LabelKind.Source, Name = mapping.Source };
            if (status == ImportStatus.Running) db.Labels.Add(source);
        }
        await db.SaveChangesAsync(cancellation);
        var now = clock.GetUtcNow().UtcDateTime;
        var import = new Import
        {
            Id = queued?.Id ?? 0,
            SourceId = source.Id,
            FileName = request.FileName ?? Path.GetFileName(request.Path),
            FilePath = Open.Contains(status) ? Path.GetFullPath(request.Path) : null,
            FileBytes = File.Exists(request.Path) ? new FileInfo(request.Path).Length : 0,
            FileHash = hash,
            Mapping = status == ImportStatus.Queued && request.Mapping is null ? "" : mapping.ToJson(),   // empty: recognised when its turn comes
            UserId = request.UserId,
            ScheduleRunId = request.ScheduleRunId,
            Status = status,
            StartedAt = now,
            FinishedAt = Open.Contains(status) ? null : now,
            Error = error,
        };
        db.Update(import);
        await db.SaveChangesAsync(cancellation);
        return import;
    }

    private async Task RemoveAsync(long id, CancellationToken cancellation)
    {
        using var turn = await gate.EnterAsync(cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        await db.Imports.Where(i => i.Id == id).ExecuteDeleteAsync(cancellation);
    }

    private async Task EndAsync(long id, ImportStatus status, string? error, long milliseconds)
    {
        using var turn = await gate.EnterAsync(CancellationToken.None);
        await using var db = await contexts.CreateDbContextAsync(CancellationToken.None);
        var (now, goesOn) = (clock.GetUtcNow().UtcDateTime, CanGoOn(status));
        await db.Imports.Where(i => i.Id == id).ExecuteUpdateAsync(s => s
            .SetProperty(i => i.Status, status).SetProperty(i => i.Error, error).SetProperty(i => i.FinishedAt, status == ImportStatus.Interrupted ? null : now)
            .SetProperty(i => i.FilePath, i => goesOn ? i.FilePath : null).SetProperty(i => i.Milliseconds, milliseconds), CancellationToken.None);
        if (status == ImportStatus.Completed && await ImportNote.AddAsync(db, id, now)) annotations.Told();
    }

    // Its file is kept for that; see EndedUploads for how long.
    private static bool CanGoOn(ImportStatus status) => status is ImportStatus.Interrupted or ImportStatus.Cancelled;

    private void RemoveUpload(string path)
    {
        var uploads = Path.GetFullPath(folder.Uploads);
        if (!Path.GetFullPath(path).StartsWith(uploads + Path.DirectorySeparatorChar, StringComparison.Ordinal)) return;
        File.Delete(path);
        // An upload lies in a folder of its own, so that it can keep its name.
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } own && own != uploads && !Directory.EnumerateFileSystemEntries(own).Any()) Directory.Delete(own);
    }

    private static void DropIndex(OrderWriter writer, CancellationToken cancellation)
    {
        writer.Begin(cancellation);
        writer.Execute("DROP INDEX IF EXISTS IX_Orders_CustomerId");
        writer.Commit();
    }

    private static void RestoreIndex(OrderWriter writer)
    {
        writer.Begin(CancellationToken.None);
        if (!writer.HasIndex("IX_Orders_CustomerId"))
        {
            // Sorting needs memory: what the load held is given back first.
            writer.Execute("PRAGMA cache_size=-16384; PRAGMA shrink_memory");
            SpareMemory.GiveBack();
            writer.Execute("PRAGMA threads=2; CREATE INDEX IX_Orders_CustomerId ON Orders(CustomerId)");
        }
        writer.Commit();
    }

    private async Task MakeIndexAsync(CancellationToken cancellation)
    {
        using var turn = await gate.EnterAsync(cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        await db.Database.ExecuteSqlRawAsync("CREATE INDEX IF NOT EXISTS IX_Orders_CustomerId ON Orders(CustomerId)", cancellation);
    }

    internal static ImportResult ResultOf(Import import) => new()
    {
        ImportId = import.Id,
        Status = import.Status,
        Error = import.Error,
        Rows = import.Rows,
        Created = import.Created,
        Changed = import.Changed,
        Unchanged = import.Unchanged,
        Rejected = import.Rejected,
        Orders = import.Orders,
        Customers = import.Customers,
        Refunds = import.Refunds,
        AnonymousOrders = import.AnonymousOrders,
        Seconds = import.Milliseconds / 1000.0,
    };

    private static WriteCounts CountsOf(Import import) => new()
    {
        Rows = import.Rows,
        Created = import.Created,
        Changed = import.Changed,
        Unchanged = import.Unchanged,
        Rejected = import.Rejected,
        Orders = import.Orders,
        Refunds = import.Refunds,
        AnonymousOrders = import.AnonymousOrders,
        Customers = import.Customers,
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "Import {ImportId} goes on after {Position} entries")]
    private partial void LogResumed(long importId, long position);

    [LoggerMessage(Level = LogLevel.Information, Message = "Import {ImportId} ended as {Status}: {Rows} rows, {Created} created, {Changed} changed, {Rejected} rejected")]
    private partial void LogEnded(long importId, ImportStatus status, long rows, long created, long changed, long rejected);
}
