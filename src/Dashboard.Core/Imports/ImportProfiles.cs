using System.Security.Cryptography;
using System.Text;
using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Imports;

/// <summary>Mappings saved under a name.</summary>
public sealed class ImportProfiles(IDbContextFactory<DashboardDbContext> contexts, WriteGate gate, TimeProvider clock)
{
    /// <summary>All names in alphabetical order.</summary>
    public async Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.ImportProfiles.Select(p => p.Name).OrderBy(n => n).ToListAsync(cancellation);
    }

    /// <summary>The mapping of that name; null when there is none.</summary>
    public async Task<OrderMapping?> FindAsync(string name, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var profile = await db.ImportProfiles.FirstOrDefaultAsync(p => p.Name == name, cancellation);
        return profile is null ? null : OrderMapping.FromJson(profile.Mapping, out _);
    }

    /// <summary>Names what the mapping of that name says now, as the SHA-256 of its JSON in lower-case hex; null when there is none.</summary>
    public async Task<string?> VersionAsync(string name, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var json = await db.ImportProfiles.Where(p => p.Name == name).Select(p => p.Mapping).FirstOrDefaultAsync(cancellation);
        return json is null ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)));
    }

    /// <summary>Saves a mapping; one of the same name is replaced.</summary>
    public async Task SaveAsync(string name, OrderMapping mapping, CancellationToken cancellation)
    {
        using var turn = await gate.EnterAsync(cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var (json, now) = (mapping.ToJson(), clock.GetUtcNow().UtcDateTime);
        if (await db.ImportProfiles.Where(p => p.Name == name).ExecuteUpdateAsync(s => s.SetProperty(p => p.Mapping, json).SetProperty(p => p.ChangedAt, now), cancellation) > 0) return;
        db.ImportProfiles.Add(new() { Name = name, Mapping = json, ChangedAt = now });
        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>Removes a saved mapping; nothing happens when there is none of that name.</summary>
    public async Task RemoveAsync(string name, CancellationToken cancellation)
    {
        using var turn = await gate.EnterAsync(cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        await db.ImportProfiles.Where(p => p.Name == name).ExecuteDeleteAsync(cancellation);
    }
}
