using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dashboard.Core.Imports;

/// <summary>Which part of a numeric date such as 5/6/2024 is the day.</summary>
public enum DateOrder
{
    DayFirst,
    MonthFirst,
}

/// <summary>What one row of a file is.</summary>
public enum RowMeaning
{
    Order,

    /// <summary>Rows with the same order number are one order; they may lie apart.</summary>
    Line,
}

/// <param name="Column">Header of the column, or <c>#n</c> for the n-th column of a file without header.</param>
/// <param name="Field">What it means.</param>
public sealed record ColumnMapping(string Column, OrderField Field);

/// <summary>How a file is read as orders. Serialised as JSON: kept with each import, in named profiles, and given to the command line as a file.</summary>
public sealed record OrderMapping
{
    /// <summary>Name of the source; order and customer numbers of two sources never meet. Default <c>shop</c>.</summary>
    public string Source { get; init; } = "shop";

    /// <summary><c>,</c> <c>;</c> tab or <c>|</c>; a space stands for columns separated by runs of spaces.</summary>
    public char Delimiter { get; init; } = ',';

    /// <summary>Name of the encoding, such as <c>utf-8</c> or <c>windows-1252</c>.</summary>
    public string Encoding { get; init; } = "utf-8";

    /// <summary>True when the first row names the columns.</summary>
    public bool Header { get; init; } = true;

    /// <summary>Decimal sign of numbers: a point or a comma.</summary>
    public char DecimalSign { get; init; } = '.';

    public DateOrder DateOrder { get; init; }

    /// <summary>IANA name of the zone of times without an offset; null for the shop's own.</summary>
    public string? TimeZone { get; init; }

    public RowMeaning Row { get; init; }

    /// <summary>ISO code of amounts whose row names none; null for the shop's reporting currency.</summary>
    public string? Currency { get; init; }

    /// <summary>The subtotal already has the discount taken off, as in Shopify's export.</summary>
    public bool SubtotalAfterDiscount { get; init; }

    /// <summary>Prices and subtotal contain the tax, which is then taken out.</summary>
    public bool TaxIncluded { get; init; }

    public IReadOnlyList<ColumnMapping> Columns { get; init; } = [];

    /// <summary>Order-level amounts that each line states for itself, to be added up over the lines of an order; others are taken once.</summary>
    public IReadOnlyList<OrderField> SumOverLines { get; init; } = [];

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>The mapping, or null with a sentence that says what is wrong with the text.</summary>
    public static OrderMapping? FromJson(string json, out string? error)
    {
        error = null;
        try
        {
            if (JsonSerializer.Deserialize<OrderMapping>(json, Json) is { Columns: not null, SumOverLines: not null, Source: not null, Encoding: not null } mapping) return mapping;
            error = "The mapping lacks its columns.";
        }
        catch (JsonException wrong)
        {
            error = Explain(json, wrong);
        }
        return null;
    }

    // The reader names the type it could not make; whoever wrote the file is helped by the word that is wrong.
    private static string Explain(string json, JsonException wrong)
    {
        if (!wrong.Message.Contains("could not be converted", StringComparison.Ordinal)) return wrong.Message;
        string[] fields = [.. Enum.GetNames<OrderField>().Select(JsonNamingPolicy.CamelCase.ConvertName)];
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("columns", out var columns) && columns.ValueKind == JsonValueKind.Array)
        {
            foreach (var column in columns.EnumerateArray().Where(c => c.ValueKind == JsonValueKind.Object))
            {
                if (column.TryGetProperty("field", out var field) && field.ValueKind == JsonValueKind.String && !fields.Contains(field.GetString(), StringComparer.OrdinalIgnoreCase))
                    return $"There is no field \"{field.GetString()}\". Fields are {string.Join(", ", fields)}.";
            }
        }
        return $"The value at {wrong.Path} in line {wrong.LineNumber + 1} is not of the kind that belongs there.";
    }

    /// <summary>The same with every column of the file in its order, those read past among them.</summary>
    internal OrderMapping Completed(IReadOnlyList<string> header) => this with
    {
        Columns = [.. header.Select((name, i) => new ColumnMapping(name, Columns.FirstOrDefault(c => HeaderNames.IndexOf(header, c.Column) == i)?.Field ?? OrderField.Ignore))],
    };

    /// <summary>True when both read a file in the same way, whatever they say of columns read past.</summary>
    internal bool ReadsLike(OrderMapping other) => Essential() == other.Essential();

    private OrderMapping Essential() => this with { Columns = [.. Columns.Where(c => c.Field != OrderField.Ignore).OrderBy(c => c.Column, StringComparer.OrdinalIgnoreCase).ThenBy(c => c.Field)] };

    public bool Has(OrderField field) => Columns.Any(c => c.Field == field);

    public bool Equals(OrderMapping? other) => other is not null && ToJson() == other.ToJson();

    public override int GetHashCode() => ToJson().GetHashCode(StringComparison.Ordinal);
}
