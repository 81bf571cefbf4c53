namespace Dashboard.Core.Imports;

/// <summary>Names of files that come from elsewhere.</summary>
public static class FileNames
{
    private const int Longest = 120;

    /// <summary>The name as it was, without whatever a file system could take for something else; <c>orders.csv</c> when nothing is left.</summary>
    public static string Plain(string fileName)
    {
        var last = fileName.TrimEnd('/').Split('/', '\\')[^1];
        var plain = string.Concat(last.Select(c => char.IsControl(c) || "<>:\"|?*".Contains(c, StringComparison.Ordinal) ? '_' : c)).Trim(' ', '.');
        if (plain.Length > Longest) plain = plain[..(Longest - 20)] + plain[^20..];
        return plain.Length == 0 ? "orders.csv" : plain;
    }
}
