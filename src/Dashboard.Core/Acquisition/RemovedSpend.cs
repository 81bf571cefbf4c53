using Dashboard.Core.Data;
using Dashboard.Core.Housekeeping;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Acquisition;

/// <summary>Removed spend can be brought back for 30 days.</summary>
internal sealed class RemovedSpend(IDbContextFactory<DashboardDbContext> contexts, WriteGate gate, TimeProvider clock) : IChore
{
    internal const int KeptDays = 30;

    public string Name => "removed spend";

    public async Task<long> RunAsync(CancellationToken cancellation)
    {
        var before = clock.GetUtcNow().UtcDateTime.AddDays(-KeptDays);
        using var turn = await gate.EnterAsync(cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.AcquisitionSpend.Where(s => s.RemovedAt < before).ExecuteDeleteAsync(cancellation);
    }
}
