using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Dashboard.Core.Customers;
using Dashboard.Core.Money;
using Dashboard.Core.Orders;

namespace Dashboard.Core.Imports;

/// <param name="ShopZone">Zone of times that name none, unless the mapping says otherwise.</param>
/// <param name="Currency">Currency of amounts that name none.</param>
/// <param name="Latest">Instants after this one, in milliseconds since 1970, are mistakes.</param>
/// <param name="DryRun">Nothing will be in the store to compare a repeated order number with.</param>
/// <param name="ExpectedRows">About how many rows the file has.</param>
internal sealed record ParserOptions(TimeZoneInfo ShopZone, string Currency, long Latest, bool DryRun, long ExpectedRows);

/// <summary>Turns the rows of one order into an entry of a batch, with every check, or into rejected entries.</summary>
internal sealed partial class OrderParser
{
    /// <summary>Column of a file of rejected rows that holds the line in the file they came from.</summary>
    public const string RejectedLine = "rejected_line";

    private const long DayMilliseconds = 86_400_000;
    private const int LongestKey = 400;
    private const int LongestText = 2000;

    private readonly OrderMapping _mapping;
    private readonly ParserOptions _options;
    private readonly int[][] _columns;
    private readonly int[] _attributes;
    private readonly bool[] _sums = new bool[Enum.GetValues<OrderField>().Length];
    private readonly byte[][] _headerBytes;
    private readonly int _expected;
    private readonly int _rejectedLine;
    private readonly bool _hasAmounts;
    private readonly bool _hasLines;
    private readonly bool _zeroIsGuest;
    private readonly ZoneClock _zone;
    private readonly Dictionary<string, ZoneClock> _zones = [];
    private readonly SeenFilter _numbers;
    private readonly SeenKeys? _seenNumbers;
    private readonly SeenKeys? _seenContent;
    private readonly Dictionary<ulong, int> _positions = [];
    private SeenKeys? _seenUnnumbered;
    private readonly ArrayBufferWriter<byte> _json = new();
    private readonly ArrayBufferWriter<byte> _text = new();
    private (string Code, byte[] Bytes, int Decimals) _currency;
    private RejectReason _reason;
    private int _wrongRow;
    private OrderField _wrongField;

    public OrderParser(OrderMapping mapping, IReadOnlyList<string> header, ParserOptions options)
    {
        (_mapping, _options) = (mapping, options);
        _columns = new int[_sums.Length][];
        for (var field = 0; field < _columns.Length; field++)
            _columns[field] = [.. mapping.Columns.Where(c => (int)c.Field == field && field != 0).Select(c => HeaderNames.IndexOf(header, c.Column)).Where(i => i >= 0)];
        _attributes = _columns[(int)OrderField.Attribute];
        foreach (var field in mapping.SumOverLines) _sums[(int)field] = true;
        _headerBytes = [.. header.Select(Encoding.UTF8.GetBytes)];
        _expected = header.Count;
        while (_expected > 0 && string.IsNullOrWhiteSpace(header[_expected - 1])) _expected--;
        _rejectedLine = HeaderNames.IndexOf(header, RejectedLine);
        _hasAmounts = Any(OrderField.Amount, OrderField.Subtotal, OrderField.NetAmount, OrderField.Total, OrderField.UnitPrice, OrderField.LineAmount);
        _hasLines = Any(OrderField.Sku, OrderField.ProductName);
        _zeroIsGuest = Any(OrderField.Email, OrderField.Phone);
        _zone = new(mapping.TimeZone is { } name && ZoneNames.Find(name) is { } zone ? zone : options.ShopZone);
        _numbers = new(options.DryRun ? 0 : options.ExpectedRows);
        if (options.DryRun) (_seenNumbers, _seenContent) = (new(options.ExpectedRows), new(options.ExpectedRows));
        _currency = Describe(options.Currency);
    }

    /// <summary>Columns that no row offers but the mapping names.</summary>
    public static IEnumerable<string> Missing(OrderMapping mapping, IReadOnlyList<string> header) =>
        mapping.Columns.Where(c => c.Field != OrderField.Ignore && HeaderNames.IndexOf(header, c.Column) < 0).Select(c => c.Column);

    /// <summary>The order number of a row, without apostrophe and blanks; empty when it has none.</summary>
    public ReadOnlySpan<byte> OrderNumber(RawRow row) => Id(row, OrderField.OrderNumber);

    /// <summary>True when the row can be cut into its columns; else it was added as rejected.</summary>
    public bool CheckShape(RawRow row, OrderBatch batch)
    {
        var reason = row.Flaw switch
        {
            RowFlaw.BrokenQuoting => RejectReason.BrokenQuoting,
            RowFlaw.TooLong => RejectReason.FieldTooLong,
            _ when row.Count < _expected => RejectReason.TooFewFields,
            _ when row.Count > _headerBytes.Length && !RestIsEmpty(row) => RejectReason.TooManyFields,
            _ => default,
        };
        if (reason == default) return true;
        AddRejected(batch, row, reason, default, default);
        return false;
    }

    /// <summary>Adds the order that these rows tell of, or all of them as rejected. The rows have passed <see cref="CheckShape"/> and share their order number.</summary>
    public void Parse(ReadOnlySpan<RawRow> rows, OrderBatch batch)
    {
        _reason = default;
        ref var entry = ref batch.Add();
        if (ReadOrder(rows, batch, ref entry))
        {
            batch.Seal(ref entry);
            NoteRepeated(rows[0], batch, ref entry);
            return;
        }
        batch.Drop();
        for (var i = 0; i < rows.Length; i++)
        {
            if (i == _wrongRow) AddRejected(batch, rows[i], _reason, _wrongField, Raw(rows[i], _wrongField));
            else AddRejected(batch, rows[i], RejectReason.OtherRowOfOrder, OrderField.OrderNumber, OrderNumber(rows[i]));
        }
    }

    private bool ReadOrder(ReadOnlySpan<RawRow> rows, OrderBatch batch, ref OrderEntry entry)
    {
        var first = rows[0];
        (entry.Kind, entry.Rows, entry.Line) = (EntryKind.Order, rows.Length, first.Line);
        return ReadDate(rows, ref entry, out var date)
            && ReadCustomer(rows, batch, ref entry)
            && ReadKey(first, batch, ref entry, date)
            && ReadLabels(rows, batch, ref entry)
            && ReadStatus(rows, ref entry, out var refunded)
            && ReadAmounts(rows, batch, ref entry, refunded)
            && ReadAttributes(rows, batch, ref entry);
    }

    private bool ReadDate(ReadOnlySpan<RawRow> rows, ref OrderEntry entry, out DateValue earliest)
    {
        earliest = default;
        var found = false;
        for (var i = 0; i < rows.Length; i++)
        {
            var text = Value(rows[i], OrderField.Date);
            if (text.IsEmpty) continue;
            if (!DateText.TryParse(text, _mapping.DateOrder, out var date)) return Wrong(RejectReason.NotADate, i, OrderField.Date);
            if (!date.HasTime && Value(rows[i], OrderField.Time) is { IsEmpty: false } clock)
            {
                if (!DateText.TryParseTime(clock, out var time)) return Wrong(RejectReason.NotADate, i, OrderField.Time);
                date = date with { Milliseconds = date.Milliseconds + time, HasTime = true };
            }
            var utc = ToUtc(rows[i], date);
            if (utc < DayMilliseconds || utc > _options.Latest) return Wrong(RejectReason.DateOutOfRange, i, OrderField.Date);
            if (found && utc >= entry.PlacedAt) continue;
            (found, earliest, entry.PlacedAt) = (true, date, utc);
        }
        return found || Wrong(RejectReason.MissingDate, 0, OrderField.Date);
    }

    private long ToUtc(RawRow row, DateValue date)
    {
        if (date.Offset is { } offset) return date.Milliseconds - offset;
        if (_columns[(int)OrderField.TimeZone].Length == 0) return _zone.ToUtc(date.Milliseconds);
        var name = RawRow.Decode(Value(row, OrderField.TimeZone));
        if (!_zones.TryGetValue(name, out var zone))
            _zones[name] = zone = name.Length > 0 && _zones.Count < 100 && ZoneNames.Find(name) is { } known ? new(known) : _zone;
        return zone.ToUtc(date.Milliseconds);
    }

    private bool ReadKey(RawRow row, OrderBatch batch, ref OrderEntry entry, DateValue date)
    {
        var number = OrderNumber(row);
        if (!number.IsEmpty)
        {
            if (number.Length > LongestKey) return Wrong(RejectReason.FieldTooLong, 0, OrderField.OrderNumber);
            entry.ExternalId = AddClean(batch, number);
            return true;
        }
        _text.ResetWrittenCount();
        WriteOwner(batch, entry);
        _text.Write("|"u8);
        WriteDate(date);
        _text.Write("|"u8);
        if (_rejectedLine >= 0 && _rejectedLine < row.Count && !Trim(row[_rejectedLine]).IsEmpty)
        {
            // A repaired row must not take the place of an equal one that was taken at once.
            _text.Write("line "u8);
            _text.Write(Trim(row[_rejectedLine]));
        }
        else
        {
            var common = XxHash3.HashToUInt64(_text.WrittenSpan);
            var position = (_seenUnnumbered ??= new()).Add(common) ? 1 : _positions.GetValueOrDefault(common, 1) + 1;
            if (position > 1) _positions[common] = position;
            Write(position);
        }
        entry.ExternalId = batch.AddText(_text.WrittenSpan);
        return true;
    }

    // An e-mail or a phone must not become part of an order's number, where nobody would look for it when a customer is to be forgotten.
    private void WriteOwner(OrderBatch batch, in OrderEntry entry)
    {
        if (entry.Number.IsGiven)
        {
            _text.Write(batch.Text(entry.Number.Text));
            return;
        }
        var other = entry.Email.IsGiven ? entry.Email : entry.Phone;
        if (!other.IsGiven) return;
        var span = _text.GetSpan(24);
        Utf8Formatter.TryFormat(other.Hash, span, out var length, new StandardFormat('x', 16));
        _text.Advance(length);
    }

    private void WriteDate(DateValue date)
    {
        var span = _text.GetSpan(40);
        var at = DateTime.UnixEpoch.AddMilliseconds(date.Milliseconds);
        at.TryFormat(span, out var length, date.HasTime ? "yyyy-MM-ddTHH:mm:ss" : "yyyy-MM-dd", CultureInfo.InvariantCulture);
        _text.Advance(length);
    }

    private void Write(int number)
    {
        Utf8Formatter.TryFormat(number, _text.GetSpan(12), out var length);
        _text.Advance(length);
    }

    private void NoteRepeated(RawRow row, OrderBatch batch, ref OrderEntry entry)
    {
        if (OrderNumber(row).IsEmpty) return;
        var key = XxHash3.HashToUInt64(batch.Text(entry.ExternalId));
        entry.Repeated = _seenNumbers is null ? _numbers.MayHave(key) : !_seenNumbers.Add(key);
        if (_seenContent is not null)
            entry.RepeatedSame = !_seenContent.Add(key ^ ulong.RotateLeft((ulong)entry.ContentHash, 17));
        if (entry.Repeated) (entry.Column, entry.Fields) = (batch.AddText(_headerBytes[_columns[(int)OrderField.OrderNumber][0]]), AddFields(batch, row));
    }

    private bool ReadLabels(ReadOnlySpan<RawRow> rows, OrderBatch batch, ref OrderEntry entry)
    {
        var currency = First(rows, OrderField.Currency, out var row);
        if (!currency.IsEmpty && !currency.SequenceEqual(_currency.Bytes))
        {
            var code = RawRow.Decode(currency).ToUpperInvariant();
            if (!Currencies.IsKnown(code)) return Wrong(RejectReason.NotACurrency, row, OrderField.Currency);
            _currency = Describe(code) with { Bytes = currency.ToArray() };
        }
        else if (currency.IsEmpty && _currency.Code != _options.Currency)
        {
            _currency = Describe(_options.Currency);
        }
        entry.Currency = batch.AddHashed(_currency.Code);
        return ReadLabel(rows, batch, OrderField.Channel, ref entry.Channel)
            && ReadLabel(rows, batch, OrderField.Campaign, ref entry.Campaign)
            && ReadLabel(rows, batch, OrderField.Coupon, ref entry.Coupon)
            && ReadLabel(rows, batch, OrderField.Country, ref entry.Country);
    }

    private bool ReadLabel(ReadOnlySpan<RawRow> rows, OrderBatch batch, OrderField field, ref HashedText label)
    {
        var text = First(rows, field, out var row);
        if (text.IsEmpty) return true;
        if (text.Length > LongestKey) return Wrong(RejectReason.FieldTooLong, row, field);
        label = AddHashed(batch, text);
        return true;
    }

    private bool ReadStatus(ReadOnlySpan<RawRow> rows, ref OrderEntry entry, out bool refunded)
    {
        refunded = false;
        var status = First(rows, OrderField.Status, out var row);
        if (!status.IsEmpty)
        {
            if (!StatusWords.TryRead(status, out entry.Status, out refunded)) return Wrong(RejectReason.UnknownStatus, row, OrderField.Status);
        }
        if (!First(rows, OrderField.CancelledAt, out _).IsEmpty) entry.Status = OrderStatus.Cancelled;
        if (Ascii.EqualsIgnoreCase(First(rows, OrderField.Mode, out _), "test"u8)) entry.Status = OrderStatus.Test;
        return true;
    }

    private bool Wrong(RejectReason reason, int row, OrderField field)
    {
        (_reason, _wrongRow, _wrongField) = (reason, row, field);
        return false;
    }

    private bool Any(params ReadOnlySpan<OrderField> fields)
    {
        foreach (var field in fields)
            if (_columns[(int)field].Length > 0) return true;
        return false;
    }

    private bool Has(OrderField field) => _columns[(int)field].Length > 0;

    private bool RestIsEmpty(RawRow row)
    {
        for (var i = _headerBytes.Length; i < row.Count; i++)
            if (!Trim(row[i]).IsEmpty) return false;
        return true;
    }

    /// <summary>The first given value among the columns of a field; empty when there is none.</summary>
    private ReadOnlySpan<byte> Value(RawRow row, OrderField field)
    {
        foreach (var column in _columns[(int)field])
        {
            if (column >= row.Count) continue;
            var text = Trim(row[column]);
            if (!IsMissing(text)) return text;
        }
        return default;
    }

    private ReadOnlySpan<byte> Id(RawRow row, OrderField field)
    {
        var text = Value(row, field);
        return text.Length > 1 && text[0] == '\'' ? Trim(text[1..]) : text;
    }

    private ReadOnlySpan<byte> First(ReadOnlySpan<RawRow> rows, OrderField field, out int row)
    {
        if (_columns[(int)field].Length > 0)
        {
            for (row = 0; row < rows.Length; row++)
                if (Value(rows[row], field) is { IsEmpty: false } value) return value;
        }
        row = 0;
        return default;
    }

    private ReadOnlySpan<byte> Raw(RawRow row, OrderField field)
    {
        foreach (var column in _columns[(int)field])
            if (column < row.Count && !Trim(row[column]).IsEmpty) return row[column];
        return default;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        while (text.Length > 0 && text[0] <= ' ') text = text[1..];
        while (text.Length > 0 && text[^1] <= ' ') text = text[..^1];
        if (text.Length < 2 || (text[0] != 0xC2 && text[^1] != 0xA0)) return text;
        while (text.StartsWith("\u00a0"u8)) text = text[2..];
        while (text.EndsWith("\u00a0"u8)) text = text[..^2];
        return text;
    }

    private static bool IsMissing(ReadOnlySpan<byte> text) =>
        text.IsEmpty || (text.Length is 3 or 4 && (text[0] | 32) == 'n' && (Ascii.EqualsIgnoreCase(text, "null"u8) || Ascii.EqualsIgnoreCase(text, "nan"u8)));

    private static Slice AddClean(OrderBatch batch, ReadOnlySpan<byte> text) =>
        Ascii.IsValid(text) || System.Text.Unicode.Utf8.IsValid(text) ? batch.AddText(text) : batch.AddText(Encoding.UTF8.GetBytes(RawRow.Decode(text)));

    private static HashedText AddHashed(OrderBatch batch, ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) return default;
        var slice = AddClean(batch, text);
        return new(OrderBatch.HashOf(batch.Text(slice)), slice);
    }

    private void AddRejected(OrderBatch batch, RawRow row, RejectReason reason, OrderField field, ReadOnlySpan<byte> value)
    {
        ref var entry = ref batch.Add();
        (entry.Kind, entry.Rows, entry.Line, entry.Reason) = (EntryKind.Rejected, 1, row.Line, reason);
        var column = _columns[(int)field];
        if (column.Length > 0) entry.Column = batch.AddText(_headerBytes[column[0]]);
        entry.Value = AddClean(batch, value.Length > LongestText ? value[..LongestText] : value);
        entry.Fields = AddFields(batch, row);
    }

    private Slice AddFields(OrderBatch batch, RawRow row)
    {
        _json.ResetWrittenCount();
        row.WriteJson(_json);
        return batch.AddText(_json.WrittenSpan);
    }

    private static (string Code, byte[] Bytes, int Decimals) Describe(string code) => (code, Encoding.ASCII.GetBytes(code), Currencies.DecimalsOf(code));
}
