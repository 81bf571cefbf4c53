using System.Globalization;

namespace Dashboard.Core.Exports;

/// <summary>Names of exported files: what is in them, the day, where there are several of a day a number, and the ending of their format.</summary>
public static class ExportNames
{
    public static string Of(string what, DateOnly day, ExportFormat format, long? number = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{what}-{day:yyyy-MM-dd}{(number is { } n ? $"-{n}" : "")}.{format.Extension()}");
}
