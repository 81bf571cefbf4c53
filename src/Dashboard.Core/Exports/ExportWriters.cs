using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dashboard.Core.Data;

namespace Dashboard.Core.Exports;

/// <summary>Writes rows into a stream as they come, in the same memory however many there are.</summary>
internal static class ExportWriters
{
    private const int Chunk = 128 * 1024;
    private const int RowsBetweenReports = 4096;

    /// <summary>Writes all rows.</summary>
    /// <param name="format">What the file looks like.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="total">How many there are.</param>
    /// <param name="target">Receives the file from its beginning to its end.</param>
    /// <param name="progress">Receives the rows written.</param>
    /// <param name="cancellation">Stops between rows.</param>
    public static void Write(ExportFormat format, FileRows rows, int total, Stream target, IProgress<int>? progress, CancellationToken cancellation)
    {
        switch (format)
        {
            case ExportFormat.Csv:
                WriteLines(rows, target, new CsvLines(rows), progress, cancellation);
                break;
            case ExportFormat.JsonLines:
                using (var lines = new JsonObjects(rows)) WriteLines(rows, target, lines, progress, cancellation);
                break;
            case ExportFormat.Xlsx:
                Workbook.Write(rows, total, target, progress, cancellation);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(format));
        }
    }

    /// <summary>Reports and obeys now and then.</summary>
    internal static void Pace(int read, IProgress<int>? progress, CancellationToken cancellation)
    {
        if (read % RowsBetweenReports != 0) return;
        cancellation.ThrowIfCancellationRequested();
        progress?.Report(read);
    }

    private static void WriteLines(FileRows rows, Stream target, ILines lines, IProgress<int>? progress, CancellationToken cancellation)
    {
        var buffer = new ArrayBufferWriter<byte>(2 * Chunk);
        lines.Begin(buffer);
        while (rows.MoveNext())
        {
            lines.Add(buffer);
            if (buffer.WrittenCount >= Chunk) Flush();
            Pace(rows.Read, progress, cancellation);
        }
        Flush();

        void Flush()
        {
            target.Write(buffer.WrittenSpan);
            buffer.ResetWrittenCount();
        }
    }

    private interface ILines
    {
        void Begin(ArrayBufferWriter<byte> to);

        void Add(ArrayBufferWriter<byte> to);
    }

    private sealed class CsvLines(FileRows rows) : ILines
    {
        private const int LongestNumber = 40;

        public void Begin(ArrayBufferWriter<byte> to)
        {
            for (var c = 0; c < rows.Headings.Count; c++)
            {
                if (c > 0) to.Write(","u8);
                CsvText.Write(to, Encoding.UTF8.GetBytes(rows.Headings[c]));
            }
            to.Write("\r\n"u8);
        }

        public void Add(ArrayBufferWriter<byte> to)
        {
            for (var c = 0; c < rows.Headings.Count; c++)
            {
                if (c > 0) to.Write(","u8);
                Add(to, rows.Cell(c));
            }
            to.Write("\r\n"u8);
        }

        private static void Add(ArrayBufferWriter<byte> to, ExportCell cell)
        {
            switch (cell.Kind)
            {
                case CellKind.Text:
                    CsvText.Write(to, cell.Utf8);
                    break;
                case CellKind.Number:
                    _ = cell.ToDecimal().TryFormat(to.GetSpan(LongestNumber), out var digits, default, CultureInfo.InvariantCulture);
                    to.Advance(digits);
                    break;
                case CellKind.Day:
                    _ = StoreConventions.ToDay((int)cell.Value).TryFormat(to.GetSpan(LongestNumber), out var letters, "yyyy-MM-dd", CultureInfo.InvariantCulture);
                    to.Advance(letters);
                    break;
            }
        }
    }

    private sealed class JsonObjects : ILines, IDisposable
    {
        private readonly FileRows _rows;
        private readonly JsonEncodedText[] _names;
        private Utf8JsonWriter? _json;

        public JsonObjects(FileRows rows) =>
            (_rows, _names) = (rows, [.. rows.Headings.Select(h => JsonEncodedText.Encode(h, JavaScriptEncoder.UnsafeRelaxedJsonEscaping))]);

        public void Begin(ArrayBufferWriter<byte> to)
        {
            // For a file, never for a page: names keep their letters.
            _json = new(to, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        }

        public void Add(ArrayBufferWriter<byte> to)
        {
            _json!.Reset();
            _json.WriteStartObject();
            for (var c = 0; c < _names.Length; c++) Add(_names[c], _rows.Cell(c));
            _json.WriteEndObject();
            _json.Flush();
            to.Write("\n"u8);
        }

        public void Dispose() => _json?.Dispose();

        private void Add(JsonEncodedText name, ExportCell cell)
        {
            Span<byte> day = stackalloc byte[10];
            switch (cell.Kind)
            {
                case CellKind.Text:
                    _json!.WriteString(name, cell.Utf8);
                    break;
                case CellKind.Number:
                    _json!.WriteNumber(name, cell.ToDecimal());
                    break;
                case CellKind.Day:
                    _ = StoreConventions.ToDay((int)cell.Value).TryFormat(day, out _, "yyyy-MM-dd", CultureInfo.InvariantCulture);
                    _json!.WriteString(name, day);
                    break;
                default:
                    _json!.WriteNull(name);
                    break;
            }
        }
    }
}
