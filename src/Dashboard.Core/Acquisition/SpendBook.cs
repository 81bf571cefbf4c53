using Dashboard.Analytics.Acquisition;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Data;
using Dashboard.Core.Kpis;
using Dashboard.Core.Money;
using Dashboard.Core.Settings;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Acquisition;

/// <summary>Keeps what was spent on winning customers, and says what each cost and when that paid.</summary>
public sealed class SpendBook(IDbContextFactory<DashboardDbContext> contexts, WriteGate gate, SettingsService settings, ExchangeRates rates, TimeProvider clock)
{
    private static readonly CustomerSet Everybody = new(0);

    private readonly SnapshotCache<(double? Margin, string Spend, CustomerSet Members, string? Channel), AcquisitionReport> _reports = new(8);

    /// <summary>Raised after something was saved or removed.</summary>
    public event Action? Changed;

    /// <summary>All that counts, by month and channel.</summary>
    public async Task<IReadOnlyList<AcquisitionSpend>> ListAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.AcquisitionSpend.Where(s => s.RemovedAt == null).OrderBy(s => s.Month).ThenBy(s => s.Channel).ToListAsync(cancellation);
    }

    /// <summary>Cost, value and payback by channel and month on a snapshot, with the margin of the settings. Other currencies count at the rate of their month's last day.</summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="members">Count these customers alone; null for everybody.</param>
    /// <param name="channel">Count those who came through it although nothing was spent on it; null for none.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<AcquisitionReport> ReportAsync(CustomerFacts facts, CustomerSet? members, string? channel, CancellationToken cancellation)
    {
        var shop = await settings.GetAsync(cancellation);
        var (margin, kept) = (shop.MarginPercent / 100, await ListAsync(cancellation));
        var spend = await Task.Run<IReadOnlyList<MonthlySpend>>(() => [.. kept.Select(s => new MonthlySpend(s.Channel, s.Month, Reporting(s, CurrencyOf(shop))))], cancellation);
        return await _reports.GetAsync(facts, (margin, string.Join('\n', spend), members ?? Everybody, channel), () => AcquisitionReport.Of(facts, spend, margin, members, channel), cancellation);
    }

    /// <summary>What was changed, the newest first, with what can still be undone.</summary>
    /// <param name="take">At most as many.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<IReadOnlyList<SpendChangeEntry>> HistoryAsync(int take, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var changes = await db.SpendChanges.OrderByDescending(c => c.Id).Take(take).ToListAsync(cancellation);
        var (people, single) = (changes.Select(c => c.ById).OfType<int>().Distinct().ToArray(), changes.Where(c => c.Months == 1).Select(c => c.Id).ToArray());
        var names = await db.Users.Where(u => people.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellation);
        var only = await db.ChangedSpend.Where(c => single.Contains(c.ChangeId)).ToDictionaryAsync(c => c.ChangeId, cancellation);
        var oldest = Now.AddDays(-SpendChange.UndoDays);
        return [.. changes.Select(c => new SpendChangeEntry(c, c.ById is { } by ? names.GetValueOrDefault(by) : null, only.GetValueOrDefault(c.Id), c.UndoneAt is null && c.DoneAt >= oldest))];
    }

    /// <summary>Saves spend; what was known of a channel and month is replaced, also what was removed.</summary>
    /// <param name="entries">A channel and month at most once.</param>
    /// <param name="userId">Who does it.</param>
    /// <param name="cancellation">Gives up before anything is written.</param>
    /// <param name="file">Name of the file that it comes from; null for what was typed.</param>
    /// <exception cref="ArgumentException">An amount is below 0 or a currency unknown.</exception>
    public async Task<SavedSpend> SaveAsync(IReadOnlyCollection<SpendEntry> entries, int userId, CancellationToken cancellation, string? file = null)
    {
        ArgumentNullException.ThrowIfNull(entries);
        if (entries.Any(e => e.Amount < 0 || !Currencies.IsKnown(e.Currency))) throw new ArgumentException("Spend is 0 or more in an ISO 4217 currency.", nameof(entries));
        SavedSpend saved;
        using (await gate.EnterAsync(cancellation))
        {
            await using var db = await contexts.CreateDbContextAsync(cancellation);
            var known = await KnownAsync(db, cancellation);
            var changed = entries.Select(e => Set(db, known, e.Channel, new(e.Month.Year, e.Month.Month, 1), (e.Amount, e.Currency), userId)).OfType<ChangedSpend>().ToList();
            saved = new(changed.Count(c => c.Before is not null), await KeepAsync(db, changed, userId, file, cancellation));
        }
        Changed?.Invoke();
        return saved;
    }

    /// <summary>Takes a file; what it says of a channel and month replaces what was known.</summary>
    /// <param name="path">The file, plain or gzip.</param>
    /// <param name="name">What the file is called by who brings it.</param>
    /// <param name="userId">Who brings it.</param>
    /// <param name="cancellation">Gives up before anything is written.</param>
    /// <exception cref="InvalidDataException">The file is packed and damaged.</exception>
    public async Task<SpendImport> ImportAsync(string path, string name, int userId, CancellationToken cancellation)
    {
        var currency = CurrencyOf(await settings.GetAsync(cancellation));
        var (entries, rejected) = await Task.Run(() => SpendFile.Read(path, currency, cancellation), cancellation);
        var saved = entries.Count == 0 ? new(0, null) : await SaveAsync(entries, userId, cancellation, name);
        return new(entries.Count, saved.Replaced, rejected, saved.Change);
    }

    /// <summary>Removes a row; nothing happens when it is gone already.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="userId">Who does it.</param>
    /// <param name="cancellation">Gives up before anything is written.</param>
    /// <returns>Number of the change, by which it is undone; null when nothing changed.</returns>
    public async Task<int?> RemoveAsync(int id, int userId, CancellationToken cancellation)
    {
        int? change = null;
        using (await gate.EnterAsync(cancellation))
        {
            await using var db = await contexts.CreateDbContextAsync(cancellation);
            var known = await KnownAsync(db, cancellation);
            if (known.Values.FirstOrDefault(s => s.Id == id) is { } row && Set(db, known, row.Channel, row.Month, null, userId) is { } removed) change = await KeepAsync(db, [removed], userId, null, cancellation);
        }
        Changed?.Invoke();
        return change;
    }

    /// <summary>Undoes a change as a whole: what was known before it is known again.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="userId">Who does it.</param>
    /// <param name="cancellation">Gives up before anything is written.</param>
    /// <returns>Why nothing was undone; null when all of it was.</returns>
    public async Task<SpendUndoReason?> UndoAsync(int id, int userId, CancellationToken cancellation)
    {
        using (await gate.EnterAsync(cancellation))
        {
            await using var db = await contexts.CreateDbContextAsync(cancellation);
            var oldest = Now.AddDays(-SpendChange.UndoDays);
            if (await db.SpendChanges.AsTracking().FirstOrDefaultAsync(c => c.Id == id && c.UndoneAt == null && c.DoneAt >= oldest, cancellation) is not { } change) return SpendUndoReason.NotUndoable;
            var (known, changed) = (await KnownAsync(db, cancellation), await db.ChangedSpend.Where(c => c.ChangeId == id).ToListAsync(cancellation));
            if (changed.Exists(c => Counting(known.GetValueOrDefault(KeyOf(c.Channel, c.Month))) != ValueOf(c.After, c.CurrencyAfter))) return SpendUndoReason.ChangedSince;
            // Two changes later it may be the same again, and undoing this one would lose theirs.
            var later = await db.ChangedSpend.Where(c => c.ChangeId > id && db.SpendChanges.Any(s => s.Id == c.ChangeId && s.UndoneAt == null)).ToListAsync(cancellation);
            if (later.Select(c => KeyOf(c.Channel, c.Month)).Intersect(changed.Select(c => KeyOf(c.Channel, c.Month))).Any()) return SpendUndoReason.ChangedSince;
            foreach (var c in changed) Set(db, known, c.Channel, c.Month, ValueOf(c.Before, c.CurrencyBefore), userId);
            (change.UndoneAt, change.UndoneById) = (Now, userId);
            await db.SaveChangesAsync(cancellation);
        }
        Changed?.Invoke();
        return null;
    }

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    private static (string, DateOnly) KeyOf(string channel, DateOnly month) => (channel.ToUpperInvariant(), month);

    private static (long Amount, string Currency)? Counting(AcquisitionSpend? row) => row is { RemovedAt: null } ? (row.Amount, row.Currency) : null;

    private static (long Amount, string Currency)? ValueOf(long? amount, string? currency) => amount is { } known ? (known, currency!) : null;

    // All of them: tens of thousands at most, and compared as .NET compares capitals, as files are.
    private static async Task<Dictionary<(string, DateOnly), AcquisitionSpend>> KnownAsync(DashboardDbContext db, CancellationToken cancellation) =>
        (await db.AcquisitionSpend.AsTracking().ToListAsync(cancellation)).ToDictionary(s => KeyOf(s.Channel, s.Month));

    /// <summary>Makes a month of a channel be known so, null for not at all; null when it was already.</summary>
    private ChangedSpend? Set(DashboardDbContext db, Dictionary<(string, DateOnly), AcquisitionSpend> known, string channel, DateOnly month, (long Amount, string Currency)? value, int userId)
    {
        var row = known.GetValueOrDefault(KeyOf(channel, month));
        var before = Counting(row);
        if (row is null && value is { } first) db.Add(row = new() { Channel = channel, Month = month, Currency = first.Currency });
        if (row is not null) (row.ChangedAt, row.ChangedById, row.RemovedAt) = (Now, userId, value is null ? Now : null);
        if (row is not null && value is var (amount, currency)) (row.Amount, row.Currency) = (amount, currency);
        return before == value ? null : new() { Channel = row?.Channel ?? channel, Month = month, Before = before?.Amount, CurrencyBefore = before?.Currency, After = value?.Amount, CurrencyAfter = value?.Currency };
    }

    // Saved at once with what it changes: half of it is never there.
    private async Task<int?> KeepAsync(DashboardDbContext db, List<ChangedSpend> changed, int userId, string? file, CancellationToken cancellation)
    {
        var change = changed.Count == 0 ? null : new SpendChange { DoneAt = Now, ById = userId, FileName = file, Months = changed.Count, Rows = changed };
        if (change is not null) db.Add(change);
        await db.SaveChangesAsync(cancellation);
        return change?.Id;
    }

    private double? Reporting(AcquisitionSpend spend, string currency) =>
        (spend.Currency == currency ? 1 : rates.RateOn(spend.Currency, spend.Month.AddMonths(1).AddDays(-1))) is { } rate ? (double)spend.Amount / Currencies.MinorPerMajor(spend.Currency) * rate : null;

    private static string CurrencyOf(ShopSettings shop) => shop.ReportingCurrency ?? Currencies.Default;
}
