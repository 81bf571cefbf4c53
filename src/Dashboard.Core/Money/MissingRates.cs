using Dashboard.Core.Data;

namespace Dashboard.Core.Money;

/// <summary>A currency in which orders were placed on days without a known rate.</summary>
/// <param name="Orders">Orders and refunds left out for it.</param>
public sealed record MissingRate(string Currency, long Orders, DateOnly FirstDay, DateOnly LastDay);

/// <summary>Finds what cannot be counted because its currency has no rate. Reads every order, so ask only when the snapshot has left some out.</summary>
public sealed class MissingRates(StoreConnections connections)
{
    /// <summary>Currencies by the number of orders they keep out, most first.</summary>
    public Task<IReadOnlyList<MissingRate>> ListAsync(CancellationToken cancellation) => Task.Run<IReadOnlyList<MissingRate>>(() =>
    {
        using var store = connections.Open();
        using var rows = new Statement(store, """
            SELECT l.Name, sum(m.N), min(m.First), max(m.Last) FROM (
                SELECT CurrencyId, count(*) AS N, min(Day) AS First, max(Day) AS Last FROM Orders WHERE ReportingRate IS NULL GROUP BY CurrencyId
                UNION ALL
                SELECT CurrencyId, count(*), min(Day), max(Day) FROM Refunds WHERE ReportingRate IS NULL GROUP BY CurrencyId) m
            JOIN Labels l ON l.Id = m.CurrencyId GROUP BY l.Name ORDER BY 2 DESC, 1
            """);
        var missing = new List<MissingRate>();
        while (rows.Step())
        {
            cancellation.ThrowIfCancellationRequested();
            missing.Add(new(rows.Text(0)!, rows.Int64(1), StoreConventions.ToDay(rows.Int32(2)), StoreConventions.ToDay(rows.Int32(3))));
        }
        return missing;
    }, cancellation);
}
