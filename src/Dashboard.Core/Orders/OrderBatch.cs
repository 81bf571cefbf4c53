using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using Dashboard.Core.Customers;
using Dashboard.Core.Imports;

namespace Dashboard.Core.Orders;

/// <summary>A piece of a batch's bytes.</summary>
internal readonly record struct Slice(int Start, int Length)
{
    public bool IsEmpty => Length == 0;
}

/// <summary>Text with its 64-bit hash, computed where there is time, so that the writer finds it in a dictionary without touching the text. Hash 0: not given.</summary>
internal readonly record struct HashedText(ulong Hash, Slice Text)
{
    public bool IsGiven => Hash != 0;
}

/// <summary>What one attribute of a customer was said to be.</summary>
internal readonly record struct AttributeValue(CustomerAttribute Attribute, HashedText Value);

/// <summary>One product line of an order or of its refund.</summary>
internal struct LineEntry
{
    public HashedText Sku;
    public Slice Name;
    public HashedText Brand;
    public HashedText Category;
    public long Cost;
    public double Quantity;
    public double UnitPrice;
    public long Discount;
    public long Amount;
}

internal enum EntryKind : byte
{
    /// <summary>An order, perhaps with money given back.</summary>
    Order,

    /// <summary>Money given back, without an order of that number.</summary>
    Refund,

    /// <summary>A row that could not be taken.</summary>
    Rejected,
}

/// <summary>One unit of work for the writer. Text lies in the batch.</summary>
internal struct OrderEntry
{
    public EntryKind Kind;

    /// <summary>The same number stood earlier in the same file; from the parser it may be a false alarm, unless in a dry run.</summary>
    public bool Repeated;

    /// <summary>The same number with the same content stood earlier; known in a dry run alone, where the store cannot tell.</summary>
    public bool RepeatedSame;

    public OrderStatus Status;
    public bool HasRefund;

    /// <summary>What is given back belongs to the customer and not to this order.</summary>
    public bool RefundIsApart;
    public int Rows;
    public long Line;
    public Slice ExternalId;
    public HashedText Number;
    public HashedText Email;
    public HashedText Phone;
    public int FirstAttribute;
    public int AttributeCount;
    public int AttributeMask;
    public long PlacedAt;
    public int Day;
    public HashedText Currency;
    public HashedText Channel;
    public HashedText Campaign;
    public HashedText Coupon;
    public HashedText Country;
    public long Subtotal;
    public long Discount;
    public long Tax;
    public long Shipping;
    public long Total;
    public int Items;
    public int FirstLine;
    public int LineCount;
    public int FirstRefundLine;
    public int RefundLineCount;
    public long RefundAmount;
    public long RefundedAt;
    public int RefundDay;
    public long ContentHash;
    public long RefundHash;
    public RejectReason Reason;
    public Slice Column;
    public Slice Value;

    /// <summary>All fields as a JSON array: for rejected entries, and for repeated ones, which may become rejected.</summary>
    public Slice Fields;

    public readonly bool HasIdentity => Number.IsGiven || Email.IsGiven || Phone.IsGiven;
}

/// <summary>
/// Orders on their way to the store in flat, reused memory: no object per row. Filled by one thread, then handed to the writer.
/// The bytes are pinned, because the writer binds them in place.
/// </summary>
internal sealed class OrderBatch
{
    private byte[] _bytes = GC.AllocateUninitializedArray<byte>(256 * 1024, pinned: true);
    private int _used;
    private OrderEntry[] _entries = new OrderEntry[1024];
    private byte[] _scratch = new byte[1024];
    private int _scratchUsed;

    public int Count { get; private set; }
    public List<LineEntry> Lines { get; } = [];
    public List<AttributeValue> Attributes { get; } = [];

    public bool IsFull => Count >= 1024 || _used > 1024 * 1024;

    public Span<OrderEntry> Entries => _entries.AsSpan(0, Count);

    public ReadOnlySpan<byte> Text(Slice slice) => _bytes.AsSpan(slice.Start, slice.Length);

    public string String(Slice slice) => Encoding.UTF8.GetString(Text(slice));

    public void Clear()
    {
        (Count, _used) = (0, 0);
        Lines.Clear();
        Attributes.Clear();
    }

    /// <summary>Opens a new entry, empty; <see cref="Seal"/> or <see cref="Drop"/> ends it.</summary>
    public ref OrderEntry Add()
    {
        if (Count == _entries.Length) Array.Resize(ref _entries, Count * 2);
        ref var entry = ref _entries[Count++];
        entry = default;
        entry.FirstLine = entry.FirstRefundLine = Lines.Count;
        entry.FirstAttribute = Attributes.Count;
        return ref entry;
    }

    /// <summary>Takes back the entry opened last, with its lines and attributes.</summary>
    public void Drop()
    {
        ref var entry = ref _entries[--Count];
        CollectionsMarshal.SetCount(Lines, entry.FirstLine);
        CollectionsMarshal.SetCount(Attributes, entry.FirstAttribute);
    }

    public Slice AddText(ReadOnlySpan<byte> text)
    {
        if (_used + text.Length > _bytes.Length)
        {
            var larger = GC.AllocateUninitializedArray<byte>(Math.Max(_bytes.Length * 2, _used + text.Length), pinned: true);
            _bytes.AsSpan(0, _used).CopyTo(larger);
            _bytes = larger;
        }
        text.CopyTo(_bytes.AsSpan(_used));
        var slice = new Slice(_used, text.Length);
        _used += text.Length;
        return slice;
    }

    public HashedText AddHashed(ReadOnlySpan<byte> text) => text.IsEmpty ? default : new(HashOf(text), AddText(text));

    public HashedText AddHashed(string? text) => string.IsNullOrEmpty(text) ? default : AddHashed(Encoding.UTF8.GetBytes(text));

    public void AddAttribute(ref OrderEntry entry, CustomerAttribute attribute, HashedText value)
    {
        if (!value.IsGiven || (entry.AttributeMask & (1 << (int)attribute)) != 0) return;
        Attributes.Add(new(attribute, value));
        entry.AttributeCount++;
        entry.AttributeMask |= 1 << (int)attribute;
    }

    public static ulong HashOf(ReadOnlySpan<byte> text) => XxHash3.HashToUInt64(text) | 1;

    /// <summary>Computes the content hashes of the entry opened last, over everything the source said.</summary>
    public void Seal(ref OrderEntry entry)
    {
        _scratchUsed = 0;
        Hash(entry.ExternalId);
        Hash(entry.Number.Text);
        Hash(entry.Email.Text);
        Hash(entry.Phone.Text);
        Hash(entry.Currency.Text);
        Hash(entry.Channel.Text);
        Hash(entry.Country.Text);
        if (entry.HasRefund)
        {
            var common = _scratchUsed;
            Hash(entry.RefundedAt);
            Hash(entry.RefundAmount);
            HashLines(entry.FirstRefundLine, entry.RefundLineCount);
            if (entry.RefundIsApart) Hash(1);
            entry.RefundHash = (long)XxHash3.HashToUInt64(_scratch.AsSpan(0, _scratchUsed));
            _scratchUsed = common;
            Hash(entry.RefundHash);
        }
        foreach (var attribute in CollectionsMarshal.AsSpan(Attributes).Slice(entry.FirstAttribute, entry.AttributeCount))
        {
            Hash((long)attribute.Attribute);
            Hash(attribute.Value.Text);
        }
        Hash(entry.Campaign.Text);
        Hash(entry.Coupon.Text);
        Hash(entry.PlacedAt);
        Hash(entry.Subtotal);
        Hash(entry.Discount);
        Hash(entry.Tax);
        Hash(entry.Shipping);
        Hash(entry.Total);
        Hash(((long)entry.Items << 8) | (byte)entry.Status);
        HashLines(entry.FirstLine, entry.LineCount);
        entry.ContentHash = (long)XxHash3.HashToUInt64(_scratch.AsSpan(0, _scratchUsed));
    }

    private void HashLines(int first, int count)
    {
        foreach (ref var line in CollectionsMarshal.AsSpan(Lines).Slice(first, count))
        {
            Hash(line.Sku.Text);
            Hash(line.Name);
            Hash(line.Brand.Text);
            Hash(line.Category.Text);
            Hash(BitConverter.DoubleToInt64Bits(line.Quantity));
            Hash(BitConverter.DoubleToInt64Bits(line.UnitPrice));
            Hash(line.Cost);
            Hash(line.Discount);
            Hash(line.Amount);
        }
    }

    private void Hash(Slice text)
    {
        Room(text.Length + 4);
        BinaryPrimitives.WriteInt32LittleEndian(_scratch.AsSpan(_scratchUsed), text.Length);
        Text(text).CopyTo(_scratch.AsSpan(_scratchUsed + 4));
        _scratchUsed += text.Length + 4;
    }

    private void Hash(long value)
    {
        Room(8);
        BinaryPrimitives.WriteInt64LittleEndian(_scratch.AsSpan(_scratchUsed), value);
        _scratchUsed += 8;
    }

    private void Room(int length)
    {
        if (_scratchUsed + length > _scratch.Length)
            Array.Resize(ref _scratch, Math.Max(_scratch.Length * 2, _scratchUsed + length));
    }
}
