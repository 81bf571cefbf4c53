using System.Runtime.InteropServices;
using Dashboard.Core.Data;
using Dashboard.Core.Labels;
using Dashboard.Core.Products;

namespace Dashboard.Core.Orders;

/// <summary>An order or refund as it stands in the store.</summary>
internal readonly record struct StoredRow(long Id, long ContentHash, long? CustomerId);

/// <summary>The prepared statements of orders and their lines.</summary>
internal sealed class OrderRows(BulkConnection connection, LabelCache labels, ProductCache products) : IDisposable
{
    private const string Columns = "SourceId,ExternalId,CustomerId,PlacedAt,Day,Status,CurrencyId,ReportingRate,Subtotal,Discount,Tax,Shipping,Total,Items,ChannelId,CampaignId,CouponId,CountryId,ContentHash";
    private const string Values = "?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19";

    private readonly Statement _find = new(connection, "SELECT Id,ContentHash,CustomerId FROM Orders WHERE SourceId=?1 AND ExternalId=?2");
    private readonly Statement _add = new(connection, $"INSERT INTO Orders({Columns}) VALUES({Values}) ON CONFLICT(SourceId,ExternalId) DO NOTHING");
    private readonly Statement _change = new(connection, $"UPDATE Orders SET ({Columns})=({Values}) WHERE Id=?20");
    private readonly Statement _remove = new(connection, "DELETE FROM Orders WHERE Id=?1");
    private readonly Statement _addLine = new(connection, "INSERT INTO OrderLines(OrderId,ProductId,Quantity,UnitPrice,Discount,Amount) VALUES(?1,?2,?3,?4,?5,?6)");
    private readonly Statement _removeLines = new(connection, "DELETE FROM OrderLines WHERE OrderId=?1");

    public bool Find(int source, ReadOnlySpan<byte> externalId, out StoredRow order)
    {
        order = default;
        if (!_find.Bind(1, source).BindPinnedText(2, externalId).Step()) return false;
        order = new(_find.Int64(0), _find.Int64(1), _find.IsNull(2) ? null : _find.Int64(2));
        _find.Reset();
        return true;
    }

    /// <summary>Number of the new order; 0 when the source already has an order of that number.</summary>
    public long Add(OrderBatch batch, in OrderEntry entry, int source, long? customer, int day, int currency, double? rate)
    {
        if (Bind(_add, batch, entry, source, customer, day, currency, rate).Run() == 0) return 0;
        var id = _add.LastInsertedId;
        AddLines(batch, entry, source, id);
        return id;
    }

    public void Change(long id, OrderBatch batch, in OrderEntry entry, int source, long? customer, int day, int currency, double? rate)
    {
        Bind(_change, batch, entry, source, customer, day, currency, rate).Bind(20, id).Run();
        _removeLines.Bind(1, id).Run();
        AddLines(batch, entry, source, id);
    }

    public void Remove(long id)
    {
        _removeLines.Bind(1, id).Run();
        _remove.Bind(1, id).Run();
    }

    private void AddLines(OrderBatch batch, in OrderEntry entry, int source, long order)
    {
        foreach (ref readonly var line in CollectionsMarshal.AsSpan(batch.Lines).Slice(entry.FirstLine, entry.LineCount))
        {
            _addLine.Bind(1, order).Bind(2, products.Find(source, batch, line)).Bind(3, line.Quantity).Bind(4, line.UnitPrice)
                .Bind(5, line.Discount).Bind(6, line.Amount).Run();
        }
    }

    private Statement Bind(Statement statement, OrderBatch batch, in OrderEntry entry, int source, long? customer, int day, int currency, double? rate) => statement
        .Bind(1, source).BindPinnedText(2, batch.Text(entry.ExternalId)).Bind(3, customer).Bind(4, entry.PlacedAt).Bind(5, day).Bind(6, (long)entry.Status)
        .Bind(7, currency).Bind(8, rate).Bind(9, entry.Subtotal).Bind(10, entry.Discount).Bind(11, entry.Tax).Bind(12, entry.Shipping).Bind(13, entry.Total)
        .Bind(14, entry.Items).Bind(15, (long?)labels.Find(LabelKind.Channel, batch, entry.Channel)).Bind(16, (long?)labels.Find(LabelKind.Campaign, batch, entry.Campaign))
        .Bind(17, (long?)labels.Find(LabelKind.Coupon, batch, entry.Coupon)).Bind(18, (long?)labels.Find(LabelKind.Country, batch, entry.Country)).Bind(19, entry.ContentHash);

    public void Dispose()
    {
        _find.Dispose();
        _add.Dispose();
        _change.Dispose();
        _remove.Dispose();
        _addLine.Dispose();
        _removeLines.Dispose();
    }
}
