using System.Globalization;
using System.Text;
using System.Text.Json;
using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Dashboard.Core.Imports;

/// <param name="Line">Line of the file.</param>
/// <param name="Column">Column at fault; null when the whole row is.</param>
/// <param name="Value">What stood there.</param>
/// <param name="Repair">How to repair it, in words.</param>
public sealed record RejectedEntry(long Line, string? Column, string? Value, RejectReason Reason, string Repair);

/// <summary>The rows that imports could not take: to be shown, and to be downloaded, repaired and imported again.</summary>
public sealed class RejectedRows(IDbContextFactory<DashboardDbContext> contexts, IStringLocalizer<ImportText> text)
{
    /// <summary>What each download has besides the file's own columns; an import reads past them.</summary>
    public static IReadOnlyList<string> AddedColumns { get; } = [OrderParser.RejectedLine, "rejected_column", "rejected_reason", "rejected_repair"];

    private static readonly CompositeFormat Quoted = CompositeFormat.Parse("\"{0}\"");

    /// <summary>How to repair a row that was rejected for this reason.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="mapping">How its file was read, so that examples are written as the file writes; null for any file.</param>
    public string Repair(RejectReason reason, OrderMapping? mapping = null) =>
        text[string.Create(CultureInfo.InvariantCulture, $"Reject_{reason}"), mapping?.DecimalSign switch { null => "1234.50 / 1234,50", ',' => "1234,50", _ => "1234.50" }].Value;

    /// <summary>Rejected rows of an import in the order of the file.</summary>
    public async Task<IReadOnlyList<RejectedEntry>> ReadAsync(long importId, int skip, int take, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var mapping = OrderMapping.FromJson(await db.Imports.Where(i => i.Id == importId).Select(i => i.Mapping).FirstOrDefaultAsync(cancellation) ?? "", out _);
        var rows = await db.RejectedRows.Where(r => r.ImportId == importId).OrderBy(r => r.Line).ThenBy(r => r.Id).Skip(skip).Take(take).ToListAsync(cancellation);
        return [.. rows.Select(r => new RejectedEntry(r.Line, r.Column, r.Value, r.Reason, Repair(r.Reason, mapping)))];
    }

    /// <summary>Rejected rows of an import by their fault, most rows first.</summary>
    public async Task<IReadOnlyList<Rejection>> SummaryAsync(long importId, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var faults = await db.RejectedRows.Where(r => r.ImportId == importId).GroupBy(r => new { r.Reason, r.Column })
            .Select(g => new { g.Key.Reason, g.Key.Column, Rows = g.LongCount(), First = g.Min(r => r.Line) }).ToListAsync(cancellation);
        return [.. faults.OrderByDescending(f => f.Rows).ThenBy(f => f.First).Select(f => new Rejection(f.Reason, f.Column, f.Rows, f.First))];
    }

    /// <summary>
    /// Writes an import's rejected rows as CSV in the delimiter and encoding of the file, with its columns and <see cref="AddedColumns"/>, so that the
    /// repaired rows can be imported with the same mapping.
    /// </summary>
    /// <returns>Rows written.</returns>
    public async Task<long> WriteCsvAsync(long importId, Stream target, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var import = await db.Imports.FirstOrDefaultAsync(i => i.Id == importId, cancellation);
        if (import is null) return 0;
        var mapping = OrderMapping.FromJson(import.Mapping, out _) ?? new();
        var delimiter = mapping.Delimiter == ' ' ? ',' : mapping.Delimiter;
        string[] header = [.. mapping.Columns.Select(c => c.Column).Where(c => !AddedColumns.Contains(c))];
        await using var writer = new StreamWriter(target, FileEncodings.Find(mapping.Encoding) ?? Encoding.UTF8, leaveOpen: true) { NewLine = "\n" };
        long count = 0;
        await foreach (var row in db.RejectedRows.Where(r => r.ImportId == importId).OrderBy(r => r.Line).ThenBy(r => r.Id).AsAsyncEnumerable().WithCancellation(cancellation))
        {
            var fields = JsonSerializer.Deserialize<string[]>(row.Fields) ?? [];
            // Rows that were rejected before, repaired and rejected again bring their added columns along.
            if (fields.Length == mapping.Columns.Count) fields = fields[..header.Length];
            if (count++ == 0) await WriteAsync(writer, delimiter, [.. header, .. AddedColumns]);
            // A row with too few or too many fields is brought to the header's width; what is left over stays in its last field.
            var fitted = fields.Length <= header.Length ? [.. fields, .. Enumerable.Repeat("", header.Length - fields.Length)]
                : (string[])[.. fields[..(header.Length - 1)], string.Join(delimiter, fields[(header.Length - 1)..])];
            await WriteAsync(writer, delimiter, [.. fitted, row.Line.ToString(CultureInfo.InvariantCulture), row.Column ?? "", row.Reason.ToString(), Repair(row.Reason, mapping)]);
        }
        await writer.FlushAsync(cancellation);
        return count;
    }

    private static async Task WriteAsync(StreamWriter writer, char delimiter, string[] fields)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            if (i > 0) await writer.WriteAsync(delimiter);
            var mustQuote = fields[i].Contains(delimiter) || fields[i].AsSpan().IndexOfAny('"', '\n', '\r') >= 0 || (fields[i].Length > 0 && (fields[i][0] == ' ' || fields[i][^1] == ' '));
            await writer.WriteAsync(mustQuote ? string.Format(CultureInfo.InvariantCulture, Quoted, fields[i].Replace("\"", "\"\"", StringComparison.Ordinal)) : fields[i]);
        }
        await writer.WriteLineAsync();
    }
}
