using Dashboard.Core.Data;
using Dashboard.Core.Housekeeping;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Schedules;

/// <summary>Removed schedules can be brought back for 30 days; then they go with their runs and locks, and what they imported or delivered stays.</summary>
internal abstract class RemovedSchedules<T>(IDbContextFactory<DashboardDbContext> contexts, WriteGate gate, TimeProvider clock) : IChore where T : Schedule
{
    internal const int KeptDays = 30;

    public abstract string Name { get; }

    public async Task<long> RunAsync(CancellationToken cancellation)
    {
        var before = clock.GetUtcNow().UtcDateTime.AddDays(-KeptDays);
        using var turn = await gate.EnterAsync(cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var old = await db.Set<T>().Where(s => s.RemovedAt < before).Select(s => s.Id).ToListAsync(cancellation);
        foreach (var id in old) File.Delete(LockOf(id));
        return await db.Set<T>().Where(s => old.Contains(s.Id)).ExecuteDeleteAsync(cancellation);
    }

    protected abstract string LockOf(int id);
}

internal sealed class RemovedImportSchedules(DataFolder data, IDbContextFactory<DashboardDbContext> contexts, WriteGate gate, TimeProvider clock)
    : RemovedSchedules<ImportSchedule>(contexts, gate, clock)
{
    public override string Name => "removed schedules";

    protected override string LockOf(int id) => data.ScheduleLock(id);
}
