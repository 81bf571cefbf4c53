using Dashboard.Core.Data;
using Dashboard.Core.Imports;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Housekeeping;

/// <summary>Uploaded files go a day after their last change unless an import still needs them; the day is for people who are mapping columns.</summary>
internal sealed class EndedUploads(DataFolder folder, IDbContextFactory<DashboardDbContext> contexts, TimeProvider clock) : IChore
{
    public string Name => "ended uploads";

    public async Task<long> RunAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var needed = (await db.Imports.Where(i => i.FilePath != null && (i.Status == ImportStatus.Queued || i.Status == ImportStatus.Running || i.Status == ImportStatus.Interrupted))
            .Select(i => i.FilePath!).ToListAsync(cancellation)).ToHashSet(StringComparer.Ordinal);
        var before = clock.GetUtcNow().UtcDateTime.AddDays(-1);
        var uploads = new DirectoryInfo(Path.GetFullPath(folder.Uploads));
        var ended = uploads.GetFiles("*", SearchOption.AllDirectories).Where(f => f.LastWriteTimeUtc < before && !needed.Contains(f.FullName)).ToList();
        ended.ForEach(f => f.Delete());
        foreach (var own in uploads.GetDirectories().Where(d => d.LastWriteTimeUtc < before && !d.EnumerateFileSystemInfos().Any())) own.Delete();
        return ended.Count;
    }
}
