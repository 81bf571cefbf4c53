using Dashboard.Core.Data;
using Dashboard.Core.Labels;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Imports;

/// <param name="Import">The import with its counts; <see cref="ImportStatus.Interrupted"/> when it stopped without an end.</param>
/// <param name="Source">Name of its source.</param>
/// <param name="Schedule">Name of the schedule that asked for it; null for people and the command line.</param>
public sealed record ImportEntry(Import Import, string Source, string? Schedule)
{
    /// <summary>It stopped before its end and its file is still there.</summary>
    public bool CanResume => Import is { Status: ImportStatus.Interrupted or ImportStatus.Cancelled, FilePath: { } path } && File.Exists(path);
}

/// <param name="Items">Newest first.</param>
/// <param name="Total">All imports there are.</param>
public sealed record ImportPage(IReadOnlyList<ImportEntry> Items, int Total);

/// <summary>What was imported before.</summary>
public sealed class ImportHistory(IDbContextFactory<DashboardDbContext> contexts, DataFolder folder)
{
    public async Task<ImportPage> ReadAsync(int skip, int take, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var total = await db.Imports.CountAsync(cancellation);
        var imports = await db.Imports.OrderByDescending(i => i.Id).Skip(skip).Take(take).ToListAsync(cancellation);
        return new([.. await NameAsync(db, imports, cancellation)], total);
    }

    /// <summary>One import; null when there is none of that number.</summary>
    public async Task<ImportEntry?> FindAsync(long id, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return (await NameAsync(db, await db.Imports.Where(i => i.Id == id).ToListAsync(cancellation), cancellation)).FirstOrDefault();
    }

    /// <summary>Imports of runs of a schedule, the oldest first.</summary>
    public async Task<IReadOnlyList<ImportEntry>> OfRunsAsync(IReadOnlyCollection<long> runs, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var imports = await db.Imports.Where(i => i.ScheduleRunId != null && runs.Contains(i.ScheduleRunId.Value)).OrderBy(i => i.Id).ToListAsync(cancellation);
        return [.. await NameAsync(db, imports, cancellation)];
    }

    private async Task<IEnumerable<ImportEntry>> NameAsync(DashboardDbContext db, List<Import> imports, CancellationToken cancellation)
    {
        var sources = await db.Labels.Where(l => l.Kind == LabelKind.Source).ToDictionaryAsync(l => l.Id, l => l.Name, cancellation);
        var runs = imports.Select(i => i.ScheduleRunId).OfType<long>().Distinct().ToList();
        var schedules = runs.Count == 0 ? [] : await db.ScheduleRuns.Where(r => runs.Contains(r.Id))
            .Join(db.ImportSchedules, r => r.ScheduleId, s => s.Id, (r, s) => new { r.Id, s.Name }).ToDictionaryAsync(r => r.Id, r => r.Name, cancellation);
        if (imports.Any(i => i.Status == ImportStatus.Running) && ImportLock.TryTake(folder) is { } free)
        {
            free.Dispose();
            foreach (var dead in imports.Where(i => i.Status == ImportStatus.Running)) dead.Status = ImportStatus.Interrupted;
        }
        return imports.Select(i => new ImportEntry(i, sources.GetValueOrDefault(i.SourceId, ""), i.ScheduleRunId is { } run ? schedules.GetValueOrDefault(run, "") : null));
    }
}
