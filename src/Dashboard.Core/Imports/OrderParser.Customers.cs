using System.Globalization;
using System.Text;
using System.Text.Json;
using Dashboard.Core.Customers;
using Dashboard.Core.Orders;

namespace Dashboard.Core.Imports;

// Who bought, and what the rows say of him.
internal sealed partial class OrderParser
{
    private static readonly (OrderField Field, CustomerAttribute Attribute)[] Described =
    [
        (OrderField.Gender, CustomerAttribute.Gender), (OrderField.Region, CustomerAttribute.Region), (OrderField.City, CustomerAttribute.City),
        (OrderField.PostalCode, CustomerAttribute.PostalCode), (OrderField.Company, CustomerAttribute.Company), (OrderField.Industry, CustomerAttribute.Industry),
        (OrderField.Household, CustomerAttribute.Household), (OrderField.PreferredChannel, CustomerAttribute.PreferredChannel),
        (OrderField.AcquisitionChannel, CustomerAttribute.AcquisitionChannel), (OrderField.AcquisitionCampaign, CustomerAttribute.AcquisitionCampaign),
    ];

    private bool? _describes;

    private bool ReadCustomer(ReadOnlySpan<RawRow> rows, OrderBatch batch, ref OrderEntry entry)
    {
        var row = 0;
        if (Has(OrderField.CustomerNumber))
        {
            var number = Number(rows[0]);
            for (row = 1; row < rows.Length; row++)
            {
                var other = Number(rows[row]);
                if (number.IsEmpty) number = other;
                else if (!other.IsEmpty && !other.SequenceEqual(number)) return Wrong(RejectReason.OrderOfTwoCustomers, row, OrderField.CustomerNumber);
            }
            if (number.Length > LongestKey) return Wrong(RejectReason.FieldTooLong, 0, OrderField.CustomerNumber);
            entry.Number = AddHashed(batch, number);
        }
        if (Has(OrderField.Email))
        {
            var email = Unquoted(First(rows, OrderField.Email, out row));
            if (!email.IsEmpty)
            {
                if (!IsEmail(email)) return Wrong(RejectReason.NotAnEmail, row, OrderField.Email);
                entry.Email = AddLower(batch, email);
            }
        }
        if (Has(OrderField.Phone)) entry.Phone = AddPhone(batch, First(rows, OrderField.Phone, out _));
        return true;
    }

    private ReadOnlySpan<byte> Number(RawRow row)
    {
        var number = Id(row, OrderField.CustomerNumber);
        // Where a better identity stands beside it, a number of nothing but zeros is how shops write "guest".
        return _zeroIsGuest && number.IndexOfAnyExcept((byte)'0', (byte)'-') < 0 ? default : number;
    }

    private bool ReadAttributes(ReadOnlySpan<RawRow> rows, OrderBatch batch, ref OrderEntry entry)
    {
        if (!entry.HasIdentity) return true;
        if (_describes ??= Described.Any(d => Has(d.Field)) || Any(OrderField.CustomerName, OrderField.FirstName, OrderField.LastName, OrderField.BirthDate, OrderField.Attribute))
        {
            if (!ReadName(rows, batch, ref entry)) return false;
            foreach (var (field, attribute) in Described)
            {
                var text = Unquoted(First(rows, field, out var row));
                if (text.IsEmpty) continue;
                if (text.Length > LongestText) return Wrong(RejectReason.FieldTooLong, row, field);
                batch.AddAttribute(ref entry, attribute, AddHashed(batch, text));
            }
            // A birthday that cannot be read is no reason to lose the order.
            if (DateText.TryParse(First(rows, OrderField.BirthDate, out _), _mapping.DateOrder, out var birth))
                batch.AddAttribute(ref entry, CustomerAttribute.BirthDate, batch.AddHashed(DateTime.UnixEpoch.AddMilliseconds(birth.Milliseconds).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
            ReadFree(rows[0], batch, ref entry);
        }
        batch.AddAttribute(ref entry, CustomerAttribute.Email, entry.Email);
        batch.AddAttribute(ref entry, CustomerAttribute.Phone, entry.Phone);
        batch.AddAttribute(ref entry, CustomerAttribute.Country, entry.Country);
        return true;
    }

    private bool ReadName(ReadOnlySpan<RawRow> rows, OrderBatch batch, ref OrderEntry entry)
    {
        var name = First(rows, OrderField.CustomerName, out var row);
        if (name.Length > LongestText) return Wrong(RejectReason.FieldTooLong, row, OrderField.CustomerName);
        if (name.IsEmpty)
        {
            var first = First(rows, OrderField.FirstName, out _);
            var last = First(rows, OrderField.LastName, out row);
            if (first.Length + last.Length > LongestText) return Wrong(RejectReason.FieldTooLong, row, OrderField.LastName);
            byte[] both = first.IsEmpty || last.IsEmpty ? [.. first, .. last] : [.. first, (byte)' ', .. last];
            batch.AddAttribute(ref entry, CustomerAttribute.Name, AddHashed(batch, both));
            return true;
        }
        batch.AddAttribute(ref entry, CustomerAttribute.Name, AddHashed(batch, name));
        return true;
    }

    private void ReadFree(RawRow row, OrderBatch batch, ref OrderEntry entry)
    {
        if (_attributes.Length == 0) return;
        _json.ResetWrittenCount();
        var any = false;
        using (var writer = new Utf8JsonWriter(_json))
        {
            writer.WriteStartObject();
            foreach (var column in _attributes)
            {
                if (column >= row.Count || Trim(row[column]) is not { IsEmpty: false } text || text.Length > LongestText) continue;
                writer.WriteString(_headerBytes[column], RawRow.Decode(text));
                any = true;
            }
            writer.WriteEndObject();
        }
        if (any) batch.AddAttribute(ref entry, CustomerAttribute.Free, batch.AddHashed(_json.WrittenSpan));
    }

    private static ReadOnlySpan<byte> Unquoted(ReadOnlySpan<byte> text) => text.Length > 1 && text[0] == '\'' ? Trim(text[1..]) : text;

    private static bool IsEmail(ReadOnlySpan<byte> text)
    {
        var at = text.IndexOf((byte)'@');
        return at > 0 && at < text.Length - 1 && text.Length <= 320 && text[(at + 1)..].IndexOf((byte)'@') < 0 && text.IndexOfAny(" ,;\t"u8) < 0;
    }

    private static HashedText AddLower(OrderBatch batch, ReadOnlySpan<byte> text)
    {
        if (!Ascii.IsValid(text)) return batch.AddHashed(RawRow.Decode(text).ToLowerInvariant());
        Span<byte> lower = stackalloc byte[320];
        Ascii.ToLower(text, lower, out var length);
        return batch.AddHashed(lower[..length]);
    }

    // Digits with a leading plus where one is given; too short or one digit over and over is nobody's number.
    private static HashedText AddPhone(OrderBatch batch, ReadOnlySpan<byte> text)
    {
        Span<byte> kept = stackalloc byte[24];
        var length = 0;
        var differs = false;
        foreach (var c in text)
        {
            var digit = c is >= (byte)'0' and <= (byte)'9';
            if (!digit && !(c == '+' && length == 0)) continue;
            if (length == kept.Length) return default;
            if (digit && length > 1 && kept[length - 1] != c) differs = true;
            kept[length++] = c;
        }
        var phone = kept[..length];
        if (length < 6 || !differs) return default;
        if (!phone.StartsWith("00"u8)) return batch.AddHashed(phone);
        phone[1] = (byte)'+';
        return batch.AddHashed(phone[1..]);
    }
}
