using Dashboard.Core.Data;
using Dashboard.Core.Housekeeping;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Marks;

/// <summary>Undone marks are kept for <see cref="MarkWork.UndoDays"/> days; tags that no mark speaks of go with them.</summary>
internal sealed class OldMarks(IDbContextFactory<DashboardDbContext> contexts, WriteGate gate, TimeProvider clock) : IChore
{
    public string Name => "undone marks";

    public async Task<long> RunAsync(CancellationToken cancellation)
    {
        var before = clock.GetUtcNow().UtcDateTime.AddDays(-MarkWork.UndoDays);
        using var turn = await gate.EnterAsync(cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var gone = await db.Marks.Where(m => m.UndoneAt < before).ExecuteDeleteAsync(cancellation);
        await db.Tags.Where(t => !db.Marks.Any(m => m.TagId == t.Id)).ExecuteDeleteAsync(cancellation);
        return gone;
    }
}
