using System.Globalization;
using System.Text;
using Dashboard.Core.Customers;
using Dashboard.Core.Data;

namespace Dashboard.Core.Orders;

/// <summary>Puts typed drafts into a batch, in the same form in which the file parser leaves its rows.</summary>
internal static class DraftEncoder
{
    public static void Add(OrderBatch batch, OrderDraft draft)
    {
        ref var entry = ref batch.Add();
        entry.ExternalId = batch.AddText(Encoding.UTF8.GetBytes(draft.ExternalId));
        if (draft.Customer is { } customer) Describe(batch, ref entry, customer);
        entry.PlacedAt = StoreConventions.ToMilliseconds(draft.PlacedAt);
        entry.Status = draft.Status;
        entry.Currency = batch.AddHashed(draft.Currency);
        (entry.Subtotal, entry.Discount, entry.Tax, entry.Shipping) = (draft.Subtotal, draft.Discount, draft.Tax, draft.Shipping);
        entry.Total = draft.Total ?? draft.Subtotal - draft.Discount + draft.Tax + draft.Shipping;
        entry.Items = draft.Items ?? (int)draft.Lines.Sum(l => CountOf(l.Quantity));
        entry.Channel = batch.AddHashed(draft.Channel);
        entry.Campaign = batch.AddHashed(draft.Campaign);
        entry.Coupon = batch.AddHashed(draft.Coupon);
        entry.Country = batch.AddHashed(draft.Country);
        if (entry.HasIdentity) batch.AddAttribute(ref entry, CustomerAttribute.Country, entry.Country);
        foreach (var line in draft.Lines)
        {
            batch.Lines.Add(new()
            {
                Sku = batch.AddHashed(line.Sku),
                Name = line.Name is null ? default : batch.AddText(Encoding.UTF8.GetBytes(line.Name)),
                Brand = batch.AddHashed(line.Brand),
                Category = batch.AddHashed(line.Category),
                Cost = line.Cost ?? 0,
                Quantity = line.Quantity,
                UnitPrice = line.UnitPrice,
                Discount = line.Discount,
                Amount = line.Amount,
            });
        }
        entry.LineCount = draft.Lines.Count;
        entry.FirstRefundLine = batch.Lines.Count;
        if (draft.Refund is { } refund)
            (entry.HasRefund, entry.RefundedAt, entry.RefundAmount) = (true, StoreConventions.ToMilliseconds(refund.At), refund.Amount);
        entry.Rows = 1;
        batch.Seal(ref entry);
    }

    public static void Describe(OrderBatch batch, ref OrderEntry entry, CustomerDraft customer)
    {
        entry.Number = batch.AddHashed(customer.Number);
        entry.Email = batch.AddHashed(customer.Email?.Trim().ToLowerInvariant());
        entry.Phone = batch.AddHashed(customer.Phone);
        batch.AddAttribute(ref entry, CustomerAttribute.Name, batch.AddHashed(customer.Name));
        batch.AddAttribute(ref entry, CustomerAttribute.Email, entry.Email);
        batch.AddAttribute(ref entry, CustomerAttribute.Phone, entry.Phone);
        batch.AddAttribute(ref entry, CustomerAttribute.BirthDate, batch.AddHashed(customer.BirthDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
        batch.AddAttribute(ref entry, CustomerAttribute.Gender, batch.AddHashed(customer.Gender));
        batch.AddAttribute(ref entry, CustomerAttribute.Country, batch.AddHashed(customer.Country));
        batch.AddAttribute(ref entry, CustomerAttribute.Region, batch.AddHashed(customer.Region));
        batch.AddAttribute(ref entry, CustomerAttribute.City, batch.AddHashed(customer.City));
        batch.AddAttribute(ref entry, CustomerAttribute.PostalCode, batch.AddHashed(customer.PostalCode));
        batch.AddAttribute(ref entry, CustomerAttribute.Company, batch.AddHashed(customer.Company));
        batch.AddAttribute(ref entry, CustomerAttribute.Industry, batch.AddHashed(customer.Industry));
        batch.AddAttribute(ref entry, CustomerAttribute.Household, batch.AddHashed(customer.Household));
        batch.AddAttribute(ref entry, CustomerAttribute.PreferredChannel, batch.AddHashed(customer.PreferredChannel));
        batch.AddAttribute(ref entry, CustomerAttribute.AcquisitionChannel, batch.AddHashed(customer.AcquisitionChannel));
        batch.AddAttribute(ref entry, CustomerAttribute.AcquisitionCampaign, batch.AddHashed(customer.AcquisitionCampaign));
    }

    /// <summary>Items of a line: whole quantities count, a line sold by weight or length is one item.</summary>
    internal static long CountOf(double quantity) => quantity == Math.Floor(quantity) ? (long)Math.Clamp(quantity, 0, int.MaxValue) : 1;
}
