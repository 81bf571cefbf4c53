using System.Runtime.InteropServices;
using Dashboard.Core.Orders;

namespace Dashboard.Core.Imports;

// What it was worth: lines, order-level amounts, refunds.
internal sealed partial class OrderParser
{
    private const double MostItems = 1_000_000;

    private readonly List<LineEntry> _returned = [];
    private readonly Dictionary<ulong, long> _bought = [];

    private bool ReadAmounts(ReadOnlySpan<RawRow> rows, OrderBatch batch, ref OrderEntry entry, bool refunded)
    {
        if (!ReadLines(rows, batch, ref entry, out var lines)) return false;
        if (!Money(rows, OrderField.Discount, out var discount, out var hasDiscount) || !Money(rows, OrderField.Tax, out var tax, out _)
            || !Money(rows, OrderField.Shipping, out var shipping, out _) || !Money(rows, OrderField.Total, out var total, out var hasTotal)
            || !Money(rows, OrderField.Subtotal, out var subtotal, out var hasSubtotal) || !Money(rows, OrderField.NetAmount, out var net, out var hasNet)
            || !Money(rows, OrderField.Amount, out var amount, out var hasAmount) || !Money(rows, OrderField.RefundedAmount, out var givenBack, out _))
            return false;

        discount = hasDiscount ? Math.Abs(discount) : lines.Discount;
        // Given back, a discount is given back too: it makes a negative amount smaller.
        var signed = (hasSubtotal ? subtotal : hasNet ? net : hasTotal ? total : 0) < 0 ? -discount : discount;
        if (lines.Any && lines.Returned > 0) subtotal = lines.Sum;
        else if (hasSubtotal) subtotal = subtotal + (_mapping.SubtotalAfterDiscount ? signed : 0) - (_mapping.TaxIncluded ? tax : 0);
        else if (hasNet) subtotal = net + signed;
        else if (hasAmount) subtotal = amount;
        else if (hasTotal) subtotal = total - tax - shipping + signed;
        else if (lines.Any) subtotal = lines.Sum;
        else if (_hasAmounts) return Wrong(RejectReason.MissingAmount, 0, AmountField());

        (entry.Subtotal, entry.Discount, entry.Tax, entry.Shipping, entry.Items) = (subtotal, discount, tax, shipping, lines.Items);
        entry.Total = hasTotal && !(lines.Any && lines.Returned > 0) ? total : subtotal - discount + tax + shipping;
        if (lines.Any && lines.Returned > 0 && lines.Kept == 0)
        {
            MakeRefund(ref entry, lines.ReturnedSum);
        }
        else if (subtotal < 0)
        {
            TurnLines(batch, ref entry);
            MakeRefund(ref entry, Math.Max(0, -subtotal - discount));
        }
        else
        {
            if (lines.Returned > 0) Return(batch, ref entry, lines);
            if (refunded && givenBack == 0) givenBack = entry.Total;
            if (givenBack != 0 && !ReadRefund(rows, ref entry, Math.Abs(givenBack))) return false;
        }
        return true;
    }

    /// <summary>
    /// Goods given back beside goods bought. They belong to the order, with their share of its tax and shipping, as money given back has; but where they are worth
    /// as much as all that was bought and are other goods, they are those of an earlier order: they belong to the customer alone, and the order stays a purchase.
    /// </summary>
    private void Return(OrderBatch batch, ref OrderEntry entry, in LineSums lines)
    {
        (entry.HasRefund, entry.RefundAmount, entry.RefundedAt) = (true, lines.ReturnedSum, entry.PlacedAt);
        entry.RefundIsApart = lines.ReturnedSum >= lines.Sum && !IsOfThisOrder(batch, entry, lines);
        var net = entry.Subtotal - entry.Discount;
        if (!entry.RefundIsApart && entry.Total > net && net > 0)
            entry.RefundAmount = (long)decimal.Round((decimal)lines.ReturnedSum * entry.Total / net, MidpointRounding.ToEven);
    }

    private bool IsOfThisOrder(OrderBatch batch, in OrderEntry entry, in LineSums lines)
    {
        if (!_hasLines) return lines.ReturnedSum <= lines.Sum;
        _bought.Clear();
        foreach (ref readonly var line in CollectionsMarshal.AsSpan(batch.Lines).Slice(entry.FirstLine, entry.LineCount))
            CollectionsMarshal.GetValueRefOrAddDefault(_bought, line.Sku.Hash, out _) += line.Amount;
        foreach (ref readonly var line in CollectionsMarshal.AsSpan(_returned))
            CollectionsMarshal.GetValueRefOrAddDefault(_bought, line.Sku.Hash, out _) -= line.Amount;
        return _bought.Values.All(left => left >= 0);
    }

    private bool ReadRefund(ReadOnlySpan<RawRow> rows, ref OrderEntry entry, long amount)
    {
        (entry.HasRefund, entry.RefundIsApart, entry.RefundAmount, entry.RefundedAt) = (true, false, amount, entry.PlacedAt);
        var text = First(rows, OrderField.RefundDate, out var row);
        if (text.IsEmpty) return true;
        if (!DateText.TryParse(text, _mapping.DateOrder, out var date)) return Wrong(RejectReason.NotADate, row, OrderField.RefundDate);
        entry.RefundedAt = ToUtc(rows[row], date);
        return (entry.RefundedAt >= DayMilliseconds && entry.RefundedAt <= _options.Latest) || Wrong(RejectReason.DateOutOfRange, row, OrderField.RefundDate);
    }

    private static void MakeRefund(ref OrderEntry entry, long amount)
    {
        (entry.Kind, entry.HasRefund, entry.RefundAmount, entry.RefundedAt) = (EntryKind.Refund, true, amount, entry.PlacedAt);
        (entry.Subtotal, entry.Discount, entry.Tax, entry.Shipping, entry.Total, entry.Items) = (0, 0, 0, 0, 0, 0);
    }

    private static void TurnLines(OrderBatch batch, ref OrderEntry entry)
    {
        foreach (ref var line in CollectionsMarshal.AsSpan(batch.Lines).Slice(entry.FirstLine, entry.LineCount))
            line.Amount = -line.Amount;
        (entry.FirstRefundLine, entry.RefundLineCount, entry.LineCount) = (entry.FirstLine, entry.LineCount, 0);
    }

    private struct LineSums
    {
        public bool Any;
        public int Kept;
        public int Returned;
        public long Sum;
        public long ReturnedSum;
        public long Discount;
        public int Items;
    }

    private bool ReadLines(ReadOnlySpan<RawRow> rows, OrderBatch batch, ref OrderEntry entry, out LineSums sums)
    {
        sums = default;
        var priced = Any(OrderField.UnitPrice, OrderField.LineAmount);
        var counted = Has(OrderField.Quantity);
        if (!priced && !counted && !_hasLines) return true;
        _returned.Clear();
        double items = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            if (!ReadLine(rows[i], i, batch, priced, counted, out var line, out var worth)) return false;
            sums.Any |= worth;
            sums.Discount += line.Discount;
            if (line.Quantity < 0)
            {
                (line.Quantity, line.Amount) = (-line.Quantity, -line.Amount);
                _returned.Add(line);
                sums.Returned++;
                sums.ReturnedSum += line.Amount;
                continue;
            }
            sums.Kept++;
            sums.Sum += line.Amount;
            items += counted ? DraftEncoder.CountOf(line.Quantity) : 1;
            if (_hasLines) batch.Lines.Add(line);
        }
        sums.Items = (int)Math.Min(items, int.MaxValue);
        if (!_hasLines) return true;
        entry.LineCount = batch.Lines.Count - entry.FirstLine;
        (entry.FirstRefundLine, entry.RefundLineCount) = (batch.Lines.Count, _returned.Count);
        batch.Lines.AddRange(_returned);
        return true;
    }

    private bool ReadLine(RawRow row, int index, OrderBatch batch, bool priced, bool counted, out LineEntry line, out bool worth)
    {
        line = new() { Quantity = 1 };
        worth = false;
        Number quantity = new(1, 0);
        if (counted && Value(row, OrderField.Quantity) is { IsEmpty: false } count)
        {
            if (!NumberText.TryParse(count, _mapping.DecimalSign, out quantity)) return Wrong(RejectReason.NotANumber, index, OrderField.Quantity);
            line.Quantity = quantity.ToDouble();
            if (Math.Abs(line.Quantity) > MostItems) return Wrong(RejectReason.AmountOutOfRange, index, OrderField.Quantity);
        }
        if (priced && !ReadPrice(row, index, quantity, ref line, out worth)) return false;
        if (!Line(row, index, OrderField.LineDiscount, out line.Discount)) return false;
        line.Discount = Math.Abs(line.Discount);
        if (!_hasLines) return true;

        var sku = Id(row, OrderField.Sku);
        var name = Value(row, OrderField.ProductName);
        if (sku.IsEmpty) sku = name;
        if (sku.IsEmpty) return Wrong(RejectReason.MissingProduct, index, Has(OrderField.Sku) ? OrderField.Sku : OrderField.ProductName);
        if (sku.Length > LongestKey) return Wrong(RejectReason.FieldTooLong, index, Has(OrderField.Sku) ? OrderField.Sku : OrderField.ProductName);
        if (name.Length > LongestText) return Wrong(RejectReason.FieldTooLong, index, OrderField.ProductName);
        line.Sku = AddHashed(batch, sku);
        if (!name.IsEmpty) line.Name = AddClean(batch, name);
        line.Brand = AddHashed(batch, Value(row, OrderField.Brand));
        line.Category = AddHashed(batch, Value(row, OrderField.Category));
        return Line(row, index, OrderField.Cost, out line.Cost);
    }

    private bool ReadPrice(RawRow row, int index, Number quantity, ref LineEntry line, out bool worth)
    {
        worth = false;
        var unit = Value(row, OrderField.UnitPrice);
        if (!unit.IsEmpty)
        {
            if (!NumberText.TryParse(unit, _mapping.DecimalSign, out var price)) return Wrong(RejectReason.NotANumber, index, OrderField.UnitPrice);
            var minor = decimal.Round(quantity.ToDecimal() * price.ToDecimal() * Core.Money.Currencies.MinorPerMajor(_currency.Code), MidpointRounding.AwayFromZero);
            if (Math.Abs(minor) > 1e15m) return Wrong(RejectReason.AmountOutOfRange, index, OrderField.UnitPrice);
            (line.UnitPrice, line.Amount, worth) = (price.ToDouble(), (long)minor, true);
        }
        if (Value(row, OrderField.LineAmount).IsEmpty) return worth || !NeedsLineAmount(row) || Wrong(RejectReason.MissingAmount, index, Has(OrderField.UnitPrice) ? OrderField.UnitPrice : OrderField.LineAmount);
        if (!Line(row, index, OrderField.LineAmount, out line.Amount)) return false;
        if (!worth && line.Quantity != 0) line.UnitPrice = line.Amount / line.Quantity / Core.Money.Currencies.MinorPerMajor(_currency.Code);
        // A returned line is written with a negative quantity, a negative amount, or both.
        if (line.Amount < 0 && line.Quantity > 0 && Has(OrderField.Quantity) && !worth && _hasLines) line.Quantity = -line.Quantity;
        else if (line.Quantity < 0 && line.Amount > 0) line.Amount = -line.Amount;
        worth = true;
        return true;
    }

    // A line without a price is a mistake, unless the order states its amount.
    private bool NeedsLineAmount(RawRow row) =>
        Value(row, OrderField.Amount).IsEmpty && Value(row, OrderField.Subtotal).IsEmpty && Value(row, OrderField.NetAmount).IsEmpty && Value(row, OrderField.Total).IsEmpty;

    private OrderField AmountField()
    {
        foreach (var field in (ReadOnlySpan<OrderField>)[OrderField.Amount, OrderField.Subtotal, OrderField.NetAmount, OrderField.Total, OrderField.LineAmount])
            if (Has(field)) return field;
        return OrderField.UnitPrice;
    }

    // An amount of the order: taken from the first row that gives it, or added up where each line states its own.
    private bool Money(ReadOnlySpan<RawRow> rows, OrderField field, out long amount, out bool given)
    {
        (amount, given) = (0, false);
        if (_columns[(int)field].Length == 0) return true;
        for (var i = 0; i < rows.Length; i++)
        {
            if (Value(rows[i], field).IsEmpty) continue;
            if (!Line(rows[i], i, field, out var part)) return false;
            amount += part;
            given = true;
            if (!_sums[(int)field]) return true;
        }
        return true;
    }

    private bool Line(RawRow row, int index, OrderField field, out long minor)
    {
        minor = 0;
        if (_columns[(int)field].Length == 0) return true;
        var text = Value(row, field);
        if (text.IsEmpty) return true;
        if (!NumberText.TryParse(text, _mapping.DecimalSign, out var number)) return Wrong(RejectReason.NotANumber, index, field);
        return number.ToMinor(_currency.Decimals, out minor) || Wrong(RejectReason.AmountOutOfRange, index, field);
    }
}
