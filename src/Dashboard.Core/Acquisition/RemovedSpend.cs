using Dashboard.Core.Data;
using Dashboard.Core.Housekeeping;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Acquisition;

/// <summary>Lets go of removed spend, and of changes, that can no longer be undone.</summary>
internal sealed class RemovedSpend(IDbContextFactory<DashboardDbContext> contexts, WriteGate gate, TimeProvider clock) : IChore
{
    public string Name => "removed spend";

    public async Task<long> RunAsync(CancellationToken cancellation)
    {
        var before = clock.GetUtcNow().UtcDateTime.AddDays(-SpendChange.UndoDays);
        using var turn = await gate.EnterAsync(cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        await db.SpendChanges.Where(c => c.DoneAt < before).ExecuteDeleteAsync(cancellation);
        return await db.AcquisitionSpend.Where(s => s.RemovedAt < before).ExecuteDeleteAsync(cancellation);
    }
}
