using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Core.Customers;
using Dashboard.Core.Data;

namespace Dashboard.Core.Snapshots;

/// <summary>Reads what changed in the store since a snapshot: the rows above its highest numbers, and the customers that the store lists as changed.</summary>
internal sealed class FactsUpdater(StoreConnections connections, TimeProvider clock)
{
    /// <summary>Reading a customer again costs about ten times its share of a plain scan, so that beyond this share of all orders the scan is sooner done.</summary>
    private const double ShareWorthReadingAgain = 0.05;

    private const int OrdersAlwaysReadAgain = 50_000;
    private const double ShareWorthMerging = 0.2;

    /// <summary>The snapshot that shows the store as it is now; the same one when nothing changed; null when only a build from the whole store will do.</summary>
    public CustomerFacts? Update(CustomerFacts old, CancellationToken cancellation)
    {
        using var moments = StoreMoments.Open(connections);
        var (store, head, seen) = (moments.First, moments.Head, old.Stamp);
        if (head.Rules.ToString() != seen.Rules || head.RebuildRevision > seen.Revision || head.Revision < seen.Revision
            || head.MaxCustomerId < seen.MaxCustomerId || head.MaxOrderId < seen.MaxOrderId || head.MaxRefundId < seen.MaxRefundId)
            return null;
        var forecast = ForecastRules.Parse(head.Forecast);
        if (head.Revision == seen.Revision && head.ImportedAt == seen.ImportedAtUtc)
        {
            if (head.Forecast == seen.Forecast && head.Rfm == seen.Rfm) return old;
            return old.With(head.Stamp(clock), forecast, head.Forecast == seen.Forecast ? old.Forecasts : null);
        }
        if (head.MaxOrderId - seen.MaxOrderId > OrdersAlwaysReadAgain + ShareWorthMerging * old.OrderCount) return null;

        var codes = CodeTables.Read(store);
        var newIds = ReadNewCustomers(store, seen.MaxCustomerId);
        var customers = new NumberIndex([.. old.Customers.Id, .. newIds]);
        var newRefunds = FactsReader.ReadRefunds(store, after: seen.MaxRefundId);
        if (FindReplaced(store, old, newIds.Length, customers, newRefunds) is not { } replaced) return null;

        var (refunds, countries) = (new List<StoreRefund>(newRefunds), new List<(int, byte)>());
        ReadRefundsOf(replaced, refunds, store);
        var reader = new OrderReader(head.Rules, codes, customers, new([.. refunds.OrderBy(r => r.Id).DistinctBy(r => r.Id)]));
        var products = LineReader.ReadProducts(store, codes);
        if (!products.Id.AsSpan().StartsWith(old.Products.Id)) return null;
        var rows = new FactRowLists();
        var lineReader = LineReader.AreThere(store) ? new LineReader(new(products.Id)) : null;
        using var lines = LineReader.OfOrder(store);
        void Read(Statement orders, bool[]? skip) => reader.Read(orders, (in OrderRow order) =>
        {
            rows.Orders.Add(order);
            lineReader?.AddOf(order.Number, lines, rows.Lines);
        }, rows.LeftOut, skip, null, cancellation);

        using (var orders = new Statement(store, $"SELECT {reader.Columns} FROM Orders o WHERE o.Id > ?1 ORDER BY o.Id"))
            Read(orders.Bind(1, seen.MaxOrderId), replaced.Flags);
        using (var orders = new Statement(store, $"SELECT {reader.Columns} FROM Orders o WHERE o.CustomerId = ?1 ORDER BY o.Id"))
            foreach (var (_, id) in replaced.Customers)
            {
                Read(orders.Bind(1, id), null);
                orders.Reset();
            }
        if (replaced.Anonymous)
            using (var orders = new Statement(store, $"SELECT {reader.Columns} FROM Orders o WHERE o.CustomerId IS NULL ORDER BY o.Id"))
                Read(orders, null);
        reader.AddRefunds(rows);

        var newCountries = new byte[newIds.Length];
        var toTell = replaced.Customers.Where(c => c.Index < old.CustomerCount).OrderBy(c => c.Index)
            .Concat(newIds.Select((id, i) => (Index: old.CustomerCount + i, Id: id))).ToArray();
        var profiles = toTell.Length == 0 ? null : new ProfileEditor(codes.Names, customers.Count, StoreState.SecretOf(store), old);
        if (profiles is not null)
        {
            var profileReader = new ProfileReader(store, codes, profiles);
            using var customer = new Statement(store, $"SELECT CountryId, {ProfileReader.Columns} FROM Customers WHERE Id = ?1");
            using var consents = ProfileReader.ConsentsOf(store);
            foreach (var (index, id) in toTell)
            {
                if (!customer.Bind(1, id).Step()) return null;
                var country = codes[customer.Int32(0)];
                if (index < old.CustomerCount) countries.Add((index, country));
                else newCountries[index - old.CustomerCount] = country;
                profiles.Forget(index);
                profileReader.Take(index, customer, 1);
                profileReader.TakeConsents(index, id, consents);
                customer.Reset();
            }
            if (profiles.IsFull) return null;
        }

        return FactsMerge.Apply(old, new()
        {
            Stamp = head.Stamp(clock),
            Codes = codes.Names,
            Forecast = forecast,
            NewCustomerId = newIds,
            NewCustomerCountry = newCountries,
            Replaced = replaced.Flags,
            Countries = countries,
            Products = products,
            Profiles = profiles,
            Rows = rows,
        });
    }

    private static int[] ReadNewCustomers(StoreScan store, long after)
    {
        using var customers = new Statement(store, "SELECT Id FROM Customers WHERE Id > ?1 ORDER BY Id");
        customers.Bind(1, after);
        var ids = new List<int>();
        while (customers.Step())
            ids.Add(checked((int)customers.Int64(0)));
        return [.. ids];
    }

    /// <summary>Customers to be read again; null when they are too many to be worth it, or one is gone.</summary>
    private static Replaced? FindReplaced(StoreScan store, CustomerFacts old, int newCustomers, NumberIndex customers, StoreRefund[] newRefunds)
    {
        var replaced = new Replaced(old.CustomerCount + newCustomers);
        long orders = 0;
        bool Add(long id)
        {
            var index = id == CustomerChange.Anonymous ? replaced.Flags.Length - 1 : customers[checked((int)id)];
            if (index < 0) return false;
            if (replaced.Flags[index]) return true;
            replaced.Add(index, (int)id);
            orders += index < old.CustomerCount ? old.Customers.OrderStart[index + 1] - old.Customers.OrderStart[index]
                : id == CustomerChange.Anonymous ? old.OrderCount - old.AnonymousStart : 0;
            return orders <= OrdersAlwaysReadAgain + ShareWorthReadingAgain * old.OrderCount;
        }

        using (var changes = new Statement(store, "SELECT CustomerId FROM CustomerChanges WHERE Revision > ?1"))
        {
            changes.Bind(1, old.Stamp.Revision);
            while (changes.Step())
                if (!Add(changes.Int64(0))) return null;
        }
        using var owner = new Statement(store, "SELECT CustomerId FROM Orders WHERE Id = ?1");
        foreach (var refund in newRefunds)
        {
            if (refund.OrderId == 0 || refund.OrderId > old.Stamp.MaxOrderId) continue;
            if (!owner.Bind(1, refund.OrderId).Step() || !Add(owner.Int64(0))) return null;
            owner.Reset();
        }
        return replaced;
    }

    private static void ReadRefundsOf(Replaced replaced, List<StoreRefund> into, StoreScan store)
    {
        void Read(Statement rows)
        {
            while (rows.Step())
                into.Add(StoreRefund.From(rows));
            rows.Reset();
        }
        // The order of the joined tables is fixed: from the few orders of one customer to their refunds, never the other way.
        using (var linked = new Statement(store, $"SELECT {StoreRefund.Columns} FROM Orders o CROSS JOIN Refunds r ON r.OrderId = o.Id WHERE o.CustomerId = ?1"))
        using (var free = new Statement(store, $"SELECT {StoreRefund.Columns} FROM Refunds r WHERE r.CustomerId = ?1 AND r.OrderId IS NULL"))
            foreach (var (_, id) in replaced.Customers)
            {
                Read(linked.Bind(1, id));
                Read(free.Bind(1, id));
            }
        if (!replaced.Anonymous) return;
        using (var linked = new Statement(store, $"SELECT {StoreRefund.Columns} FROM Orders o CROSS JOIN Refunds r ON r.OrderId = o.Id WHERE o.CustomerId IS NULL"))
        using (var free = new Statement(store, $"SELECT {StoreRefund.Columns} FROM Refunds r WHERE r.CustomerId IS NULL AND r.OrderId IS NULL"))
        {
            Read(linked);
            Read(free);
        }
    }

    /// <summary>The customers to be read again; the flag after the last stands for the rows without a customer.</summary>
    private sealed class Replaced(int customers)
    {
        public bool[] Flags { get; } = new bool[customers + 1];
        public List<(int Index, int Id)> Customers { get; } = [];
        public bool Anonymous => Flags[^1];

        public void Add(int index, int id)
        {
            Flags[index] = true;
            if (id != CustomerChange.Anonymous) Customers.Add((index, id));
        }
    }
}
