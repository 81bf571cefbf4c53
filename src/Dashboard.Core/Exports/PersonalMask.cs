using System.Text;

namespace Dashboard.Core.Exports;

/// <summary>Leaves of personal data what still tells customers apart at a glance and reaches nobody.</summary>
internal static class PersonalMask
{
    private const string Gone = "***";

    public static string Of(string value, Personal personal) => personal switch
    {
        Personal.Words => string.Join(' ', value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(w => First(w, 1) + Gone)),
        Personal.Email => Email(value),
        Personal.Phone => Gone + (value.Length > 2 ? value[^2..] : ""),
        Personal.Start => First(value, 2) + Gone,
        Personal.Number => value.Contains('@', StringComparison.Ordinal) ? Email(value) : value,
        Personal.Hidden => "",
        _ => value,
    };

    public static ReadCell Over(ReadCell read, Personal personal) => personal == Personal.No ? read : customer =>
    {
        var cell = read(customer);
        return cell.Kind switch
        {
            CellKind.Text => ExportCell.Text(Encoding.UTF8.GetBytes(Of(Encoding.UTF8.GetString(cell.Utf8), personal))),
            _ => personal == Personal.Hidden ? default : cell,
        };
    };

    private static string Email(string value) => value.IndexOf('@', StringComparison.Ordinal) is > 0 and var at ? First(value, 1) + Gone + value[at..] : Gone;

    // By letters as people see them, so that none is cut in half.
    private static string First(string value, int letters)
    {
        var end = 0;
        while (letters-- > 0 && end < value.Length) end += System.Globalization.StringInfo.GetNextTextElementLength(value, end);
        return value[..end];
    }
}
