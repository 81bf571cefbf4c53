using Dashboard.Core.Data;
using Dashboard.Core.Labels;
using Dashboard.Core.Orders;
using Microsoft.Data.Sqlite;

namespace Dashboard.Core.Money;

/// <summary>What currencies are worth in the reporting currency. A rate that an order has keeps; new rates reach only orders that had none.</summary>
public sealed class ExchangeRates(StoreConnections connections, WriteGate gate)
{
    /// <summary>Raised after orders got a rate, so that figures change.</summary>
    public event Action? Changed;

    /// <summary>Worth of one major unit on a day, by the newest rate on or before it; 1 for the reporting currency, null when none is known.</summary>
    public double? RateOn(string currency, DateOnly day)
    {
        using var store = connections.Open();
        var reporting = ReportingCurrency(store);
        if (currency == reporting) return 1;
        using var labels = new Statement(store, "SELECT (SELECT Id FROM Labels WHERE Kind = ?1 AND Name = ?2), (SELECT Id FROM Labels WHERE Kind = ?1 AND Name = ?3)");
        labels.Bind(1, (long)LabelKind.Currency).BindText(2, currency).BindText(3, reporting).Step();
        return labels.IsNull(0) ? null : RateTable.Read(store, labels.Int32(1)).Find(labels.Int32(0), StoreConventions.ToDayNumber(day));
    }

    /// <summary>Every known rate to the reporting currency, newest first.</summary>
    public IReadOnlyList<CurrencyRate> List()
    {
        using var store = connections.Open();
        using var rows = new Statement(store, """
            SELECT r.Day, l.Name, r.Rate FROM ExchangeRates r JOIN Labels l ON l.Id = r.CurrencyId JOIN Labels t ON t.Id = r.ToCurrencyId
            WHERE t.Name = ?1 ORDER BY r.Day DESC, l.Name
            """);
        rows.BindText(1, ReportingCurrency(store));
        var rates = new List<CurrencyRate>();
        while (rows.Step())
            rates.Add(new(StoreConventions.ToDay(rows.Int32(0)), rows.Text(1)!, rows.Double(2)));
        return rates;
    }

    /// <summary>Takes lines of <c>day,currency,rate</c>; a day and currency given again replaces its rate.</summary>
    public async Task<RateImport> ImportAsync(Stream text, IProgress<ReworkProgress>? progress = null, CancellationToken cancellation = default)
    {
        string reporting;
        using (var store = connections.Open())
            reporting = ReportingCurrency(store);
        var (rates, rejected) = await RateFile.ReadAsync(text, reporting, cancellation);
        var before = List().ToDictionary(r => (r.Day, r.Currency), r => r.Rate);
        var rated = await SaveAsync(rates, progress, cancellation);
        return new(rates.Count, rates.Count(r => before.TryGetValue((r.Day, r.Currency), out var rate) && rate != r.Rate), rejected, rated);
    }

    /// <summary>Saves rates to the reporting currency and gives one to every order and refund that had none.</summary>
    /// <returns>Orders and refunds that have a rate now.</returns>
    /// <exception cref="ArgumentException">A currency is unknown or a rate not above 0.</exception>
    public async Task<long> SaveAsync(IReadOnlyCollection<CurrencyRate> rates, IProgress<ReworkProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (rates.Any(r => !Currencies.IsKnown(r.Currency) || !double.IsFinite(r.Rate) || r.Rate <= 0)) throw new ArgumentException("A rate is above 0 and of an ISO 4217 currency.", nameof(rates));
        if (rates.Count == 0) return 0;
        long rated;
        using (await gate.EnterAsync(cancellation))
            rated = await Task.Run(() => Save(rates, progress, cancellation), cancellation);
        if (rated > 0) Changed?.Invoke();
        return rated;
    }

    private long Save(IReadOnlyCollection<CurrencyRate> rates, IProgress<ReworkProgress>? progress, CancellationToken cancellation)
    {
        using var store = connections.Open();
        using var transaction = store.BeginTransaction();
        var reporting = OrderRating.LabelOf(store, ReportingCurrency(store));
        using (var save = new Statement(store, """
            INSERT INTO ExchangeRates(CurrencyId, ToCurrencyId, Day, Rate) VALUES(?1, ?2, ?3, ?4)
            ON CONFLICT(CurrencyId, ToCurrencyId, Day) DO UPDATE SET Rate = excluded.Rate
            """))
            foreach (var rate in rates)
                save.Bind(1, (long)OrderRating.LabelOf(store, rate.Currency)).Bind(2, (long)reporting).Bind(3, (long)StoreConventions.ToDayNumber(rate.Day)).Bind(4, rate.Rate).Run();
        var rated = OrderRating.RateMissing(store, reporting, progress, cancellation);
        if (rated > 0) Rework.AskForRebuild(store);
        transaction.Commit();
        return rated;
    }

    internal static string ReportingCurrency(SqliteConnection store)
    {
        using var settings = new Statement(store, "SELECT ReportingCurrency FROM Settings");
        return settings.Step() && settings.Text(0) is { } currency ? currency : Currencies.Default;
    }
}
