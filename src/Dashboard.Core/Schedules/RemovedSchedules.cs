using Dashboard.Core.Data;
using Dashboard.Core.Housekeeping;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Schedules;

/// <summary>Removed schedules can be brought back for 30 days; then they go with their runs, and their imports stay.</summary>
internal sealed class RemovedSchedules(DataFolder data, IDbContextFactory<DashboardDbContext> contexts, WriteGate gate, TimeProvider clock) : IChore
{
    internal const int KeptDays = 30;

    public string Name => "removed schedules";

    public async Task<long> RunAsync(CancellationToken cancellation)
    {
        var before = clock.GetUtcNow().UtcDateTime.AddDays(-KeptDays);
        using var turn = await gate.EnterAsync(cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var old = await db.ImportSchedules.Where(s => s.RemovedAt < before).Select(s => s.Id).ToListAsync(cancellation);
        foreach (var id in old) File.Delete(data.ScheduleLock(id));
        return await db.ImportSchedules.Where(s => old.Contains(s.Id)).ExecuteDeleteAsync(cancellation);
    }
}
