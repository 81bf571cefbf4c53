using System.Text.Json;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Customers;
using Dashboard.Core.Data;
using Dashboard.Core.Exports.Schedules;
using Dashboard.Core.Marks;
using Dashboard.Core.Segments;
using Dashboard.Core.Snapshots;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace Dashboard.Core.Exports;

/// <summary>An export as somebody wants it.</summary>
/// <param name="Facts">The snapshot whose indexes the set holds.</param>
/// <param name="Customers">Who is asked for, before the consent filter.</param>
/// <param name="Layout">What the file looks like; columns that do not exist are passed over.</param>
public sealed record ExportRequest(CustomerFacts Facts, CustomerSet Customers, ExportLayout Layout)
{
    /// <summary>Who asks; null for the command line.</summary>
    public int? UserId { get; init; }

    public ExportOrigin Origin { get; init; }

    /// <summary>The segment of <see cref="ExportOrigin.Segment"/>.</summary>
    public Segment? Segment { get; init; }

    /// <summary>RFM groups or a search narrowed it down further.</summary>
    public bool IsFiltered { get; init; }

    /// <summary>Only who consented to this; null for everybody.</summary>
    public string? Purpose { get; init; } = ConsentFilter.Usual;

    public bool IsMasked { get; init; }

    /// <summary>Null for by number.</summary>
    public CustomerSort? Sort { get; init; }

    public bool IsDescending { get; init; }

    /// <summary>Count only these orders and refunds; null for all.</summary>
    public OrderScope? Scope { get; init; }
}

/// <summary>Notes exports and writes their files.</summary>
public sealed class ExportWork(
    IDbContextFactory<DashboardDbContext> contexts, WriteGate gate, StoreConnections connections, SnapshotService snapshots, CustomerDirectory directory, MarkBook marks, ExportHistory history,
    DataFolder folder, TimeProvider clock, IHostApplicationLifetime? host = null)
{
    /// <summary>Customers up to whom a file is written while its reader waits; more are a job.</summary>
    public const int MostAtOnce = 50_000;

    private static readonly TimeSpan LongestVerb = TimeSpan.FromHours(6);

    /// <summary>Notes an export that <see cref="RunAsync"/> then does.</summary>
    /// <returns>Its number.</returns>
    public async Task<long> AskAsync(ExportRequest request, CancellationToken cancellation)
    {
        var packed = await Task.Run(() => CustomerIds.Pack(request.Customers, request.Facts), cancellation);
        using var turn = await gate.EnterAsync(cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var export = new Export
        {
            UserId = request.UserId,
            AskedAt = clock.GetUtcNow().UtcDateTime,
            Origin = request.Origin,
            SegmentName = request.Segment?.Name,
            IsPersonal = request.Segment is { IsShared: false },
            IsFiltered = request.IsFiltered,
            Format = request.Layout.Format,
            Columns = ExportHistory.WriteColumns([.. request.Layout.Columns.Where(c => ExportColumns.Find(c) is { } column && (!request.IsMasked || column.Personal != Personal.Hidden))]),
            Purpose = request.Purpose,
            IsMasked = request.IsMasked,
            Sort = (int?)request.Sort,
            IsDescending = request.IsDescending,
            Scope = request.Scope is { } scope ? JsonSerializer.Serialize(scope) : null,
            Selected = request.Customers.Count,
            Customers = packed,
        };
        db.Exports.Add(export);
        await db.SaveChangesAsync(cancellation);
        return export.Id;
    }

    /// <summary>Writes the file of an export that waits. One that has ended is left as it is.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="progress">Receives the share done, 0 to 1, and the rows written.</param>
    /// <param name="cancellation">Stops it for good, unless the whole program stops: then it can be run again.</param>
    /// <param name="path">Where the file goes; null for where downloads find it.</param>
    /// <returns>The export as it ended; null when there is none of that number.</returns>
    public async Task<Export?> RunAsync(long id, IProgress<(double Share, int Rows)>? progress, CancellationToken cancellation, string? path = null)
    {
        Export? export;
        await using (var db = await contexts.CreateDbContextAsync(cancellation)) export = await db.Exports.FirstOrDefaultAsync(e => e.Id == id, cancellation);
        if (export is not { Status: ExportStatus.Waiting }) return export;

        var facts = snapshots.Current;
        // The customers are those who were asked for; who may be written to is asked anew, for the answer may have changed since.
        var (members, rows) = await Task.Run(() => Members(facts, export), cancellation);
        var scoped = await directory.ScopedAsync(facts, export.Scope is { } scope ? JsonSerializer.Deserialize<OrderScope>(scope) : null, cancellation);
        var order = export.Sort is { } sort ? await directory.OrderAsync(facts, members, (CustomerSort)sort, export.IsDescending, scoped, cancellation) : members.Members();
        var today = StoreConventions.ToDayNumber(await marks.TodayAsync(cancellation));
        var final = path ?? history.PathOf(id, export.Format);
        var part = final + ".part";
        try
        {
            folder.Create();
            try
            {
                var (bytes, hash) = await Task.Run(() => Write(export, facts, today, scoped, order, rows, part, progress, cancellation), cancellation);
                File.Move(part, final, overwrite: true);
                (export.Status, export.Rows, export.Bytes, export.Hash) = (ExportStatus.Finished, rows, bytes, hash);
            }
            finally
            {
                File.Delete(part);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested && host?.ApplicationStopping.IsCancellationRequested != true)
        {
            export.Status = ExportStatus.Stopped;   // by a person; where the program stops, the scheduler runs it again
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            export.Status = ExportStatus.Failed;   // no room, or a folder that cannot be written
        }
        await EndAsync(export, CancellationToken.None);
        return export;
    }

    /// <summary>Notes that somebody stopped an export that waits.</summary>
    public async Task StopAsync(long id)
    {
        await using var db = await contexts.CreateDbContextAsync();
        if (await db.Exports.FirstOrDefaultAsync(e => e.Id == id && e.Status == ExportStatus.Waiting) is not { } export) return;
        export.Status = ExportStatus.Stopped;
        await EndAsync(export, CancellationToken.None);
    }

    /// <summary>
    /// Exports that an earlier process left waiting and that no run of a schedule goes on with. To be asked before this process writes exports of its own. Figures, whose page is gone,
    /// and what the command line asked for end here as stopped.
    /// </summary>
    /// <returns>Those that can still be written.</returns>
    public async Task<IReadOnlyList<Export>> OpenAsync(CancellationToken cancellation)
    {
        var old = clock.GetUtcNow().UtcDateTime - LongestVerb;
        List<Export> left;
        await using (var db = await contexts.CreateDbContextAsync(cancellation))
        {
            var held = from run in db.DeliveryRuns join schedule in db.ExportSchedules on run.ScheduleId equals schedule.Id where run.Outcome == DeliveryOutcome.Running && schedule.RemovedAt == null select run.ExportId;
            left = await ExportHistory.WithoutCustomers(db.Exports.Where(e => e.Status == ExportStatus.Waiting && !held.Contains(e.Id))).ToListAsync(cancellation);
        }
        var open = new List<Export>();
        foreach (var export in left)
        {
            var isWritten = export.Origin is not (ExportOrigin.Figures or ExportOrigin.OneCustomer);
            if (isWritten && export.UserId is not null) open.Add(export);
            else if (!isWritten || export.AskedAt < old) await StopAsync(export.Id);   // the verb may be at it just now
        }
        return open;
    }

    private static (CustomerSet Members, int Count) Members(CustomerFacts facts, Export export)
    {
        var members = CustomerIds.Unpack(export.Customers, facts);
        if (export.Purpose is { } purpose) members = ConsentFilter.Of(facts, members, purpose);
        return (members, members.Count);
    }

    private (long Bytes, string Hash) Write(
        Export export, CustomerFacts facts, int today, ScopedOrders? scoped, IEnumerable<int> order, int total, string path, IProgress<(double, int)>? progress, CancellationToken cancellation)
    {
        using var file = new FileStream(path, Private(FileMode.Create));
        using var hashing = new HashingStream(file);
        using var source = new ExportSource(facts, connections) { Today = today, Scoped = scoped };
        var columns = ExportHistory.ReadColumns(export.Columns).Select(ExportColumns.Find).OfType<ExportColumn>().ToList();
        ExportWriters.Write(export.Format, new ExportRows(source, columns, order, export.IsMasked), total, hashing, progress is null ? null : new Shares(progress, total), cancellation);
        file.Flush(flushToDisk: true);
        return (hashing.Count, hashing.Hash());
    }

    internal static FileStreamOptions Private(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    private async Task EndAsync(Export export, CancellationToken cancellation)
    {
        (export.EndedAt, export.Customers, export.Scope) = (clock.GetUtcNow().UtcDateTime, null, null);
        using var turn = await gate.EnterAsync(cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        db.Update(export);
        await db.SaveChangesAsync(cancellation);
    }

    private sealed class Shares(IProgress<(double, int)> progress, int total) : IProgress<int>
    {
        public void Report(int value) => progress.Report((total == 0 ? 1 : Math.Min(1, (double)value / total), value));
    }
}
