using Dashboard.Core.Data;
using Dashboard.Core.Labels;
using Microsoft.Data.Sqlite;

namespace Dashboard.Core.Money;

/// <summary>A currency in which orders were placed on days without a known rate.</summary>
/// <param name="Orders">Orders left out for it.</param>
/// <param name="Refunds">Refunds left out for it.</param>
public sealed record MissingRate(string Currency, long Orders, long Refunds, DateOnly FirstDay, DateOnly LastDay);

/// <summary>Finds what cannot be counted because its currency has no rate. Reads every order, so ask only when the snapshot has left some out.</summary>
public sealed class MissingRates(StoreConnections connections)
{
    /// <summary>Currencies by the number of orders they keep out, most first.</summary>
    public Task<IReadOnlyList<MissingRate>> ListAsync(CancellationToken cancellation) => Task.Run<IReadOnlyList<MissingRate>>(() =>
    {
        using var store = connections.Open();
        return Find(store, "", "ReportingRate IS NULL", 0, 0, cancellation);
    }, cancellation);

    /// <summary>What could not be counted if the shop reported in another currency, by the rates known now and those that follow from them.</summary>
    public Task<IReadOnlyList<MissingRate>> ListAsync(string reportingCurrency, CancellationToken cancellation) => Task.Run<IReadOnlyList<MissingRate>>(() =>
    {
        using var store = connections.Open();
        using var labels = new Statement(store, "SELECT (SELECT Id FROM Labels WHERE Kind = ?1 AND Name = ?2), (SELECT Id FROM Labels WHERE Kind = ?1 AND Name = ?3)");
        labels.Bind(1, (long)LabelKind.Currency).BindText(2, reportingCurrency).BindText(3, ExchangeRates.ReportingCurrency(store)).Step();
        // A rate holds until the next one, so the first day of each currency decides; what CrossRates derives begins when both of its rates have begun.
        return Find(store, """
            WITH Given AS (SELECT CurrencyId, ToCurrencyId, min(Day) AS First FROM ExchangeRates GROUP BY CurrencyId, ToCurrencyId),
                 NewInOld AS (SELECT First FROM Given WHERE CurrencyId = ?1 AND ToCurrencyId = ?2),
                 Known AS (
                     SELECT CurrencyId, First FROM Given WHERE ToCurrencyId = ?1
                     UNION ALL SELECT ?2, First FROM NewInOld
                     UNION ALL SELECT g.CurrencyId, max(g.First, n.First) FROM Given g, NewInOld n WHERE g.ToCurrencyId = ?2)
            """, "CurrencyId <> ?1 AND NOT EXISTS (SELECT 1 FROM Known k WHERE k.CurrencyId = e.CurrencyId AND k.First <= e.Day)", labels.Int32(0), labels.Int32(1), cancellation);
    }, cancellation);

    private static List<MissingRate> Find(SqliteConnection store, string with, string condition, long newCurrency, long oldCurrency, CancellationToken cancellation)
    {
        using var rows = new Statement(store, $"""
            {with}
            SELECT l.Name, sum(m.Orders), sum(m.Refunds), min(m.First), max(m.Last) FROM (
                SELECT CurrencyId, count(*) AS Orders, 0 AS Refunds, min(Day) AS First, max(Day) AS Last FROM Orders e WHERE {condition} GROUP BY CurrencyId
                UNION ALL
                SELECT CurrencyId, 0, count(*), min(Day), max(Day) FROM Refunds e WHERE {condition} GROUP BY CurrencyId) m
            JOIN Labels l ON l.Id = m.CurrencyId WHERE ?1 = ?1 AND ?2 = ?2 GROUP BY l.Name ORDER BY 2 DESC, 1
            """);
        rows.Bind(1, newCurrency).Bind(2, oldCurrency);
        var missing = new List<MissingRate>();
        while (rows.Step())
        {
            cancellation.ThrowIfCancellationRequested();
            missing.Add(new(rows.Text(0)!, rows.Int64(1), rows.Int64(2), StoreConventions.ToDay(rows.Int32(3)), StoreConventions.ToDay(rows.Int32(4))));
        }
        return missing;
    }
}
