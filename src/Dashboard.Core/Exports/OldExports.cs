using Dashboard.Core.Data;
using Dashboard.Core.Housekeeping;

namespace Dashboard.Core.Exports;

/// <summary>Exported files hold personal data, so they go a week after they were written; their history stays.</summary>
internal sealed class OldExports(DataFolder folder, TimeProvider clock) : IChore
{
    public string Name => "old exports";

    public Task<long> RunAsync(CancellationToken cancellation)
    {
        var before = clock.GetUtcNow().UtcDateTime.AddDays(-ExportHistory.FileDays);
        var old = new DirectoryInfo(folder.Exports) is { Exists: true } exports ? exports.GetFiles().Where(f => f.LastWriteTimeUtc < before).ToList() : [];
        old.ForEach(f => f.Delete());
        return Task.FromResult((long)old.Count);
    }
}
