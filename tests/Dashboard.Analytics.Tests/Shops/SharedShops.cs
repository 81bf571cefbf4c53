using System.Globalization;
using System.IO.Compression;
using Dashboard.Analytics.Facts;
using Dashboard.Tests;

namespace Dashboard.Analytics.Tests.Shops;

/// <summary>The reference data sets as snapshots, read straight from their files.</summary>
internal static class SharedShops
{
    /// <summary>A snapshot and the external id of each customer index.</summary>
    public sealed record Shop(CustomerFacts Facts, string[] Customers);

    public static Shop CdnowSample() => Build(Rows("cdnow_sample/transactions.csv").Select(r => (r["customer_id"], r["date"], Minor(r["amount"]))));

    public static Shop CdnowFull() => Build(Rows("cdnow_full/transactions.csv.gz").Select(r => (r["customer_id"], r["date"], Minor(r["amount"]))));

    /// <summary>No amounts.</summary>
    public static Shop Grocery() => Build(Rows("grocery/transactions.csv").Select(r => (r["customer_id"], r["date"], 0L)));

    public static Shop RfmOrders() => Build(Rows("rfm_orders/orders.csv").Select(r => (r["customer_id"], r["order_date"], Minor(r["revenue"]))));

    /// <summary>The rows behind the expected results: known customers, no cancellations, positive quantity and price; one order per line.</summary>
    public static Shop OnlineRetail() => Build(
        from r in Rows("online_retail/online_retail.csv.gz")
        where r["CustomerID"] != "" && r["CustomerID"] != "NA" && !r["InvoiceNo"].StartsWith('C')
        let amount = decimal.Parse(r["Quantity"], CultureInfo.InvariantCulture) * decimal.Parse(r["UnitPrice"], NumberStyles.Float, CultureInfo.InvariantCulture)
        where amount > 0
        select (r["CustomerID"], r["InvoiceDate"], (long)(amount * Minors)));

    /// <summary>Rows of a CSV file, plain or gzip, by column name.</summary>
    public static IEnumerable<Dictionary<string, string>> Rows(string file)
    {
        var path = SharedData.Path(file);
        using var stream = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(File.OpenRead(path), CompressionMode.Decompress) : (Stream)File.OpenRead(path);
        using var reader = new StreamReader(stream);
        var header = Fields(reader.ReadLine()!);
        while (reader.ReadLine() is { } line)
        {
            // A quoted field may hold a line break.
            while (line.Count(c => c == '"') % 2 != 0) line += "\n" + reader.ReadLine();
            yield return header.Zip(Fields(line)).ToDictionary(p => p.First, p => p.Second);
        }
    }

    // Thousandths: online_retail has prices with three decimals.
    private const long Minors = 1000;

    private static long Minor(string amount) => (long)(decimal.Parse(amount, NumberStyles.Float, CultureInfo.InvariantCulture) * Minors);

    private static Shop Build(IEnumerable<(string Customer, string Date, long Amount)> orders)
    {
        var rows = new FactRowLists();
        var index = new Dictionary<string, int>();
        foreach (var (customer, date, amount) in orders)
        {
            if (!index.TryGetValue(customer, out var at)) index[customer] = at = index.Count;
            var day = FactDay.From(DateOnly.Parse(date.AsSpan(0, 10), CultureInfo.InvariantCulture));
            rows.Orders.Add(new(at, (ushort)day, amount, 0, 1, 0, 0, 0));
        }
        var stamp = new FactsStamp(1, index.Count, rows.Orders.Count, 0, "USD", Minors, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), null);
        var facts = FactsBuilder.Build(stamp, new([""], [""], [""]), [.. Enumerable.Range(1, index.Count)], new byte[index.Count], [rows]);
        return new(facts, [.. index.Keys]);
    }

    private static List<string> Fields(string line)
    {
        var fields = new List<string>();
        var (field, quoted) = ("", false);
        if (!line.Contains('"')) return [.. line.Split(',')];
        foreach (var c in line)
        {
            if (c == '"') quoted = !quoted;
            else if (c == ',' && !quoted) (field, _) = ("", Add(fields, field));
            else field += c;
        }
        fields.Add(field);
        return fields;

        static bool Add(List<string> fields, string field)
        {
            fields.Add(field);
            return true;
        }
    }
}
