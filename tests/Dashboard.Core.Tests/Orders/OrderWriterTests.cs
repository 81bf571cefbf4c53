using Dashboard.Core.Data;
using Dashboard.Core.Orders;
using Dashboard.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Tests.Orders;

public sealed class OrderWriterTests : IAsyncLifetime
{
    private static readonly DateTime May1 = new(2024, 5, 1, 10, 0, 0, DateTimeKind.Utc);
    private readonly TestStore _store = new();

    public ValueTask InitializeAsync() => _store.MigrateAsync();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private static OrderDraft Order(string number, string? customer = "c1") => new()
    {
        ExternalId = number,
        Customer = customer is null ? null : new() { Number = customer, Email = customer + "@x.org", City = "Oslo" },
        PlacedAt = May1,
        Currency = "EUR",
        Subtotal = 1000,
        Discount = 100,
        Channel = "web",
        Country = "Norway",
        Lines = [new() { Sku = "A", Quantity = 2, UnitPrice = 5, Amount = 1000 }],
    };

    private WriteCounts Write(params OrderDraft[] orders)
    {
        using var writer = _store.Get<OrderWriters>().Open("shop", "EUR");
        writer.Begin(TestContext.Current.CancellationToken);
        foreach (var order in orders) writer.Write(order);
        writer.Commit();
        return writer.Counts;
    }

    [Fact]
    public async Task An_order_is_written_with_its_customer_lines_and_labels()
    {
        var counts = Write(Order("1"), Order("2"), Order("3", customer: null));
        Assert.Equal((3, 0, 0, 3, 1, 1), (counts.Created, counts.Changed, counts.Unchanged, counts.Orders, counts.Customers, counts.AnonymousOrders));
        await using var db = _store.Context();
        var order = await db.Orders.FirstAsync(o => o.ExternalId == "1", TestContext.Current.CancellationToken);
        Assert.Equal((900, 2, 1.0, new DateOnly(2024, 5, 1), May1), (order.Total, order.Items, order.ReportingRate, order.Day, order.PlacedAt));
        var customer = await db.Customers.Include(c => c.Identities).SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal(("Oslo", "c1@x.org", 2), (customer.City, customer.Email, customer.Identities.Count));
        Assert.Equal(order.CountryId, customer.CountryId);
        Assert.Equal(3, await db.OrderLines.CountAsync(TestContext.Current.CancellationToken));
        Assert.Equal("EUR", (await db.Settings.SingleAsync(TestContext.Current.CancellationToken)).ReportingCurrency);
        Assert.Equal(1, (await db.State.SingleAsync(TestContext.Current.CancellationToken)).Revision);
    }

    [Fact]
    public async Task Writing_the_same_again_changes_nothing_and_keeps_the_revision()
    {
        Write(Order("1"), Order("2"));
        var again = Write(Order("1"), Order("2"));
        Assert.Equal((0, 0, 2, 1), (again.Created, again.Changed, again.Unchanged, again.Customers));
        await using var db = _store.Context();
        Assert.Equal(1, (await db.State.SingleAsync(TestContext.Current.CancellationToken)).Revision);
    }

    [Fact]
    public async Task A_moved_order_marks_both_customers()
    {
        Write(Order("1", "c1"), Order("2", "c2"));
        var moved = Write(Order("1", "c2"));
        Assert.Equal((0, 1, 0), (moved.Created, moved.Changed, moved.Unchanged));
        await using var db = _store.Context();
        Assert.Equal([1L, 2L], await db.CustomerChanges.Where(c => c.Revision == 2).Select(c => c.CustomerId).Order().ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_refund_that_is_gone_from_its_order_is_removed()
    {
        Write(Order("1") with { Refund = new(May1.AddDays(1), 500) });
        await using (var db = _store.Context())
            Assert.Equal(500, (await db.Refunds.SingleAsync(TestContext.Current.CancellationToken)).Amount);
        Write(Order("1"));
        await using (var db = _store.Context())
            Assert.Empty(await db.Refunds.ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_is_rolled_back_is_not_there_and_can_be_written_again()
    {
        using (var writer = _store.Get<OrderWriters>().Open("shop", "EUR"))
        {
            writer.Begin(TestContext.Current.CancellationToken);
            writer.Write(Order("1"));
            writer.Rollback();
            Assert.Equal(0, writer.Counts.Created);
            writer.Begin(TestContext.Current.CancellationToken);
            writer.Write(Order("1"));
            writer.Commit();
        }
        await using var db = _store.Context();
        Assert.Equal(1, await db.Orders.CountAsync(TestContext.Current.CancellationToken));
        Assert.Equal(1, await db.Customers.CountAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_number_taken_for_repeated_is_looked_up_before_anything_is_rejected()
    {
        Write(Order("1"));
        using var writer = _store.Get<OrderWriters>().Open("shop", "EUR");
        writer.Begin(TestContext.Current.CancellationToken);
        writer.Write(Suspected(Order("1")));
        writer.Write(Suspected(Order("2")));
        Assert.Equal((1, 1, 0), (writer.Counts.Created, writer.Counts.Unchanged, writer.Counts.Rejected));
        writer.Write(Suspected(Order("1")));
        writer.Write(Suspected(Order("2") with { Subtotal = 2000 }));
        Assert.Equal((1, 2, 1), (writer.Counts.Created, writer.Counts.Unchanged, writer.Counts.Rejected));
        writer.Commit();
    }

    private static OrderBatch Suspected(OrderDraft order)
    {
        var batch = new OrderBatch();
        DraftEncoder.Add(batch, order);
        foreach (ref var entry in batch.Entries) entry.Repeated = true;
        return batch;
    }
}
