using Dashboard.Analytics.Forecasts;
using Dashboard.Core.Customers;
using Dashboard.Core.Data;
using Dashboard.Core.Labels;
using Dashboard.Core.Lifetime;
using Dashboard.Core.Orders;
using Dashboard.Core.Products;
using Dashboard.Core.Settings;
using Dashboard.Tests;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Tests.Snapshots;

/// <summary>A migrated store in a folder of its own, written as an importer writes it: each change raises the revision and names the customers it touched.</summary>
internal sealed class FactsShop : IDisposable
{
    private static readonly Lazy<byte[]> Migrated = new(MigrateOnce);

    private readonly TestFolder _folder = new();

    public FactsShop()
    {
        File.WriteAllBytes(_folder.Data.StoreFile, Migrated.Value);
        Services = Provider(_folder);
        Label(LabelKind.Source, "shop");
        Usd = Label(LabelKind.Currency, "USD");
        Settings(s => s.ReportingCurrency = "USD");
    }

    public ServiceProvider Services { get; }
    public DataFolder Folder => _folder;
    public int Usd { get; }

    public T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    /// <summary>The product over the same folder, as another process has it.</summary>
    public ServiceProvider OtherProcess() => Provider(_folder);

    public int Label(LabelKind kind, string name)
    {
        var label = new Label { Kind = kind, Name = name };
        Change([], db => db.Add(label));
        return label.Id;
    }

    public long Customer(int? country = null, Action<Customer>? with = null)
    {
        var customer = new Customer { SourceId = 1, CountryId = country };
        with?.Invoke(customer);
        Change([], db => db.Add(customer));
        return customer.Id;
    }

    /// <summary>Changes what is known of a customer, and says so.</summary>
    public void Describe(long customer, Action<Customer> how) => Change([customer], db => how(db.Customers.AsTracking().Single(c => c.Id == customer)));

    public void Consent(long customer, string purpose, bool granted, int day) => Change([customer], db =>
        db.Add(new Consent { CustomerId = customer, Purpose = purpose, Granted = granted, RecordedAt = StoreConventions.ToInstant(day * 86_400_000L), SourceId = 1 }));

    /// <summary>A placed order of 100.00 without discount, tax or shipping in the reporting currency, unless said otherwise.</summary>
    /// <param name="lines">Lines of products, in minor units.</param>
    public Order Order(long? customer, int day, Action<Order>? with = null, params OrderLine[] lines)
    {
        var order = new Order
        {
            SourceId = 1,
            ExternalId = Guid.NewGuid().ToString("n"),
            CustomerId = customer,
            Day = StoreConventions.ToDay(day),
            PlacedAt = StoreConventions.ToInstant(day * 86_400_000L),
            CurrencyId = Usd,
            ReportingRate = 1,
            Subtotal = 10_000,
            Items = 1,
        };
        with?.Invoke(order);
        order.Total = order.Subtotal - order.Discount + order.Tax + order.Shipping;
        Change([], db =>
        {
            db.Add(order);
            db.SaveChanges();
            SetLines(db, order, lines);
        });
        return order;
    }

    public Product Product(string sku, Action<Product>? with = null)
    {
        var product = new Product { SourceId = 1, Sku = sku };
        with?.Invoke(product);
        Change([], db => db.Add(product));
        return product;
    }

    public static OrderLine Line(Product product, double quantity, long amount, long discount = 0) =>
        new() { ProductId = product.Id, Quantity = quantity, Amount = amount, Discount = discount };

    /// <summary>Replaces the lines of an order.</summary>
    public void Relist(Order order, params OrderLine[] lines) => Change([order.CustomerId ?? CustomerChange.Anonymous], db => SetLines(db, order, lines));

    private static void SetLines(DashboardDbContext db, Order order, OrderLine[] lines)
    {
        db.OrderLines.Where(l => l.OrderId == order.Id).ExecuteDelete();
        foreach (var line in lines) line.OrderId = order.Id;
        db.AddRange(lines);
    }

    /// <summary>A refund of 10.00 in the reporting currency, unless said otherwise.</summary>
    public Refund Refund(Order? order, long? customer, int day, Action<Refund>? with = null)
    {
        var refund = new Refund
        {
            SourceId = 1,
            ExternalId = Guid.NewGuid().ToString("n"),
            OrderId = order?.Id,
            CustomerId = customer,
            Day = StoreConventions.ToDay(day),
            RefundedAt = StoreConventions.ToInstant(day * 86_400_000L),
            CurrencyId = order?.CurrencyId ?? Usd,
            ReportingRate = order is null ? 1 : order.ReportingRate,
            Amount = 1_000,
        };
        with?.Invoke(refund);
        Change(order is null ? [] : [order.CustomerId ?? CustomerChange.Anonymous], db => db.Add(refund));
        return refund;
    }

    public void Alter(Order order, Action<Order> how)
    {
        var before = order.CustomerId;
        how(order);
        Change([before ?? CustomerChange.Anonymous, order.CustomerId ?? CustomerChange.Anonymous], db => db.Update(order));
    }

    /// <summary>One transaction that raises the revision and marks these customers as changed.</summary>
    public void Change(IEnumerable<long> customers, Action<DashboardDbContext> how) => Write(db =>
    {
        how(db);
        var state = db.State.AsTracking().Single();
        state.Revision++;
        foreach (var id in customers.Distinct())
        {
            if (db.CustomerChanges.AsTracking().SingleOrDefault(c => c.CustomerId == id) is { } known) known.Revision = state.Revision;
            else db.Add(new CustomerChange { CustomerId = id, Revision = state.Revision });
        }
    });

    /// <summary>Puts a forecast into service, as a run of the models does.</summary>
    public void Serve(ForecastRules rules) => Write(db =>
    {
        var run = new LifetimeRun();
        db.Add(run);
        db.SaveChanges();
        db.ServedForecasts.ExecuteDelete();
        db.Add(new ServedForecast { RunId = run.Id, Rules = rules.ToText() });
    });

    public void Settings(Action<ShopSettings> how) => Write(db => how(db.Settings.AsTracking().Single()));

    public void Write(Action<DashboardDbContext> how)
    {
        using var db = Get<IDbContextFactory<DashboardDbContext>>().CreateDbContext();
        how(db);
        db.SaveChanges();
    }

    public void Dispose()
    {
        Services.Dispose();
        _folder.Dispose();
    }

    private static ServiceProvider Provider(DataFolder folder) => new ServiceCollection().AddLogging().AddDashboardCore(folder).BuildServiceProvider();

    private static byte[] MigrateOnce()
    {
        using var folder = new TestFolder();
        using var services = Provider(folder);
        Assert.Null(services.GetRequiredService<StoreMigrator>().MigrateAsync(CancellationToken.None).GetAwaiter().GetResult());
        using (var connection = services.GetRequiredService<StoreConnections>().Open())
        using (var checkpoint = new SqliteCommand("PRAGMA wal_checkpoint(TRUNCATE)", connection))
            checkpoint.ExecuteNonQuery();
        SqliteConnection.ClearAllPools();
        return File.ReadAllBytes(folder.Data.StoreFile);
    }
}
