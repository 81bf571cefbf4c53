using Dashboard.Core.Customers;
using Dashboard.Core.Data;
using Dashboard.Core.Imports;
using Dashboard.Core.Labels;
using Microsoft.Data.Sqlite;

namespace Dashboard.Core.Demo;

/// <summary>Writes a generated shop into the store and takes it out again, within the caller's transaction.</summary>
internal sealed class DemoStore(SqliteTransaction transaction)
{
    /// <summary>Source label of every sample row.</summary>
    public const string Source = "sample";

    public const string Currency = "EUR";

    private readonly Dictionary<(LabelKind, string), int> _labels = [];

    /// <summary>Writes everything and raises the store's revision.</summary>
    /// <param name="data">The shop.</param>
    /// <param name="currency">Currency of the orders, which is the reporting currency.</param>
    /// <param name="startedAt">When the load began.</param>
    /// <param name="now">The clock, for the end of the load.</param>
    /// <param name="progress">Receives rows written.</param>
    /// <param name="cancellation">Checked every few hundred rows; what was written is rolled back by the caller.</param>
    public void Write(DemoData data, string currency, DateTime startedAt, TimeProvider now, Action<int> progress, CancellationToken cancellation)
    {
        var source = Label(LabelKind.Source, Source)!.Value;
        var products = WriteProducts(data, source);
        var customers = WriteCustomers(data, source, progress, cancellation);
        var refunds = WriteOrders(data, source, Label(LabelKind.Currency, currency)!.Value, customers, products, progress, cancellation);
        var ended = now.GetUtcNow().UtcDateTime;
        using var import = new InsertInto(transaction.Connection!, "Imports", "SourceId", "FileName", "FileBytes", "FileHash", "Mapping", "Status", "StartedAt", "FinishedAt", "Milliseconds",
            "Position", "Rows", "Created", "Changed", "Unchanged", "Rejected", "Orders", "Customers", "Refunds", "AnonymousOrders");
        import.Add(source, "Sample data", 0, "", "{}", (int)ImportStatus.Completed, Time(startedAt), Time(ended), (long)(ended - startedAt).TotalMilliseconds,
            data.Orders.Count, data.Orders.Sum(o => o.Lines.Count), data.Orders.Count + refunds, 0, 0, 0, data.Orders.Count, data.Customers.Count, refunds,
            data.Orders.Count(o => o.Customer is null));
        WriteSpend(data, currency, startedAt);
        Run("UPDATE Settings SET ReportingCurrency = @0 WHERE ReportingCurrency IS NULL", currency);
        RaiseRevision();
    }

    /// <summary>Deletes every sample row. A sample customer who has since bought through another source stays, without what the sample said of that customer.</summary>
    /// <returns>Orders removed.</returns>
    public long Remove()
    {
        if (Scalar("SELECT Id FROM Labels WHERE Kind = @0 AND Name = @1", (int)LabelKind.Source, Source) is not long source) return 0;
        Run("DELETE FROM KpiHistory WHERE ComputedAt >= (SELECT MIN(StartedAt) FROM Imports WHERE SourceId = @0)", source);
        Run("DELETE FROM AcquisitionSpend WHERE ChangedById IS NULL AND ChangedAt IN (SELECT StartedAt FROM Imports WHERE SourceId = @0)", source);
        Run("DELETE FROM LifetimeRuns");
        Run("DELETE FROM Refunds WHERE SourceId = @0", source);
        var orders = Run("DELETE FROM Orders WHERE SourceId = @0", source);
        Run("DELETE FROM Consents WHERE SourceId = @0", source);
        Run("DELETE FROM CustomerIdentities WHERE Kind = @1 AND SourceId = @0", source, (int)IdentityKind.CustomerNumber);
        Run("""
            DELETE FROM Customers WHERE SourceId = @0
                AND NOT EXISTS (SELECT 1 FROM Orders o WHERE o.CustomerId = Customers.Id)
                AND NOT EXISTS (SELECT 1 FROM Refunds r WHERE r.CustomerId = Customers.Id)
                AND NOT EXISTS (SELECT 1 FROM CustomerIdentities i WHERE i.CustomerId = Customers.Id AND i.SourceId <> 0)
            """, source);
        Run("""
            UPDATE Customers SET Name = NULL, BirthDate = NULL, Gender = NULL, CountryId = NULL, Region = NULL, City = NULL, PostalCode = NULL, Company = NULL, Industry = NULL,
                Household = NULL, PreferredChannelId = NULL, AcquisitionChannelId = NULL, AcquisitionCampaignId = NULL, Attributes = NULL,
                SourceId = COALESCE((SELECT MIN(o.SourceId) FROM Orders o WHERE o.CustomerId = Customers.Id), (SELECT MIN(r.SourceId) FROM Refunds r WHERE r.CustomerId = Customers.Id),
                    (SELECT MIN(i.SourceId) FROM CustomerIdentities i WHERE i.CustomerId = Customers.Id AND i.SourceId <> 0))
            WHERE SourceId = @0
            """, source);
        Run("DELETE FROM Products WHERE SourceId = @0 AND Id NOT IN (SELECT ProductId FROM OrderLines UNION SELECT ProductId FROM RefundLines)", source);
        Run("DELETE FROM Imports WHERE SourceId = @0", source);
        Run("DELETE FROM CustomerChanges WHERE CustomerId <> 0 AND CustomerId NOT IN (SELECT Id FROM Customers)");
        Run("UPDATE Settings SET ReportingCurrency = NULL WHERE NOT EXISTS (SELECT 1 FROM Orders) AND NOT EXISTS (SELECT 1 FROM Imports)");
        RaiseRevision();
        return orders;
    }

    private void RaiseRevision() => Run("UPDATE StoreState SET Revision = Revision + 1, RebuildRevision = Revision + 1");

    private long[] WriteProducts(DemoData data, int source)
    {
        using var insert = new InsertInto(transaction.Connection!, "Products", "SourceId", "Sku", "Name", "BrandId", "CategoryId", "Cost");
        return [.. data.Products.Select(p => insert.Add(source, p.Sku, p.Name,
            Label(LabelKind.Brand, p.Brand), Label(LabelKind.Category, DemoCatalog.Categories[p.Category].Name), p.Cost))];
    }

    private long[] WriteCustomers(DemoData data, int source, Action<int> progress, CancellationToken cancellation)
    {
        using var customer = new InsertInto(transaction.Connection!, "Customers", "SourceId", "CreatedAt", "Name", "Email", "Phone", "BirthDate", "Gender", "CountryId", "Region", "City",
            "PostalCode", "Company", "Industry", "Household", "PreferredChannelId", "AcquisitionChannelId", "AcquisitionCampaignId", "Attributes");
        using var identity = new InsertInto(transaction.Connection!, "CustomerIdentities", "CustomerId", "Kind", "SourceId", "Value");
        using var consent = new InsertInto(transaction.Connection!, "Consents", "CustomerId", "Purpose", "Granted", "RecordedAt", "SourceId");
        var ids = new long[data.Customers.Count];
        for (var i = 0; i < ids.Length; i++)
        {
            Step(i, progress, cancellation);
            var c = data.Customers[i];
            var id = ids[i] = customer.Add(source, Time(c.CreatedAt), c.Name, c.Email, c.Phone, c.BirthDate is { } born ? StoreConventions.ToDayNumber(born) : null, c.Gender,
                Label(LabelKind.Country, c.Country), c.Region, c.City, c.PostalCode, c.Company, c.Industry, c.Household, Label(LabelKind.Channel, c.PreferredChannel),
                Label(LabelKind.Channel, c.AcquisitionChannel), Label(LabelKind.Campaign, c.AcquisitionCampaign), c.Attributes);
            identity.Add(id, (int)IdentityKind.CustomerNumber, source, $"C-{c.Number:00000}");
            if (c.Email is not null) identity.Add(id, (int)IdentityKind.Email, 0, c.Email);
            if (c.Phone is not null) identity.Add(id, (int)IdentityKind.Phone, 0, c.Phone);
            foreach (var given in c.Consents) consent.Add(id, given.Purpose, given.Granted, Time(given.RecordedAt), source);
        }
        return ids;
    }

    // What somebody typed is not mixed with invented spend.
    private void WriteSpend(DemoData data, string currency, DateTime at)
    {
        if (Scalar("SELECT 1 FROM AcquisitionSpend") is not null) return;
        using var spend = new InsertInto(transaction.Connection!, "AcquisitionSpend", "Channel", "Month", "Amount", "Currency", "ChangedAt");
        foreach (var s in DemoSpend.Of(data.Customers)) spend.Add(s.Channel, StoreConventions.ToDayNumber(s.Month), s.Amount, currency, Time(at));
    }

    private int WriteOrders(DemoData data, int source, int currency, long[] customers, long[] products, Action<int> progress, CancellationToken cancellation)
    {
        using var order = new InsertInto(transaction.Connection!, "Orders", "SourceId", "ExternalId", "CustomerId", "PlacedAt", "Day", "Status", "CurrencyId", "ReportingRate", "Subtotal", "Discount",
            "Tax", "Shipping", "Total", "Items", "ChannelId", "CampaignId", "CouponId", "CountryId", "ContentHash");
        using var line = new InsertInto(transaction.Connection!, "OrderLines", "OrderId", "ProductId", "Quantity", "UnitPrice", "Discount", "Amount");
        using var refund = new InsertInto(transaction.Connection!, "Refunds", "SourceId", "ExternalId", "OrderId", "CustomerId", "RefundedAt", "Day", "CurrencyId", "ReportingRate", "Amount", "ChannelId",
            "CountryId", "ContentHash");
        using var refundLine = new InsertInto(transaction.Connection!, "RefundLines", "RefundId", "ProductId", "Quantity", "Amount");
        var refunds = 0;
        for (var i = 0; i < data.Orders.Count; i++)
        {
            Step(i, progress, cancellation);
            var o = data.Orders[i];
            object? buyer = o.Customer is { } index ? customers[index] : null;
            var channel = Label(LabelKind.Channel, o.Channel);
            var country = Label(LabelKind.Country, o.Country);
            var id = order.Add(source, $"S-{i + 1:000000}", buyer, Time(o.PlacedAt), StoreConventions.ToDayNumber(o.Day), (int)o.Status, currency, 1.0, o.Subtotal, o.Discount,
                o.Tax, o.Shipping, o.Total, o.Items, channel, Label(LabelKind.Campaign, o.Campaign), Label(LabelKind.Coupon, o.Coupon), country, (long)i + 1);
            foreach (var l in o.Lines) line.Add(id, products[l.Product], (double)l.Quantity, l.UnitPrice / 100.0, l.Discount, l.Amount);
            if (o.Refund is not { } back) continue;
            refunds++;
            var refundId = refund.Add(source, $"R-{i + 1:000000}", id, buyer, Time(back.RefundedAt), StoreConventions.ToDayNumber(back.Day), currency, 1.0, back.Amount, channel, country, (long)i + 1);
            foreach (var l in back.Lines) refundLine.Add(refundId, products[l.Product], (double)l.Quantity, l.Amount - l.Discount);
        }
        return refunds;
    }

    private static void Step(int row, Action<int> progress, CancellationToken cancellation)
    {
        if (row % 500 != 0) return;
        cancellation.ThrowIfCancellationRequested();
        progress(500);
    }

    private int? Label(LabelKind kind, string? name)
    {
        if (name is null) return null;
        if (_labels.TryGetValue((kind, name), out var known)) return known;
        Run("INSERT INTO Labels (Kind, Name) VALUES (@0, @1) ON CONFLICT DO NOTHING", (int)kind, name);
        return _labels[(kind, name)] = (int)(long)Scalar("SELECT Id FROM Labels WHERE Kind = @0 AND Name = @1", (int)kind, name)!;
    }

    private static long Time(DateTime instant) => StoreConventions.ToMilliseconds(instant);

    private int Run(string sql, params object[] values)
    {
        using var command = Command(sql, values);
        return command.ExecuteNonQuery();
    }

    private object? Scalar(string sql, params object[] values)
    {
        using var command = Command(sql, values);
        return command.ExecuteScalar();
    }

    private SqliteCommand Command(string sql, object[] values)
    {
        var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // every statement above is a constant; values are parameters
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 0; i < values.Length; i++) command.Parameters.AddWithValue($"@{i}", values[i]);
        return command;
    }
}
