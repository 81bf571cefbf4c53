using System.Text.Json;
using Dashboard.Core.Data;
using Dashboard.Core.Labels;
using Dashboard.Core.Orders;
using Dashboard.Core.Settings;
using Dashboard.Core.Snapshots;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Customers;

/// <summary>Reads one customer: who it is, and single orders and refunds.</summary>
public sealed class CustomerProfiles(IDbContextFactory<DashboardDbContext> contexts)
{
    /// <summary>Null when there is no such customer.</summary>
    public async Task<CustomerProfile?> FindAsync(long id, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        if (await db.Customers.SingleOrDefaultAsync(c => c.Id == id, cancellation) is not { } customer)
            return null;
        var identities = await db.CustomerIdentities.Where(i => i.CustomerId == id).OrderBy(i => i.Kind).ThenBy(i => i.Id).ToListAsync(cancellation);
        var consents = await db.Consents.Where(c => c.CustomerId == id).OrderByDescending(c => c.RecordedAt).ThenByDescending(c => c.Id).ToListAsync(cancellation);
        var label = await LabelsAsync(db,
            [customer.SourceId, customer.CountryId, customer.PreferredChannelId, customer.AcquisitionChannelId, customer.AcquisitionCampaignId,
                .. identities.Select(i => (int?)i.SourceId)], cancellation);
        return new()
        {
            Id = customer.Id,
            Source = label(customer.SourceId) ?? "",
            CreatedAt = customer.CreatedAt,
            Name = customer.Name,
            Email = customer.Email,
            Phone = customer.Phone,
            BirthDate = customer.BirthDate,
            Gender = customer.Gender,
            Country = label(customer.CountryId),
            Region = customer.Region,
            City = customer.City,
            PostalCode = customer.PostalCode,
            Company = customer.Company,
            Industry = customer.Industry,
            Household = customer.Household,
            PreferredChannel = label(customer.PreferredChannelId),
            AcquisitionChannel = label(customer.AcquisitionChannelId),
            AcquisitionCampaign = label(customer.AcquisitionCampaignId),
            Attributes = customer.Attributes is { } json ? JsonSerializer.Deserialize<Dictionary<string, string>>(json) ?? [] : [],
            Identities = [.. identities.Select(i => new CustomerName(i.Kind, i.Kind == IdentityKind.CustomerNumber ? label(i.SourceId) : null, i.Value))],
            Consents = [.. consents.DistinctBy(c => c.Purpose).OrderBy(c => c.Purpose, StringComparer.Ordinal).Select(c => new CustomerConsent(c.Purpose, c.Granted, c.RecordedAt))],
        };
    }

    /// <summary>Orders and refunds by their numbers, in no order.</summary>
    internal async Task<IReadOnlyList<CustomerEvent>> EventsAsync(IReadOnlyCollection<long> orderIds, IReadOnlyCollection<long> refundIds, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var orders = await db.Orders.Where(o => orderIds.Contains(o.Id)).ToDictionaryAsync(o => o.Id, cancellation);
        var refunds = await db.Refunds.Where(r => refundIds.Contains(r.Id)).ToDictionaryAsync(r => r.Id, cancellation);
        var refunded = await db.Refunds.Where(r => r.OrderId != null && orderIds.Contains(r.OrderId.Value))
            .GroupBy(r => r.OrderId!.Value).Select(g => new { OrderId = g.Key, Amount = g.Sum(r => r.Amount) }).ToDictionaryAsync(g => g.OrderId, g => g.Amount, cancellation);
        var refundedOrders = refunds.Values.Where(r => r.OrderId != null).Select(r => r.OrderId!.Value).Distinct().ToArray();
        var numbers = await db.Orders.Where(o => refundedOrders.Contains(o.Id)).Select(o => new { o.Id, o.ExternalId }).ToDictionaryAsync(o => o.Id, o => o.ExternalId, cancellation);
        var rules = FactRules.Of(await db.Settings.SingleOrDefaultAsync(s => s.Id == ShopSettings.OnlyId, cancellation) ?? new());
        var label = await LabelsAsync(db,
            [.. orders.Values.SelectMany(o => new[] { o.CurrencyId, o.ChannelId, o.CampaignId, o.CouponId }), .. refunds.Values.SelectMany(r => new[] { r.CurrencyId, r.ChannelId })],
            cancellation);
        return
        [
            .. orders.Values.Select(o => FromOrder(o, rules.NetOf(o), refunded.GetValueOrDefault(o.Id), label)),
            .. refunds.Values.Select(r => FromRefund(r, r.OrderId is { } order ? numbers.GetValueOrDefault(order) : null, label)),
        ];
    }

    /// <summary>Products of an order or refund; empty unless it belongs to the customer or when its source gave no lines.</summary>
    public async Task<IReadOnlyList<CustomerEventLine>> LinesAsync(long customerId, CustomerEventKind kind, long id, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var lines = kind == CustomerEventKind.Order
            ? from l in db.OrderLines
              where l.OrderId == id && db.Orders.Any(o => o.Id == id && o.CustomerId == customerId)
              select new { l.Id, l.ProductId, l.Quantity, UnitPrice = (double?)l.UnitPrice, l.Discount, Amount = l.Amount - l.Discount }
            : from l in db.RefundLines
              where l.RefundId == id && db.Refunds.Any(r => r.Id == id && r.CustomerId == customerId)
              select new { l.Id, l.ProductId, l.Quantity, UnitPrice = (double?)null, Discount = 0L, l.Amount };
        return await (
            from l in lines
            join p in db.Products on l.ProductId equals p.Id
            orderby l.Id
            select new CustomerEventLine(p.Sku, p.Name, l.Quantity, l.UnitPrice, l.Discount, l.Amount)).ToListAsync(cancellation);
    }

    private static CustomerEvent FromOrder(Order order, long net, long refunded, Func<int?, string?> label) => new()
    {
        Kind = CustomerEventKind.Order,
        Id = order.Id,
        Number = order.ExternalId,
        At = order.PlacedAt,
        Day = order.Day,
        Currency = label(order.CurrencyId) ?? "",
        Amount = net,
        Status = order.Status,
        Subtotal = order.Subtotal,
        Discount = order.Discount,
        Tax = order.Tax,
        Shipping = order.Shipping,
        Total = order.Total,
        Items = order.Items,
        Channel = label(order.ChannelId),
        Campaign = label(order.CampaignId),
        Coupon = label(order.CouponId),
        HasRate = order.ReportingRate is not null,
        Refunded = refunded,
    };

    private static CustomerEvent FromRefund(Refund refund, string? ofOrder, Func<int?, string?> label) => new()
    {
        Kind = CustomerEventKind.Refund,
        Id = refund.Id,
        Number = refund.ExternalId,
        At = refund.RefundedAt,
        Day = refund.Day,
        Currency = label(refund.CurrencyId) ?? "",
        Amount = refund.Amount,
        Channel = label(refund.ChannelId),
        HasRate = refund.ReportingRate is not null,
        OfOrder = ofOrder,
    };

    private static async Task<Func<int?, string?>> LabelsAsync(DashboardDbContext db, IEnumerable<int?> ids, CancellationToken cancellation)
    {
        var wanted = ids.OfType<int>().Distinct().ToArray();
        var names = await db.Labels.Where(l => wanted.Contains(l.Id)).ToDictionaryAsync(l => l.Id, l => l.Name, cancellation);
        return id => id is { } known ? names.GetValueOrDefault(known) : null;
    }
}
