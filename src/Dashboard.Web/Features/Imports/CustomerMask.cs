using Dashboard.Core.Imports;

namespace Dashboard.Web.Features.Imports;

/// <summary>
/// Hides what may be about customers from somebody who maps a file but sees no customers. What may be shown is decided by the file as it was recognised, never by
/// the mapping: another meaning given to a column would otherwise lay it open.
/// </summary>
/// <param name="recognised">The file, inspected without a mapping.</param>
public sealed class CustomerMask(FileInspection recognised)
{
    private const int LongestShape = 40;

    private readonly HashSet<string> _names = recognised.Columns.Select(c => c.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _plain = recognised.Columns.Where(c => IsPlain(c.Field)).Select(c => c.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The column is known to hold nothing about customers.</summary>
    public bool Shows(string column) => _plain.Contains(column);

    /// <summary>All columns that give one of the fields are known to hold nothing about customers.</summary>
    public bool Shows(OrderMapping mapping, params IReadOnlyList<OrderField> fields) =>
        mapping.Columns.All(c => !fields.Contains(c.Field) || Shows(c.Column));

    /// <summary>A column's name; its shape where a row of values was taken for the names.</summary>
    public string Name(string column) => _names.Contains(column) || IsNumbered(column) ? column : Shape(column);

    /// <summary>Letters become x, digits 0; signs and length stay, so that an e-mail still looks like one.</summary>
    public static string Shape(string value) =>
        string.Concat(value.Take(LongestShape).Select(c => char.IsUpper(c) ? 'X' : char.IsLetter(c) ? 'x' : char.IsDigit(c) ? '0' : c)) + (value.Length > LongestShape ? "…" : "");

    // What a column of a file without names is called.
    private static bool IsNumbered(string column) => column is ['#', .. var number] && number.All(char.IsAsciiDigit);

    private static bool IsPlain(OrderField field) => field != OrderField.Ignore && FieldGroups.Of(field) is "Order" or "Money" or "Product";
}
