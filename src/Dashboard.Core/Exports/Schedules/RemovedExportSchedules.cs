using Dashboard.Core.Data;
using Dashboard.Core.Housekeeping;
using Dashboard.Core.Schedules;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Exports.Schedules;

/// <summary>Removed export schedules can be brought back for 30 days; then they go with their runs, and what they delivered stays.</summary>
internal sealed class RemovedExportSchedules(DataFolder data, IDbContextFactory<DashboardDbContext> contexts, WriteGate gate, TimeProvider clock) : IChore
{
    public string Name => "removed export schedules";

    public async Task<long> RunAsync(CancellationToken cancellation)
    {
        var before = clock.GetUtcNow().UtcDateTime.AddDays(-RemovedSchedules.KeptDays);
        using var turn = await gate.EnterAsync(cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var old = await db.ExportSchedules.Where(s => s.RemovedAt < before).Select(s => s.Id).ToListAsync(cancellation);
        foreach (var id in old) File.Delete(data.DeliveryLock(id));
        return await db.ExportSchedules.Where(s => old.Contains(s.Id)).ExecuteDeleteAsync(cancellation);
    }
}
