using System.Globalization;
using System.IO.Compression;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Discrete;
using Dashboard.Analytics.Lifetime.Spend;
using Dashboard.Analytics.Lifetime.Survival;
using Sylvan.Data.Csv;

namespace Dashboard.Web.Verbs;

/// <summary>
/// A plain file of customers: CSV with a header, optionally gzip; columns x, t_x, T and, where known, litt, m_x, weight and customer_id, and for contracts T and lost;
/// others are passed over.
/// </summary>
internal sealed class SummaryFile
{
    private const int MostPurchases = 100_000_000;
    private static readonly string[] Columns = ["x", "t_x", "T", "litt", "m_x", "weight", "lost"];

    private readonly string _path;
    private readonly Dictionary<string, double[]> _values;
    private PurchaseSummary? _purchases;

    private SummaryFile(string path, Dictionary<string, double[]> values, string[]? customers) => (_path, _values, Customers) = (path, values, customers);

    /// <summary>Ids as the file has them; null when it has none.</summary>
    public string[]? Customers { get; }

    /// <summary>Purchase histories; of a file that has x, t_x and T.</summary>
    public PurchaseSummary Purchases => _purchases ??= new(X, _values["t_x"], _values["T"], _values.GetValueOrDefault("litt"), _values.GetValueOrDefault("weight"));

    /// <summary>Mean spends; of a file that has x and m_x.</summary>
    public SpendSummary Spend => new(X, _values["m_x"], _values.GetValueOrDefault("weight"));

    /// <summary>Contracts; of a file that has T, and lost unless all are still there.</summary>
    public Tenure[] Tenures
    {
        get
        {
            var (lost, weight) = (_values.GetValueOrDefault("lost"), _values.GetValueOrDefault("weight"));
            return [.. _values["T"].Select((t, i) => new Tenure(t, lost?[i] == 1, weight?[i] ?? 1))];
        }
    }

    private int[] X => [.. _values["x"].Select(x => (int)x)];

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

    /// <summary>What a model lacks in this file, as a sentence; null when nothing.</summary>
    public string? Lacks(string model, params string[] columns)
    {
        string[] missing = [.. columns.Where(c => !_values.ContainsKey(c))];
        return missing.Length == 0 ? null : $"{model} needs the column{(missing.Length > 1 ? "s" : "")} {string.Join(" and ", missing)}, which {_path} does not have.";
    }

    /// <summary>The customer of a row: the file's id, or the number of the row from 1.</summary>
    public string Id(int row) => Customers?[row] ?? (row + 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>The first row that has what a fit was refused for, and what to do about it; empty when no row alone has it.</summary>
    public string Flaw(FitDoubt doubt)
    {
        for (var i = 0; i < _values.First().Value.Length; i++)
            if (Flaw(doubt, i) is { } flaw) return $" Line {i + 2} of {_path}: {flaw}.";
        return "";
    }

    /// <summary>What is wrong with a row; null when nothing is.</summary>
    private string? Flaw(FitDoubt doubt, int row)
    {
        double Of(string column) => _values.TryGetValue(column, out var values) ? values[row] : 0;
        return doubt switch
        {
            FitDoubt.ImpossibleHistory => HistoryWords.Flaw(Purchases, row),
            FitDoubt.ImpossibleWeight when _values.TryGetValue("weight", out var weight) && !(weight[row] > 0) => Words($"weight is {weight[row]}; a row stands for more than 0 customers, so leave it out"),
            FitDoubt.ImpossibleSpend when Of("x") < 0 || Of("m_x") < 0 => Words($"x is {Of("x")} and m_x is {Of("m_x")}; give the number of repeat purchases with a positive amount and their mean, 0 and 0 without any"),
            FitDoubt.NotDiscrete when _values.ContainsKey("lost") => HistoryWords.Flaw(Of("T"), Of("lost") == 1),
            FitDoubt.NotDiscrete when _values.ContainsKey("x") && _values.ContainsKey("t_x") && !BgBb.IsDiscrete(Purchases[row]) =>
                Words($"x is {Of("x")}, t_x is {Of("t_x")} and T is {Of("T")}; count whole periods, with x the periods with a purchase up to and including t_x"),
            _ => null,
        };
    }

    private static string Words(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static async Task<(SummaryFile? File, string? Problem)> ReadAsync(string path, StreamReader text, CancellationToken cancellation)
    {
        using var closes = text;
        await using var reader = await CsvDataReader.CreateAsync(text, new() { HeaderComparer = StringComparer.Ordinal }, cancellation);
        // Upper case tells the age T from nothing else, so names are taken as they are.
        string[] header = [.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetName(i).Trim())];
        if (header.Any(name => name.Any(c => char.IsControl(c) || c == '\uFFFD'))) return (null, $"{path} is not a text table. Give a CSV file, plain or gzip.");
        int[] at = [.. Columns.Select(c => Array.IndexOf(header, c))];
        if (at.All(a => a < 0)) return (null, $"{path} has none of the columns {string.Join(", ", Columns)}. Its columns are {string.Join(", ", header)}.");
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
                if (Columns[c] == "x" && (value != Math.Floor(value) || Math.Abs(value) > MostPurchases)) return (null, $"Line {line} of {path} has no whole number up to {MostPurchases:N0} in x.");
                if (Columns[c] == "lost" && value is not (0 or 1)) return (null, $"Line {line} of {path} has neither 1 (lost) nor 0 (still there) in lost.");
                lists[c].Add(value);
            }
            if (idAt >= 0) ids.Add(reader.GetString(idAt).Trim());
        }
        return (new(path, Columns.Select((c, i) => (c, i)).Where(p => at[p.i] >= 0).ToDictionary(p => p.c, p => lists[p.i].ToArray()), idAt >= 0 ? [.. ids] : null), null);
    }
}
