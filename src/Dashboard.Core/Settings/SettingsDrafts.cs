using System.Text.Json;
using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Settings;

/// <summary>Settings that wait for the job that saves them.</summary>
public sealed class SettingsDraft
{
    public long Id { get; set; }

    /// <summary>All settings as they are to be, as JSON.</summary>
    public required string Settings { get; set; }

    public DateTime AskedAt { get; set; }
}

internal sealed class SettingsDraftTable : IEntityTypeConfiguration<SettingsDraft>
{
    public void Configure(EntityTypeBuilder<SettingsDraft> builder) => builder.ToTable("SettingsDrafts");
}

/// <summary>Keeps settings for the job that saves them, since a job's only argument is a number and outlives a restart.</summary>
public sealed class SettingsDrafts(IDbContextFactory<DashboardDbContext> contexts, WriteGate gate, TimeProvider clock)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <summary>Keeps a draft; the number is the argument of <see cref="SaveSettingsJob"/>.</summary>
    public async Task<long> AddAsync(ShopSettings settings, CancellationToken cancellation)
    {
        using var turn = await gate.EnterAsync(cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var now = clock.GetUtcNow().UtcDateTime;
        await db.SettingsDrafts.Where(d => d.AskedAt < now - Kept).ExecuteDeleteAsync(cancellation);
        var draft = new SettingsDraft { Settings = JsonSerializer.Serialize(settings), AskedAt = now };
        db.SettingsDrafts.Add(draft);
        await db.SaveChangesAsync(cancellation);
        return draft.Id;
    }

    internal async Task<ShopSettings?> FindAsync(long id, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.SettingsDrafts.FirstOrDefaultAsync(d => d.Id == id, cancellation) is { } draft ? JsonSerializer.Deserialize<ShopSettings>(draft.Settings) : null;
    }

    internal async Task RemoveAsync(long id)
    {
        using var turn = await gate.EnterAsync(CancellationToken.None);
        await using var db = await contexts.CreateDbContextAsync(CancellationToken.None);
        await db.SettingsDrafts.Where(d => d.Id == id).ExecuteDeleteAsync(CancellationToken.None);
    }
}
