using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Exports;

/// <summary>What a file is to look like.</summary>
/// <param name="Columns">Names of columns, in the order of <see cref="ExportColumns.Of"/>.</param>
public sealed record ExportLayout(ExportFormat Format, IReadOnlyList<string> Columns);

/// <summary>Columns and formats that people keep for the next time.</summary>
public sealed class ExportProfiles(IDbContextFactory<DashboardDbContext> contexts, WriteGate gate, TimeProvider clock)
{
    public const int MostName = 80;

    /// <summary>The person's own, by name.</summary>
    public async Task<IReadOnlyList<(string Name, ExportLayout Layout)>> ListAsync(int userId, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var profiles = await db.ExportProfiles.Where(p => p.UserId == userId).OrderBy(p => p.Name).ToListAsync(cancellation);
        return [.. profiles.Select(p => (p.Name, new ExportLayout(p.Format, ExportHistory.ReadColumns(p.Columns))))];
    }

    /// <summary>What the person chose last for customers; null before the first export of them.</summary>
    public async Task<ExportLayout?> LastAsync(int userId, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var last = await db.Exports.Where(e => e.UserId == userId && e.Origin != ExportOrigin.OneCustomer && e.Origin != ExportOrigin.Figures).OrderByDescending(e => e.Id).Select(e => new { e.Format, e.Columns }).FirstOrDefaultAsync(cancellation);
        return last is null ? null : new(last.Format, ExportHistory.ReadColumns(last.Columns));
    }

    /// <summary>Saves a layout; one of the same name is replaced.</summary>
    /// <param name="userId">Whose it is.</param>
    /// <param name="name">1 to <see cref="MostName"/> letters.</param>
    /// <param name="layout">What is saved.</param>
    /// <param name="cancellation">Gives up before anything is written.</param>
    public async Task SaveAsync(int userId, string name, ExportLayout layout, CancellationToken cancellation)
    {
        using var turn = await gate.EnterAsync(cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var profile = await db.ExportProfiles.FirstOrDefaultAsync(p => p.UserId == userId && p.Name == name, cancellation) ?? new() { UserId = userId, Name = name, Columns = "" };
        (profile.Name, profile.Format, profile.Columns, profile.ChangedAt) = (name, layout.Format, ExportHistory.WriteColumns(layout.Columns), clock.GetUtcNow().UtcDateTime);
        db.Update(profile);
        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>Removes one; nothing happens when there is none of that name.</summary>
    public async Task RemoveAsync(int userId, string name, CancellationToken cancellation)
    {
        using var turn = await gate.EnterAsync(cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        await db.ExportProfiles.Where(p => p.UserId == userId && p.Name == name).ExecuteDeleteAsync(cancellation);
    }
}
