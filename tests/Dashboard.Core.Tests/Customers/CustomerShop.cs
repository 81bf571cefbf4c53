using Dashboard.Core.Customers;
using Dashboard.Core.Data;
using Dashboard.Core.Labels;
using Dashboard.Core.Orders;
using Dashboard.Core.Products;
using Dashboard.Core.Snapshots;
using Dashboard.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Tests.Customers;

/// <summary>A migrated store of a test's own, with few words for customers and their orders.</summary>
internal sealed class CustomerShop : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly ServiceProvider _services;
    private int _orders;

    private CustomerShop() => _services = new ServiceCollection().AddLogging().AddDashboardCore(_folder).BuildServiceProvider();

    public CustomerDirectory Directory => _services.GetRequiredService<CustomerDirectory>();
    public CustomerSearch Search => _services.GetRequiredService<CustomerSearch>();
    public CustomerProfiles Profiles => _services.GetRequiredService<CustomerProfiles>();

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public static async Task<CustomerShop> OpenAsync()
    {
        var shop = new CustomerShop();
        Assert.Null(await shop._services.GetRequiredService<StoreMigrator>().MigrateAsync(TestContext.Current.CancellationToken));
        await shop.ChangeAsync(db => db.Labels.AddRange(
            new Label { Id = 1, Kind = LabelKind.Source, Name = "shop" }, new Label { Id = 2, Kind = LabelKind.Currency, Name = "USD" },
            new Label { Id = 3, Kind = LabelKind.Country, Name = "Norway" }, new Label { Id = 4, Kind = LabelKind.Country, Name = "Austria" }));
        return shop;
    }

    public async Task<long> AddAsync(string? name, string? email = null, string? number = null, string? phone = null, int? country = null, params string[] days)
    {
        var customer = new Customer { SourceId = 1, Name = name, Email = email, Phone = phone, CountryId = country };
        if (number is not null) customer.Identities.Add(new() { Kind = IdentityKind.CustomerNumber, SourceId = 1, Value = number });
        if (email is not null) customer.Identities.Add(new() { Kind = IdentityKind.Email, Value = email.ToLowerInvariant() });
        if (phone is not null) customer.Identities.Add(new() { Kind = IdentityKind.Phone, Value = phone });
        await ChangeAsync(db => db.Add(customer));
        foreach (var day in days) await OrderAsync(customer.Id, day);
        return customer.Id;
    }

    public Task AddManyAsync(int count, Func<int, string> name) =>
        ChangeAsync(db => db.Customers.AddRange(Enumerable.Range(0, count).Select(i => new Customer { SourceId = 1, Name = name(i) })));

    public async Task<long> OrderAsync(long customer, string day, long amount = 1000, OrderStatus status = OrderStatus.Placed)
    {
        var order = new Order
        {
            SourceId = 1,
            ExternalId = $"N{++_orders}",
            CustomerId = customer,
            Day = DateOnly.ParseExact(day, "yyyy-MM-dd"),
            PlacedAt = DateTime.ParseExact(day, "yyyy-MM-dd", null),
            CurrencyId = 2,
            ReportingRate = 1,
            Subtotal = amount,
            Total = amount,
            Items = 1,
            Status = status,
        };
        await ChangeAsync(db => db.Add(order));
        return order.Id;
    }

    public Task RefundAsync(long customer, long? order, string day, long amount) => ChangeAsync(db => db.Add(new Refund
    {
        SourceId = 1,
        ExternalId = $"R{++_orders}",
        CustomerId = customer,
        OrderId = order,
        Day = DateOnly.ParseExact(day, "yyyy-MM-dd"),
        RefundedAt = DateTime.ParseExact(day, "yyyy-MM-dd", null),
        CurrencyId = 2,
        ReportingRate = 1,
        Amount = amount,
    }));

    public async Task LineAsync(long order, string sku, string product, double quantity, long amount)
    {
        var sold = new Product { SourceId = 1, Sku = sku, Name = product };
        await ChangeAsync(db => db.Add(sold));
        await ChangeAsync(db => db.Add(new OrderLine { OrderId = order, ProductId = sold.Id, Quantity = quantity, UnitPrice = amount / quantity / 100, Amount = amount }));
    }

    public async Task<Dashboard.Analytics.Facts.CustomerFacts> FactsAsync()
    {
        var snapshots = _services.GetRequiredService<SnapshotService>();
        await ChangeAsync(db => db.State.ExecuteUpdate(s => s.SetProperty(x => x.Revision, x => x.Revision + 1).SetProperty(x => x.RebuildRevision, x => x.Revision + 1)));
        await snapshots.RefreshAsync(cancellation: TestContext.Current.CancellationToken);
        return snapshots.Current;
    }

    public async Task ChangeAsync(Action<DashboardDbContext> change)
    {
        await using var db = await _services.GetRequiredService<IDbContextFactory<DashboardDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        change(db);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _folder.Dispose();
    }
}
