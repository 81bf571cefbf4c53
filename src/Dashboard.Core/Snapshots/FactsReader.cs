using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Core.Data;

namespace Dashboard.Core.Snapshots;

/// <summary>
/// Reads the whole store into a snapshot by two plain scans of the orders, in halves on two threads when there are many: the first counts what each customer
/// owns, the second lays every order at its place, so that the memory needed is that of the snapshot. The lines follow in the same way.
/// </summary>
internal sealed class FactsReader(StoreConnections connections, TimeProvider clock)
{
    /// <summary>From here on what an import or an older picture leaves behind is hundreds of megabytes.</summary>
    public const int OrdersWorthCollecting = 1_000_000;

    /// <summary>From how many orders on a second reader is worth its connection.</summary>
    internal long OrdersWorthTwoReaders { get; init; } = 200_000;

    public CustomerFacts ReadAll(IProgress<SnapshotProgress>? progress, CancellationToken cancellation)
    {
        using var moments = StoreMoments.Open(connections, OrdersWorthTwoReaders);
        var head = moments.Head;
        if (head.MaxOrderId > OrdersWorthCollecting) SpareMemory.GiveBack();
        var store = moments.First;
        var codes = CodeTables.Read(store);
        var (ids, countries, profiles) = ReadCustomers(moments, codes);
        var reader = new OrderReader(head.Rules, codes, new(ids), new(ReadRefunds(store)));
        var products = LineReader.ReadProducts(store, codes);

        long done = 0;
        void Report(int rows) => progress?.Report(new(SnapshotStep.Reading, Interlocked.Add(ref done, rows), head.MaxOrderId));
        var parts = moments.Readers.Select(_ => new FactRowLists()).ToArray();
        long End(int part) => head.MaxOrderId * part / parts.Length;
        var counts = new int[parts.Length][];
        Parallel.For(0, parts.Length, part => counts[part] = reader.Count(moments.Readers[part], End(part), End(part + 1), cancellation));
        var placed = new OrderPlaces(counts, LineReader.AreThere(store) ? checked((int)head.MaxOrderId) : 0);
        Parallel.For(0, parts.Length, part =>
        {
            using var orders = new Statement(moments.Readers[part], $"SELECT {reader.Columns} FROM Orders o WHERE o.Id > ?1 AND o.Id <= ?2 ORDER BY o.Id");
            orders.Bind(1, End(part)).Bind(2, End(part + 1));
            reader.Read(orders, (in OrderRow row) => placed.Add(part, row), parts[part].LeftOut, null, Report, cancellation);
        });
        reader.AddRefunds(parts[^1]);

        progress?.Report(new(SnapshotStep.Arranging, done, head.MaxOrderId));
        var (names, columns, attributes) = profiles.Seal();
        return FactsBuilder.Build(head.Stamp(clock), codes.Names, ids, countries, placed, parts, products, PutLines)
            .WithProfiles(names, columns, attributes).WithForecasts(ForecastRules.Parse(head.Forecast));

        void PutLines(LinePlaces lines)
        {
            Parallel.For(0, parts.Length, part => LineReader.Count(moments.Readers[part], End(part), End(part + 1), lines, cancellation));
            lines.Reserve();
            var reader = new LineReader(new(products.Id));
            Parallel.For(0, parts.Length, part => reader.Read(moments.Readers[part], End(part), End(part + 1), lines, cancellation));
        }
    }

    private static (int[] Ids, byte[] Countries, ProfileEditor Profiles) ReadCustomers(StoreMoments moments, CodeTables codes)
    {
        using var count = new Statement(moments.First, "SELECT count(*) FROM Customers");
        count.Step();
        var n = checked((int)count.Int64(0));
        var (ids, countries, profiles) = (new int[n], new byte[n], new ProfileEditor(codes.Names, n, StoreState.SecretOf(moments.First)));
        var reader = new ProfileReader(moments.First, codes, profiles);
        void ReadNumbers()
        {
            using var customers = new Statement(moments.First, "SELECT Id, CountryId FROM Customers ORDER BY Id");
            for (var i = 0; customers.Step(); i++)
                (ids[i], countries[i]) = (checked((int)customers.Int64(0)), codes[customers.Int32(1)]);
        }
        void ReadProfiles()
        {
            using var customers = new Statement(moments.Readers[^1], $"SELECT {ProfileReader.Columns} FROM Customers ORDER BY Id");
            for (var i = 0; customers.Step(); i++)
                reader.Take(i, customers, 0);
        }
        // One connection serves one thread at a time.
        Parallel.Invoke(new ParallelOptions { MaxDegreeOfParallelism = moments.Readers.Count }, ReadNumbers, ReadProfiles);
        reader.ReadConsents(moments.First, new(ids));
        return (ids, countries, profiles);
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
