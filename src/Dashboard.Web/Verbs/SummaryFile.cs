using System.Globalization;
using System.IO.Compression;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Spend;
using Sylvan.Data.Csv;

namespace Dashboard.Web.Verbs;

/// <summary>A plain file of customer histories: CSV with a header, optionally gzip; columns x, t_x, T and, where known, litt, m_x, weight and customer_id; others are passed over.</summary>
internal sealed class SummaryFile
{
    private const int MostPurchases = 100_000_000;
    private static readonly string[] Columns = ["x", "t_x", "T", "litt", "m_x", "weight"];

    private readonly Dictionary<string, double[]> _values;

    private SummaryFile(Dictionary<string, double[]> values, string[]? customers) => (_values, Customers) = (values, customers);

    /// <summary>Ids as the file has them; null when it has none.</summary>
    public string[]? Customers { get; }

    public int Count => _values["x"].Length;

    /// <summary>Purchase histories; null when t_x or T is missing.</summary>
    public PurchaseSummary? Purchases => _values.TryGetValue("t_x", out var tx) && _values.TryGetValue("T", out var t)
        ? new([.. _values["x"].Select(x => (int)x)], tx, t, _values.GetValueOrDefault("litt"), _values.GetValueOrDefault("weight")) : null;

    /// <summary>Mean spends; null when m_x is missing.</summary>
    public SpendSummary? Spend => _values.TryGetValue("m_x", out var mean) ? new([.. _values["x"].Select(x => (int)x)], mean, _values.GetValueOrDefault("weight")) : null;

    /// <summary>Reads a file, or says in one sentence what is wrong with it.</summary>
    public static async Task<(SummaryFile? File, string? Problem)> ReadAsync(string path, CancellationToken cancellation)
    {
        if (!File.Exists(path)) return (null, $"There is no file {path}.");
        await using var raw = File.OpenRead(path);
        await using var stream = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(raw, CompressionMode.Decompress) : (Stream)raw;
        try
        {
            return await ReadAsync(path, new StreamReader(stream), cancellation);
        }
        catch (CsvMissingHeadersException)
        {
            return (null, $"{path} is empty.");
        }
        catch (InvalidDataException)
        {
            return (null, $"{path} is damaged or ends in the middle. Download or export it again.");
        }
        catch (Exception flaw) when (flaw is CsvFormatException or CsvRecordTooLargeException)
        {
            return (null, $"{path} is not a CSV file: {flaw.Message}");
        }
    }

    private static async Task<(SummaryFile? File, string? Problem)> ReadAsync(string path, StreamReader text, CancellationToken cancellation)
    {
        using var closes = text;
        await using var reader = await CsvDataReader.CreateAsync(text, new() { HeaderComparer = StringComparer.Ordinal }, cancellation);
        // Upper case tells the age T from nothing else, so names are taken as they are.
        string[] header = [.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetName(i).Trim())];
        if (header.Any(name => name.Any(c => char.IsControl(c) || c == '\uFFFD'))) return (null, $"{path} is not a text table. Give a CSV file, plain or gzip.");
        int[] at = [.. Columns.Select(c => Array.IndexOf(header, c))];
        if (at[0] < 0) return (null, $"{path} has no column x. Its columns are {string.Join(", ", header)}.");
        var idAt = Array.IndexOf(header, "customer_id");
        var (lists, ids) = (Columns.Select(_ => new List<double>()).ToArray(), new List<string>());
        while (await reader.ReadAsync(cancellation))
        {
            var line = reader.RowNumber + 1;
            if (reader.RowFieldCount != header.Length) return (null, $"Line {line} of {path} has {reader.RowFieldCount} fields, the header {header.Length}.");
            for (var c = 0; c < Columns.Length; c++)
            {
                if (at[c] < 0) continue;
                if (!double.TryParse(reader.GetFieldSpan(at[c]), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
                    return (null, $"Line {line} of {path} has no number in {Columns[c]}.");
                if (c == 0 && (value != Math.Floor(value) || Math.Abs(value) > MostPurchases)) return (null, $"Line {line} of {path} has no whole number up to {MostPurchases:N0} in x.");
                lists[c].Add(value);
            }
            if (idAt >= 0) ids.Add(reader.GetString(idAt).Trim());
        }
        return (new(Columns.Select((c, i) => (c, i)).Where(p => at[p.i] >= 0).ToDictionary(p => p.c, p => lists[p.i].ToArray()), idAt >= 0 ? [.. ids] : null), null);
    }
}
