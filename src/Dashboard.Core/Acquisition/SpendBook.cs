using Dashboard.Analytics.Acquisition;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Data;
using Dashboard.Core.Kpis;
using Dashboard.Core.Money;
using Dashboard.Core.Settings;
using Dashboard.Core.Snapshots;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Acquisition;

/// <summary>Keeps what was spent on winning customers, and says what each cost and when that paid.</summary>
public sealed class SpendBook(IDbContextFactory<DashboardDbContext> contexts, WriteGate gate, SnapshotService snapshots, SettingsService settings, ExchangeRates rates, TimeProvider clock)
{
    private static readonly CustomerSet Everybody = new(0);

    private readonly SnapshotCache<(double? Margin, string Spend, CustomerSet Members), AcquisitionReport> _reports = new(8);

    /// <summary>Raised after something was saved or removed.</summary>
    public event Action? Changed;

    /// <summary>All that counts, by month and channel.</summary>
    public async Task<IReadOnlyList<AcquisitionSpend>> ListAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.AcquisitionSpend.Where(s => s.RemovedAt == null).OrderBy(s => s.Month).ThenBy(s => s.Channel).ToListAsync(cancellation);
    }

    /// <summary>Cost, value and payback by channel and month on the current snapshot, with the margin of the settings. Other currencies count at the rate of their month's last day.</summary>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="members">Count these customers alone; null for everybody.</param>
    public async Task<AcquisitionReport> ReportAsync(CancellationToken cancellation, CustomerSet? members = null)
    {
        var (facts, shop) = (snapshots.Current, await settings.GetAsync(cancellation));
        var (margin, kept) = (shop.MarginPercent / 100, await ListAsync(cancellation));
        var spend = await Task.Run<IReadOnlyList<MonthlySpend>>(() => [.. kept.Select(s => new MonthlySpend(s.Channel, s.Month, Reporting(s, CurrencyOf(shop))))], cancellation);
        return await _reports.GetAsync(facts, (margin, string.Join('\n', spend), members ?? Everybody), () => AcquisitionReport.Of(facts, spend, margin, members), cancellation);
    }

    /// <summary>Saves spend; what was known of a channel and month is replaced, also what was removed.</summary>
    /// <param name="entries">A channel and month at most once.</param>
    /// <param name="userId">Who does it.</param>
    /// <param name="cancellation">Gives up before anything is written.</param>
    /// <returns>Those that had another amount before.</returns>
    /// <exception cref="ArgumentException">An amount is below 0 or a currency unknown.</exception>
    public async Task<int> SaveAsync(IReadOnlyCollection<SpendEntry> entries, int userId, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(entries);
        if (entries.Any(e => e.Amount < 0 || !Currencies.IsKnown(e.Currency))) throw new ArgumentException("Spend is 0 or more in an ISO 4217 currency.", nameof(entries));
        var (replaced, now) = (0, clock.GetUtcNow().UtcDateTime);
        using (await gate.EnterAsync(cancellation))
        {
            await using var db = await contexts.CreateDbContextAsync(cancellation);
            var known = (await db.AcquisitionSpend.AsTracking().ToListAsync(cancellation)).ToDictionary(s => (s.Channel.ToUpperInvariant(), s.Month));
            foreach (var entry in entries)
            {
                var month = new DateOnly(entry.Month.Year, entry.Month.Month, 1);
                if (!known.TryGetValue((entry.Channel.ToUpperInvariant(), month), out var row))
                    db.Add(row = new() { Channel = entry.Channel, Month = month, Currency = entry.Currency });
                else if (row.RemovedAt is null && (row.Amount, row.Currency) != (entry.Amount, entry.Currency)) replaced++;
                (row.Amount, row.Currency, row.ChangedAt, row.ChangedById, row.RemovedAt) = (entry.Amount, entry.Currency, now, userId, null);
            }
            await db.SaveChangesAsync(cancellation);
        }
        Changed?.Invoke();
        return replaced;
    }

    /// <summary>Takes a file; what it says of a channel and month replaces what was known.</summary>
    /// <param name="path">The file, plain or gzip.</param>
    /// <param name="userId">Who brings it.</param>
    /// <param name="cancellation">Gives up before anything is written.</param>
    /// <exception cref="InvalidDataException">The file is packed and damaged.</exception>
    public async Task<SpendImport> ImportAsync(string path, int userId, CancellationToken cancellation)
    {
        var currency = CurrencyOf(await settings.GetAsync(cancellation));
        var (entries, rejected) = await Task.Run(() => SpendFile.Read(path, currency, cancellation), cancellation);
        return new(entries.Count, entries.Count == 0 ? 0 : await SaveAsync(entries, userId, cancellation), rejected);
    }

    /// <summary>Removes a row, which <see cref="RestoreAsync"/> can bring back for 30 days; nothing happens when it is gone already.</summary>
    public Task RemoveAsync(int id, CancellationToken cancellation) => MarkAsync(id, clock.GetUtcNow().UtcDateTime, cancellation);

    /// <summary>Brings a removed row back as it was.</summary>
    public Task RestoreAsync(int id, CancellationToken cancellation) => MarkAsync(id, null, cancellation);

    private async Task MarkAsync(int id, DateTime? removedAt, CancellationToken cancellation)
    {
        using (await gate.EnterAsync(cancellation))
        {
            await using var db = await contexts.CreateDbContextAsync(cancellation);
            await db.AcquisitionSpend.Where(s => s.Id == id).ExecuteUpdateAsync(u => u.SetProperty(s => s.RemovedAt, removedAt), cancellation);
        }
        Changed?.Invoke();
    }

    private double? Reporting(AcquisitionSpend spend, string currency) =>
        (spend.Currency == currency ? 1 : rates.RateOn(spend.Currency, spend.Month.AddMonths(1).AddDays(-1))) is { } rate ? (double)spend.Amount / Currencies.MinorPerMajor(spend.Currency) * rate : null;

    private static string CurrencyOf(ShopSettings shop) => shop.ReportingCurrency ?? Currencies.Default;
}
