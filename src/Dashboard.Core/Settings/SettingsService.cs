using Dashboard.Core.Data;
using Dashboard.Core.Money;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Settings;

/// <summary>Why a setting cannot be saved.</summary>
public enum SettingsReason
{
    /// <summary>No zone of that name in the time zone database.</summary>
    UnknownTimeZone = 1,

    /// <summary>No ISO 4217 currency.</summary>
    UnknownCurrency = 2,

    /// <summary>Outside its range.</summary>
    OutOfRange = 3,

    /// <summary>Longer than 100 characters.</summary>
    TooLong = 4,

    /// <summary>Orders are being imported; the time zone and the reporting currency can be changed afterwards.</summary>
    ImportRunning = 5,
}

/// <summary>One setting that cannot be saved.</summary>
/// <param name="Setting">Name of the property of <see cref="ShopSettings"/>.</param>
/// <param name="Reason">Why.</param>
public sealed record SettingsProblem(string Setting, SettingsReason Reason);

/// <summary>Reads and saves the shop's settings. The last writer wins.</summary>
public sealed class SettingsService(IDbContextFactory<DashboardDbContext> contexts, WriteGate gate)
{
    /// <summary>Raised after settings were saved.</summary>
    public event Action? Changed;

    public async Task<ShopSettings> GetAsync(CancellationToken cancellation = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.Settings.SingleOrDefaultAsync(s => s.Id == ShopSettings.OnlyId, cancellation) ?? new();
    }

    /// <summary>Saves all settings, or none when one cannot be.</summary>
    /// <returns>What stands in the way; empty when saved.</returns>
    public async Task<IReadOnlyList<SettingsProblem>> SaveAsync(ShopSettings settings, CancellationToken cancellation = default)
    {
        if (SettingsRules.Check(settings) is { Count: > 0 } problems) return problems;
        using (await gate.EnterAsync(cancellation))
        {
            await using var db = await contexts.CreateDbContextAsync(cancellation);
            settings.Id = ShopSettings.OnlyId;
            db.Update(settings);
            await db.SaveChangesAsync(cancellation);
        }
        Changed?.Invoke();
        return [];
    }
}
