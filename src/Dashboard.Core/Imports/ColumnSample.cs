using System.Text;

namespace Dashboard.Core.Imports;

/// <summary>What the values of one column of a sample look like.</summary>
internal sealed class ColumnSample
{
    // Where the header already says what the column means: a small file with some bad rows is still that file, and its bad rows are rejected one by one.
    private const double Enough = 0.4;
    private const int FewValues = 20;

    public ColumnSample(string name, IEnumerable<string> values)
    {
        Name = name;
        Values = [.. values.Select(v => v.Trim())];
        Given = [.. Values.Where(v => v.Length > 0 && !v.Equals("null", StringComparison.OrdinalIgnoreCase) && !v.Equals("nan", StringComparison.OrdinalIgnoreCase))];
        Dates = Share(IsDate);
        SerialDates = Share(v => DateText.TrySerial(Encoding.UTF8.GetBytes(v), out _));
        Numbers = Share(v => NumberText.TryParse(Encoding.UTF8.GetBytes(v), '.', out _) || NumberText.TryParse(Encoding.UTF8.GetBytes(v), ',', out _));
        Emails = Share(v => v.IndexOf('@') is > 0 and var at && at < v.Length - 1);
        Whole = Share(v => v.Length < 18 && v.TrimStart('-').All(char.IsAsciiDigit));
        Distinct = Given.Distinct(StringComparer.Ordinal).Count();
    }

    public string Name { get; }

    /// <summary>All values in their order, blanks included.</summary>
    public IReadOnlyList<string> Values { get; }

    public IReadOnlyList<string> Given { get; }
    public double Dates { get; }

    /// <summary>Share of numbers that a spreadsheet could have made of dates; only a column's name can tell.</summary>
    public double SerialDates { get; }
    public double Numbers { get; }
    public double Emails { get; }
    public double Whole { get; }
    public int Distinct { get; }

    public IReadOnlyList<string> Examples => [.. Given.Distinct(StringComparer.Ordinal).Take(5)];

    /// <summary>True when the values can be what the field asks for; a good part may be wrong, which the import says row by row.</summary>
    public bool Fits(OrderField field) => Given.Count == 0 || field switch
    {
        OrderField.Date => Dates + SerialDates >= (Given.Count < FewValues ? double.Epsilon : Enough),
        OrderField.Email => Emails >= 0.3,
        OrderField.Amount or OrderField.Subtotal or OrderField.NetAmount or OrderField.Total or OrderField.Discount or OrderField.Tax or OrderField.Shipping
            or OrderField.RefundedAmount or OrderField.Quantity or OrderField.UnitPrice or OrderField.LineAmount or OrderField.LineDiscount or OrderField.Cost => Numbers >= Enough,
        OrderField.Currency => Share(v => v.Length == 3 && v.All(char.IsAsciiLetter)) > 0.8,
        OrderField.Status => Share(v => StatusWords.TryRead(Encoding.UTF8.GetBytes(v), out _, out _)) >= 0.3,
        OrderField.Time => Share(v => DateText.TryParseTime(Encoding.UTF8.GetBytes(v), out _)) > 0.8,
        OrderField.TimeZone => Share(v => ZoneNames.Find(v) is not null) > 0.5,
        OrderField.Mode => Share(v => v.Equals("live", StringComparison.OrdinalIgnoreCase) || v.Equals("test", StringComparison.OrdinalIgnoreCase)) > 0.8,
        OrderField.Country or OrderField.Channel => Numbers < 0.9,
        _ => true,
    };

    public double Share(Func<string, bool> condition) => Given.Count == 0 ? 0 : Given.Count(condition) / (double)Given.Count;

    private static bool IsDate(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        return !DateText.TrySerial(bytes, out _) && (DateText.TryParse(bytes, DateOrder.DayFirst, out var date) || DateText.TryParse(bytes, DateOrder.MonthFirst, out date))
            && date.Milliseconds is > 0 and < 4_102_444_800_000;   // 1970 to 2100: most eight-digit numbers are no days
    }
}
