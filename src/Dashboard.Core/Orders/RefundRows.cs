using System.Runtime.InteropServices;
using Dashboard.Core.Data;
using Dashboard.Core.Labels;
using Dashboard.Core.Products;

namespace Dashboard.Core.Orders;

/// <summary>The prepared statements of refunds and their lines.</summary>
internal sealed class RefundRows(BulkConnection connection, LabelCache labels, ProductCache products) : IDisposable
{
    private const string Columns = "SourceId,ExternalId,OrderId,CustomerId,RefundedAt,Day,CurrencyId,ReportingRate,Amount,ChannelId,CountryId,ContentHash";
    private const string Values = "?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12";

    private readonly Statement _find = new(connection, "SELECT Id,ContentHash,CustomerId,OrderId FROM Refunds WHERE SourceId=?1 AND ExternalId=?2");
    private readonly Statement _add = new(connection, $"INSERT INTO Refunds({Columns}) VALUES({Values}) ON CONFLICT(SourceId,ExternalId) DO NOTHING");
    private readonly Statement _change = new(connection, $"UPDATE Refunds SET ({Columns})=({Values}) WHERE Id=?13");
    private readonly Statement _remove = new(connection, "DELETE FROM Refunds WHERE Id=?1");
    private readonly Statement _addLine = new(connection, "INSERT INTO RefundLines(RefundId,ProductId,Quantity,Amount) VALUES(?1,?2,?3,?4)");
    private readonly Statement _removeLines = new(connection, "DELETE FROM RefundLines WHERE RefundId=?1");

    public bool Find(int source, ReadOnlySpan<byte> externalId, out StoredRow refund, out long? order)
    {
        (refund, order) = (default, null);
        if (!_find.Bind(1, source).BindPinnedText(2, externalId).Step()) return false;
        refund = new(_find.Int64(0), _find.Int64(1), _find.IsNull(2) ? null : _find.Int64(2));
        order = _find.IsNull(3) ? null : _find.Int64(3);
        _find.Reset();
        return true;
    }

    /// <summary>Number of the new refund; 0 when the source already has a refund of that number.</summary>
    public long Add(OrderBatch batch, in OrderEntry entry, int source, long? order, long? customer, int day, int currency, double? rate)
    {
        if (Bind(_add, batch, entry, source, order, customer, day, currency, rate).Run() == 0) return 0;
        var id = _add.LastInsertedId;
        AddLines(batch, entry, source, id);
        return id;
    }

    public void Change(long id, OrderBatch batch, in OrderEntry entry, int source, long? order, long? customer, int day, int currency, double? rate)
    {
        Bind(_change, batch, entry, source, order, customer, day, currency, rate).Bind(13, id).Run();
        _removeLines.Bind(1, id).Run();
        AddLines(batch, entry, source, id);
    }

    public void Remove(long id)
    {
        _removeLines.Bind(1, id).Run();
        _remove.Bind(1, id).Run();
    }

    private void AddLines(OrderBatch batch, in OrderEntry entry, int source, long refund)
    {
        foreach (ref readonly var line in CollectionsMarshal.AsSpan(batch.Lines).Slice(entry.FirstRefundLine, entry.RefundLineCount))
            _addLine.Bind(1, refund).Bind(2, products.Find(source, batch, line)).Bind(3, line.Quantity).Bind(4, line.Amount).Run();
    }

    private Statement Bind(Statement statement, OrderBatch batch, in OrderEntry entry, int source, long? order, long? customer, int day, int currency, double? rate) => statement
        .Bind(1, source).BindPinnedText(2, batch.Text(entry.ExternalId)).Bind(3, order).Bind(4, customer).Bind(5, entry.RefundedAt).Bind(6, day).Bind(7, currency)
        .Bind(8, rate).Bind(9, entry.RefundAmount).Bind(10, (long?)labels.Find(LabelKind.Channel, batch, entry.Channel))
        .Bind(11, (long?)labels.Find(LabelKind.Country, batch, entry.Country)).Bind(12, entry.RefundHash);

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
