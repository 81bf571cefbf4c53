using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Core.Data;

namespace Dashboard.Core.Snapshots;

/// <summary>Reads the whole store into a snapshot: one plain scan of the orders, in halves on two threads when there are many.</summary>
internal sealed class FactsReader(StoreConnections connections, TimeProvider clock)
{
    /// <summary>From how many orders on a second reader is worth its connection.</summary>
    internal long OrdersWorthTwoReaders { get; init; } = 200_000;

    public CustomerFacts ReadAll(IProgress<SnapshotProgress>? progress, CancellationToken cancellation)
    {
        using var moments = StoreMoments.Open(connections, OrdersWorthTwoReaders);
        var head = moments.Head;
        var store = moments.First;
        var codes = CodeTables.Read(store);
        var (ids, countries) = ReadCustomers(store, codes);
        var reader = new OrderReader(head.Rules, codes, new(ids), new(ReadRefunds(store)));

        long done = 0;
        void Report(int rows) => progress?.Report(new(SnapshotStep.Reading, Interlocked.Add(ref done, rows), head.MaxOrderId));
        var parts = moments.Readers.Select(_ => new FactRowLists()).ToArray();
        Parallel.For(0, parts.Length, part =>
        {
            using var orders = new Statement(moments.Readers[part], $"SELECT {reader.Columns} FROM Orders o WHERE o.Id > ?1 AND o.Id <= ?2 ORDER BY o.Id");
            orders.Bind(1, head.MaxOrderId * part / parts.Length).Bind(2, head.MaxOrderId * (part + 1) / parts.Length);
            reader.Read(orders, parts[part], null, Report, cancellation);
        });
        reader.AddRefunds(parts[^1]);

        progress?.Report(new(SnapshotStep.Arranging, done, head.MaxOrderId));
        return FactsBuilder.Build(head.Stamp(clock), codes.Names, ids, countries, parts).WithForecasts(ForecastRules.Parse(head.Forecast));
    }

    internal static (int[] Ids, byte[] Countries) ReadCustomers(StoreScan store, CodeTables codes, long after = 0)
    {
        var (ids, countries) = (new List<int>(), new List<byte>());
        using var customers = new Statement(store, "SELECT Id, CountryId FROM Customers WHERE Id > ?1 ORDER BY Id");
        customers.Bind(1, after);
        while (customers.Step())
        {
            ids.Add(checked((int)customers.Int64(0)));
            countries.Add(codes[customers.Int32(1)]);
        }
        return ([.. ids], [.. countries]);
    }

    internal static StoreRefund[] ReadRefunds(StoreScan store, long after = 0)
    {
        using var rows = new Statement(store, $"SELECT {StoreRefund.Columns} FROM Refunds r WHERE r.Id > ?1 ORDER BY r.Id");
        rows.Bind(1, after);
        var refunds = new List<StoreRefund>();
        while (rows.Step())
            refunds.Add(StoreRefund.From(rows));
        return [.. refunds];
    }
}
