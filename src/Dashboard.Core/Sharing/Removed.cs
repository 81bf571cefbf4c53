using Dashboard.Core.Data;
using Dashboard.Core.Housekeeping;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Sharing;

/// <summary>What was removed can be brought back for 30 days; then it goes.</summary>
internal abstract class Removed<T>(string name, IDbContextFactory<DashboardDbContext> contexts, WriteGate gate, TimeProvider clock) : IChore where T : class, IOwned
{
    internal const int KeptDays = 30;

    public string Name => name;

    public async Task<long> RunAsync(CancellationToken cancellation)
    {
        var before = clock.GetUtcNow().UtcDateTime.AddDays(-KeptDays);
        using var turn = await gate.EnterAsync(cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.Set<T>().Where(k => k.RemovedAt < before).ExecuteDeleteAsync(cancellation);
    }
}
