using Dashboard.Core.Data;
using Dashboard.Core.Snapshots;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Housekeeping;

/// <summary>Notes of changed customers go once both the snapshot in memory and its file show the change; an older one of either still has to read them.</summary>
internal sealed class SeenCustomerChanges(SnapshotService snapshots, DataFolder folder, IDbContextFactory<DashboardDbContext> contexts, WriteGate gate) : IChore
{
    public string Name => "notes of changed customers";

    public async Task<long> RunAsync(CancellationToken cancellation)
    {
        if (FactsFile.LoadStamp(folder.SnapshotFile) is not { } saved) return 0;
        var seen = Math.Min(saved.Revision, snapshots.Current.Stamp.Revision);
        using var turn = await gate.EnterAsync(cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.CustomerChanges.Where(c => c.Revision <= seen).ExecuteDeleteAsync(cancellation);
    }
}
