using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Dashboard.Core.Imports;

/// <summary>What is wrong with a row before anything in it is read.</summary>
internal enum RowFlaw : byte
{
    None,

    /// <summary>A quotation mark is opened and never closed.</summary>
    BrokenQuoting,
    TooLong,
}

internal readonly record struct FieldRange(int Start, int Length);

/// <summary>The fields of one row as UTF-8 without quotes. Reused for every row.</summary>
internal sealed class RawRow
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly Encoding Windows1252 = FileEncodings.Find("windows-1252")!;

    public byte[] Bytes { get; set; } = [];
    public FieldRange[] Ranges { get; set; } = new FieldRange[64];
    public int Count { get; set; }

    /// <summary>Line of the file on which the row begins, from 1.</summary>
    public long Line { get; set; }

    public RowFlaw Flaw { get; set; }

    public ReadOnlySpan<byte> this[int field]
    {
        get
        {
            var range = Ranges[field];
            return Bytes.AsSpan(range.Start, range.Length);
        }
    }

    public void Add(int start, int length)
    {
        if (Count == Ranges.Length)
        {
            var ranges = Ranges;
            Array.Resize(ref ranges, Count * 2);
            Ranges = ranges;
        }
        Ranges[Count++] = new(start, length);
    }

    public string Text(int field) => Decode(this[field]);

    public string[] Texts() => [.. Enumerable.Range(0, Count).Select(Text)];

    /// <summary>All fields as a JSON array of strings, in UTF-8.</summary>
    public void WriteJson(ArrayBufferWriter<byte> target)
    {
        using var writer = new Utf8JsonWriter(target, Relaxed);
        writer.WriteStartArray();
        for (var i = 0; i < Count; i++) writer.WriteStringValue(Text(i));
        writer.WriteEndArray();
    }

    /// <summary>The text of a field. Bytes that are no UTF-8, as when two programs wrote one file, are read as Windows-1252.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes) =>
        System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Windows1252.GetString(bytes);
}
