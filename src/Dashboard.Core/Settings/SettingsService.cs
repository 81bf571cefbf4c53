using Dashboard.Core.Data;
using Dashboard.Core.Money;
using Dashboard.Core.Orders;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Settings;

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

    /// <summary>
    /// Saves all settings, or none when one cannot be. Another time zone dates every order and refund anew, another reporting currency rates each anew, within the
    /// same transaction: stopped or failed, everything is as before.
    /// </summary>
    /// <param name="settings">All settings as they are to be.</param>
    /// <param name="progress">Told how far the orders are, when they have to be changed.</param>
    /// <param name="cancellation">Stops and leaves everything as it was.</param>
    /// <returns>What stands in the way; empty when saved.</returns>
    public async Task<IReadOnlyList<SettingsProblem>> SaveAsync(ShopSettings settings, IProgress<ReworkProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (SettingsRules.Check(settings) is { Count: > 0 } problems) return problems;
        using (await gate.EnterAsync(cancellation))
            await Task.Run(() => Save(settings, progress, cancellation), cancellation);
        Changed?.Invoke();
        return [];
    }

    private void Save(ShopSettings settings, IProgress<ReworkProgress>? progress, CancellationToken cancellation)
    {
        using var db = contexts.CreateDbContext();
        using var transaction = db.Database.BeginTransaction();
        var store = (SqliteConnection)db.Database.GetDbConnection();
        var before = db.Settings.SingleOrDefault(s => s.Id == ShopSettings.OnlyId) ?? new();
        settings.ReportingCurrency ??= before.ReportingCurrency;   // an import may have named it since these settings were read
        var (currency, oldCurrency) = (settings.ReportingCurrency ?? Currencies.Default, before.ReportingCurrency ?? Currencies.Default);

        if (settings.TimeZone != before.TimeZone) Redate(store, settings.TimeZone, progress, cancellation);
        if (currency != oldCurrency)
        {
            var reporting = OrderRating.LabelOf(store, currency);
            CrossRates.Derive(store, OrderRating.LabelOf(store, oldCurrency), reporting);
            OrderRating.RateAll(store, reporting, progress, cancellation);
        }
        if (settings.TimeZone != before.TimeZone || currency != oldCurrency || settings.RefundDating != before.RefundDating
            || settings.IncludeTax != before.IncludeTax || settings.IncludeShipping != before.IncludeShipping)
            Rework.AskForRebuild(store);

        settings.Id = ShopSettings.OnlyId;
        db.Update(settings);
        db.SaveChanges();
        transaction.Commit();
    }

    private static void Redate(SqliteConnection store, string zone, IProgress<ReworkProgress>? progress, CancellationToken cancellation)
    {
        var clock = new ZoneClock(TimeZoneInfo.FindSystemTimeZoneById(zone));
        store.CreateFunction("business_day", (long instant) => clock.DayOf(instant), isDeterministic: true);
        static string At(string table) => table == "Orders" ? "PlacedAt" : "RefundedAt";
        Rework.Run(store, table => $"Day = business_day({At(table)})", table => $"Day <> business_day({At(table)})", 0, progress, cancellation);
    }
}
