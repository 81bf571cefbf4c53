using System.Globalization;
using Dashboard.Benchmarks.Measuring;
using Dashboard.Benchmarks.Shop;
using Dashboard.Core.Customers;
using Dashboard.Core.Data;
using Dashboard.Core.Labels;
using Dashboard.Core.Orders;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Sylvan.Data.Csv;

namespace Dashboard.Benchmarks.Importing;

/// <summary>The same file into the same tables the ordinary way: entities, AddRange, SaveChanges per ten thousand rows. No checks, no upsert.</summary>
internal static class EfCoreBaseline
{
    private const int Batch = 10_000;

    /// <summary>Rows per second over the first <paramref name="rows"/> rows of the file.</summary>
    public static async Task<double> RowsPerSecondAsync(BenchmarkOptions options, string file, int rows)
    {
        await using var store = await BenchmarkStore.CreateAsync(options, "efcore");
        var contexts = store.Services.GetRequiredService<IDbContextFactory<DashboardDbContext>>();
        var done = 0;
        var milliseconds = await Timed.OnceAsync(async () =>
        {
            var (labels, customers) = (new Dictionary<(LabelKind, string), int>(), new Dictionary<string, long>(StringComparer.Ordinal));
            using var csv = CsvDataReader.Create(file);
            while (done < rows)
            {
                await using var db = await contexts.CreateDbContextAsync();
                db.ChangeTracker.AutoDetectChangesEnabled = false;
                var (orders, fresh) = (new List<Order>(Batch), new List<Customer>());
                for (; orders.Count < Batch && csv.Read(); done++)
                    orders.Add(Read(csv, labels, customers, fresh));
                if (orders.Count == 0) break;
                db.Labels.AddRange(labels.Where(l => l.Value > 0).Select(l => new Label { Id = l.Value, Kind = l.Key.Item1, Name = l.Key.Item2 }));
                foreach (var known in labels.Keys)
                    labels[known] = -Math.Abs(labels[known]);
                db.Customers.AddRange(fresh);
                db.Orders.AddRange(orders);
                await db.SaveChangesAsync();
            }
        });
        return done / milliseconds * 1000;
    }

    private static Order Read(CsvDataReader csv, Dictionary<(LabelKind, string), int> labels, Dictionary<string, long> customers, List<Customer> fresh)
    {
        // A label that is not saved yet has a positive number, a saved one a negative.
        int Label(LabelKind kind, string name)
        {
            if (!labels.TryGetValue((kind, name), out var id))
                labels.Add((kind, name), id = labels.Count + 1);
            return Math.Abs(id);
        }

        var source = Label(LabelKind.Source, "shop");
        var placed = DateTime.Parse(csv.GetString(2), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);
        var number = csv.GetString(1);
        if (!customers.TryGetValue(number, out var customer))
        {
            customers.Add(number, customer = customers.Count + 1);
            fresh.Add(new Customer
            {
                Id = customer,
                SourceId = source,
                CreatedAt = placed,
                CountryId = Label(LabelKind.Country, csv.GetString(4)),
                Identities = { new CustomerIdentity { Kind = IdentityKind.CustomerNumber, SourceId = source, Value = number } },
            });
        }
        return new Order
        {
            SourceId = source,
            ExternalId = csv.GetString(0),
            CustomerId = customer,
            PlacedAt = placed,
            Day = DateOnly.FromDateTime(placed),
            CurrencyId = Label(LabelKind.Currency, csv.GetString(5)),
            ReportingRate = 1,
            Subtotal = (long)(csv.GetDecimal(6) * 100),
            Discount = (long)(csv.GetDecimal(7) * 100),
            Tax = (long)(csv.GetDecimal(8) * 100),
            Shipping = (long)(csv.GetDecimal(9) * 100),
            Total = (long)(csv.GetDecimal(10) * 100),
            Items = csv.GetInt32(11),
            ChannelId = Label(LabelKind.Channel, csv.GetString(3)),
            CountryId = Label(LabelKind.Country, csv.GetString(4)),
            CouponId = csv.GetString(12) is { Length: > 0 } coupon ? Label(LabelKind.Coupon, coupon) : null,
        };
    }
}
