using Dashboard.Core.Data;
using Dashboard.Core.Housekeeping;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Segments;

/// <summary>Removed segments can be brought back for 30 days; then they go with their versions and history.</summary>
internal sealed class RemovedSegments(IDbContextFactory<DashboardDbContext> contexts, WriteGate gate, TimeProvider clock) : IChore
{
    internal const int KeptDays = 30;

    public string Name => "removed segments";

    public async Task<long> RunAsync(CancellationToken cancellation)
    {
        var before = clock.GetUtcNow().UtcDateTime.AddDays(-KeptDays);
        using var turn = await gate.EnterAsync(cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.Segments.Where(s => s.RemovedAt < before).ExecuteDeleteAsync(cancellation);
    }
}
