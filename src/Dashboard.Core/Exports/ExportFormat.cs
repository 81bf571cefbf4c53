namespace Dashboard.Core.Exports;

/// <summary>What an exported file looks like.</summary>
public enum ExportFormat
{
    /// <summary>RFC 4180 in UTF-8 with a header; numbers with a point, days as 2026-10-31.</summary>
    Csv = 1,

    /// <summary>A workbook with typed cells; as many sheets as the rows need.</summary>
    Xlsx = 2,

    /// <summary>One JSON object per line, every column in each, "no value" as null.</summary>
    JsonLines = 3,
}

public static class ExportFormats
{
    /// <summary>Ending of the file without its dot; also the name on the command line.</summary>
    public static string Extension(this ExportFormat format) => format switch
    {
        ExportFormat.Csv => "csv",
        ExportFormat.Xlsx => "xlsx",
        ExportFormat.JsonLines => "jsonl",
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    public static string ContentType(this ExportFormat format) => format switch
    {
        ExportFormat.Csv => "text/csv",
        ExportFormat.Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ExportFormat.JsonLines => "application/jsonl",
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    /// <summary>The format of that ending; null when there is none.</summary>
    public static ExportFormat? Find(string? extension) => Enum.GetValues<ExportFormat>().Cast<ExportFormat?>().FirstOrDefault(f => f!.Value.Extension() == extension);
}
