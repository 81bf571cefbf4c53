using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Housekeeping;

/// <summary>Rejected rows hold personal data word for word, so they go 90 days after their import; its counts stay.</summary>
internal sealed class OldRejectedRows(IDbContextFactory<DashboardDbContext> contexts, WriteGate gate, TimeProvider clock) : IChore
{
    internal const int KeptDays = 90;
    private const int Batch = 20_000;

    public string Name => "rejected rows";

    public async Task<long> RunAsync(CancellationToken cancellation)
    {
        var before = clock.GetUtcNow().UtcDateTime.AddDays(-KeptDays);
        long removed = 0;
        while (true)
        {
            using var turn = await gate.EnterAsync(cancellation);
            await using var db = await contexts.CreateDbContextAsync(cancellation);
            var old = db.RejectedRows.Where(r => db.Imports.Any(i => i.Id == r.ImportId && i.FinishedAt != null && i.FinishedAt < before)).OrderBy(r => r.Id).Select(r => r.Id).Take(Batch);
            var count = await db.RejectedRows.Where(r => old.Contains(r.Id)).ExecuteDeleteAsync(cancellation);
            removed += count;
            if (count < Batch) return removed;
        }
    }
}
