using Dashboard.Benchmarks.Measuring;
using Dashboard.Benchmarks.Shop;

namespace Dashboard.Benchmarks.Importing;

/// <summary>
/// The same file into the same tables by SQLite's own shell: <c>.import</c> into a table of text, then one statement per table that
/// converts, finds the labels and customers and upserts. No checks and no rejected rows: text that is not a number would become 0.
/// </summary>
internal static class SqliteShellBaseline
{
    /// <summary>Seconds for the whole file, or null without the shell.</summary>
    public static async Task<double?> SecondsAsync(BenchmarkOptions options, string file)
    {
        if (!await HasShellAsync()) return null;

        string path;
        await using (var store = await BenchmarkStore.CreateAsync(options, "shell"))
            path = store.Folder.StoreFile;
        return (await ChildProcess.RunAsync("sqlite3", ["-bail", path], Script(file))).Seconds;
    }

    private static async Task<bool> HasShellAsync()
    {
        if (OnPath("sqlite3")) return true;
        if (!OnPath("apt-get") || !Environment.IsPrivilegedProcess) return false;
        await ChildProcess.RunAsync("apt-get", ["update", "-qq"]);
        await ChildProcess.RunAsync("apt-get", ["install", "-yqq", "--no-install-recommends", "sqlite3"]);
        return OnPath("sqlite3");
    }

    private static bool OnPath(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, name)));

    private static string Script(string file) => $"""
        PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536;
        CREATE TEMP TABLE raw(number TEXT, customer TEXT, at TEXT, channel TEXT, country TEXT, currency TEXT,
          subtotal TEXT, discount TEXT, tax TEXT, shipping TEXT, total TEXT, items TEXT, coupon TEXT);
        .mode csv
        .import --skip 1 {file} raw
        BEGIN IMMEDIATE;
        INSERT OR IGNORE INTO Labels(Kind, Name) VALUES (1, 'shop');
        INSERT OR IGNORE INTO Labels(Kind, Name)
          SELECT DISTINCT 2, channel FROM raw UNION SELECT DISTINCT 4, coupon FROM raw WHERE coupon <> ''
          UNION SELECT DISTINCT 5, country FROM raw UNION SELECT DISTINCT 6, currency FROM raw;
        CREATE TEMP TABLE buyer AS
          SELECT customer, min(rowid) AS first FROM raw GROUP BY customer;
        INSERT INTO Customers(Id, SourceId, CreatedAt, CountryId)
          SELECT b.rowid, s.Id, unixepoch(r.at) * 1000, c.Id FROM buyer b JOIN raw r ON r.rowid = b.first
            JOIN Labels s ON s.Kind = 1 AND s.Name = 'shop' JOIN Labels c ON c.Kind = 5 AND c.Name = r.country
            WHERE true ON CONFLICT(Id) DO NOTHING;
        INSERT INTO CustomerIdentities(CustomerId, Kind, SourceId, Value)
          SELECT b.rowid, 1, s.Id, b.customer FROM buyer b JOIN Labels s ON s.Kind = 1 AND s.Name = 'shop'
            WHERE true ON CONFLICT(Kind, SourceId, Value) DO NOTHING;
        INSERT INTO Orders(SourceId, ExternalId, CustomerId, PlacedAt, Day, Status, CurrencyId, ReportingRate, Subtotal, Discount, Tax, Shipping, Total, Items,
            ChannelId, CountryId, CouponId, ContentHash)
          SELECT s.Id, r.number, i.CustomerId, unixepoch(r.at) * 1000, unixepoch(r.at) / 86400, 0, m.Id, 1.0,
              CAST(round(r.subtotal * 100) AS INTEGER), CAST(round(r.discount * 100) AS INTEGER), CAST(round(r.tax * 100) AS INTEGER),
              CAST(round(r.shipping * 100) AS INTEGER), CAST(round(r.total * 100) AS INTEGER), CAST(r.items AS INTEGER), h.Id, c.Id, p.Id, 0
            FROM raw r
            CROSS JOIN Labels s ON s.Kind = 1 AND s.Name = 'shop'
            CROSS JOIN CustomerIdentities i ON i.Kind = 1 AND i.SourceId = s.Id AND i.Value = r.customer
            CROSS JOIN Labels m ON m.Kind = 6 AND m.Name = r.currency
            CROSS JOIN Labels h ON h.Kind = 2 AND h.Name = r.channel
            CROSS JOIN Labels c ON c.Kind = 5 AND c.Name = r.country
            LEFT JOIN Labels p ON p.Kind = 4 AND p.Name = r.coupon
            WHERE true
          ON CONFLICT(SourceId, ExternalId) DO UPDATE SET
            CustomerId = excluded.CustomerId, PlacedAt = excluded.PlacedAt, Day = excluded.Day, CurrencyId = excluded.CurrencyId, Subtotal = excluded.Subtotal,
            Discount = excluded.Discount, Tax = excluded.Tax, Shipping = excluded.Shipping, Total = excluded.Total, Items = excluded.Items,
            ChannelId = excluded.ChannelId, CountryId = excluded.CountryId, CouponId = excluded.CouponId
            WHERE (CustomerId, PlacedAt, Subtotal, Discount, Tax, Shipping, Total) IS NOT
              (excluded.CustomerId, excluded.PlacedAt, excluded.Subtotal, excluded.Discount, excluded.Tax, excluded.Shipping, excluded.Total);
        COMMIT;

        """;
}
