using System.Text;
using System.Text.RegularExpressions;
using Dashboard.Core.Money;

namespace Dashboard.Core.Imports;

/// <summary>Guesses from a sample what the columns mean and by which conventions numbers and dates are written.</summary>
internal static partial class MappingGuess
{
    /// <summary>True when the first row names the columns.</summary>
    public static bool HasHeader(IReadOnlyList<string[]> rows)
    {
        if (rows.Count == 0) return false;
        var first = rows[0];
        if (first.Any(f => HeaderNames.Suggest(f).Confidence > 0) && !first.Any(IsValue)) return true;
        if (first.Any(IsValue) || first.All(string.IsNullOrWhiteSpace)) return false;
        // Words above columns of numbers or dates are names.
        return rows.Count > 1 && Enumerable.Range(0, first.Length).Any(i => rows.Skip(1).Take(20).Any(r => i < r.Length && IsValue(r[i])));
    }

    private static bool IsValue(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text.Trim());
        return bytes.Length > 0 && (NumberText.TryParse(bytes, '.', out _) || DateText.TryParse(bytes, DateOrder.DayFirst, out _) || DateText.TryParse(bytes, DateOrder.MonthFirst, out _) || text.Contains('@'));
    }

    /// <summary>Meaning of each column; each field at most once.</summary>
    public static (OrderField Field, double Confidence)[] Fields(IReadOnlyList<ColumnSample> columns, bool header)
    {
        var found = new (OrderField Field, double Confidence)[columns.Count];
        if (header)
        {
            var platform = Platform(columns);
            for (var i = 0; i < columns.Count; i++)
            {
                var suggestion = platform is not null && platform.TryGetValue(HeaderNames.Normalise(columns[i].Name), out var field) ? (field, 1.0) : HeaderNames.Suggest(columns[i].Name);
                if (suggestion.Item1 != OrderField.Ignore && columns[i].Fits(suggestion.Item1)) found[i] = suggestion;
            }
        }
        ByContent(columns, found, header);
        KeepBest(found);
        Settle(columns, found);
        return found;
    }

    private static Dictionary<string, OrderField>? Platform(IReadOnlyList<ColumnSample> columns)
    {
        var names = columns.Select(c => HeaderNames.Normalise(c.Name)).ToHashSet();
        if (names.Contains("lineitemquantity") && names.Contains("name"))
        {
            return Named(
                ("name", OrderField.OrderNumber), ("createdat", OrderField.Date), ("financialstatus", OrderField.Status), ("source", OrderField.Channel),
                ("discountcode", OrderField.Coupon), ("vendor", OrderField.Brand), ("billingname", OrderField.CustomerName), ("id", OrderField.Ignore));
        }
        if (names.Contains("amountrefunded") && names.Contains("id") && (names.Contains("createdutc") || names.Contains("createddateutc")))
        {
            return Named(
                ("id", OrderField.OrderNumber), ("amount", OrderField.Total), ("description", OrderField.Ignore), ("fee", OrderField.Ignore), ("mode", OrderField.Mode),
                ("status", OrderField.Status), ("invoiceid", OrderField.Ignore), ("cardaddresscountry", OrderField.Country));
        }
        if (names.Contains("transactionid") && names.Contains("grosssales") && names.Contains("eventtype"))
        {
            return Named(
                ("transactionid", OrderField.OrderNumber), ("grosssales", OrderField.Subtotal), ("netsales", OrderField.Ignore), ("item", OrderField.ProductName),
                ("source", OrderField.Ignore), ("location", OrderField.Ignore), ("customerreferenceid", OrderField.Ignore), ("unit", OrderField.Ignore),
                ("count", OrderField.Ignore), ("description", OrderField.Ignore), ("transactionstatus", OrderField.Ignore), ("totalcollected", OrderField.Ignore), ("servicecharges", OrderField.Ignore));
        }
        return null;
    }

    private static Dictionary<string, OrderField> Named(params (string Name, OrderField Field)[] columns) => columns.ToDictionary(c => c.Name, c => c.Field);

    // What no name tells, the values may: dates, e-mails, and in a file without header also numbers.
    private static void ByContent(IReadOnlyList<ColumnSample> columns, (OrderField Field, double Confidence)[] found, bool header)
    {
        void Take(OrderField field, double confidence, Func<ColumnSample, bool> fits)
        {
            if (found.Any(f => f.Field == field)) return;
            for (var i = 0; i < columns.Count; i++)
            {
                if (found[i].Field != OrderField.Ignore || columns[i].Given.Count == 0 || !fits(columns[i])) continue;
                found[i] = (field, confidence);
                return;
            }
        }
        Take(OrderField.Date, 0.6, c => c.Dates > 0.9);
        Take(OrderField.Email, 0.6, c => c.Emails > 0.9);
        if (header)
        {
            if (!found.Any(f => f.Field == OrderField.OrderNumber))
                Take(OrderField.OrderNumber, 0.4, c => HeaderNames.Normalise(c.Name) is "id" or "number" or "reference" && c.Distinct == c.Given.Count);
            return;
        }
        bool IsMoney(ColumnSample c) => c.Numbers > 0.9 && c.Whole < 0.9;
        var rows = columns.Count == 0 ? 0 : columns.Max(c => c.Given.Count);
        Take(OrderField.Amount, 0.5, IsMoney);
        Take(OrderField.CustomerNumber, 0.5, c => c.Distinct < rows && c.Distinct > 1 && c.Dates < 0.5 && !IsMoney(c));
        Take(OrderField.OrderNumber, 0.4, c => c.Distinct == rows && rows > 1 && c.Dates < 0.5 && !IsMoney(c));
        Take(OrderField.CustomerNumber, 0.3, c => c.Dates < 0.5 && !IsMoney(c));
        Take(OrderField.Quantity, 0.4, c => c.Whole > 0.9 && c.Share(v => v.TrimStart('-').Length < 5) > 0.99);
        Take(OrderField.Amount, 0.3, c => c.Numbers > 0.9);
        Take(OrderField.Country, 0.3, c => c.Numbers < 0.1 && c.Dates < 0.1 && c.Distinct < Math.Min(250, Math.Max(2, rows / 2)));
    }

    private static void KeepBest((OrderField Field, double Confidence)[] found)
    {
        foreach (var group in found.Select((f, i) => (f.Field, f.Confidence, Index: i)).Where(f => f.Field != OrderField.Ignore).GroupBy(f => f.Field))
            foreach (var (_, _, index) in group.OrderByDescending(f => f.Confidence).ThenBy(f => f.Index).Skip(1))
                found[index] = default;
    }

    // Names that mean one thing in one company and another in the next.
    private static void Settle(IReadOnlyList<ColumnSample> columns, (OrderField Field, double Confidence)[] found)
    {
        int At(OrderField field) => Array.FindIndex(found, f => f.Field == field);
        bool Named(OrderField field, string name) => At(field) is >= 0 and var i && HeaderNames.Normalise(columns[i].Name) == name;
        if (Named(OrderField.UnitPrice, "price") && At(OrderField.Quantity) < 0 && At(OrderField.Amount) < 0 && At(OrderField.Total) < 0)
            found[At(OrderField.UnitPrice)].Field = OrderField.Amount;
        if (Named(OrderField.ProductName, "description") && At(OrderField.Sku) < 0) found[At(OrderField.ProductName)] = default;
        if (Named(OrderField.CustomerNumber, "customer") && columns[At(OrderField.CustomerNumber)].Share(v => v.Contains(' ') && !v.Any(char.IsAsciiDigit)) > 0.5
            && (At(OrderField.Email) >= 0 || At(OrderField.Phone) >= 0))
            found[At(OrderField.CustomerNumber)].Field = OrderField.CustomerName;
        // Sales of a day are a fact of the order, a lone "time" without a date is a date.
        if (At(OrderField.Date) >= 0 && At(OrderField.Time) >= 0 && columns[At(OrderField.Date)].Share(v => v.Contains(':')) > 0.5) found[At(OrderField.Time)] = default;
    }

    /// <summary>The decimal sign: what the numbers show, or a comma where the file's columns are set apart by semicolons.</summary>
    public static char DecimalSign(IEnumerable<ColumnSample> amounts, char delimiter)
    {
        var (points, commas) = (0, 0);
        foreach (var value in amounts.SelectMany(a => a.Given))
        {
            var (point, comma) = (value.LastIndexOf('.'), value.LastIndexOf(','));
            if (point >= 0 && comma >= 0) _ = point > comma ? points++ : commas++;
            else if (point >= 0 && (DigitsAfter(value, point) != 3 || value[..point].TrimStart('-') is "0")) points++;
            else if (comma >= 0 && (DigitsAfter(value, comma) != 3 || value[..comma].TrimStart('-') is "0") && value.IndexOf(',') == comma) commas++;
        }
        return commas > points || (commas == points && commas == 0 && delimiter == ';' && amounts.SelectMany(a => a.Given).Any(v => v.Contains(','))) ? ',' : '.';
    }

    private static int DigitsAfter(string value, int at) => value.Skip(at + 1).TakeWhile(char.IsAsciiDigit).Count();

    /// <summary>Which part of the dates is the day; null when the values leave it open.</summary>
    public static DateOrder? OrderOf(IEnumerable<string> dates)
    {
        var (day, month, any) = (0, 0, false);
        foreach (var value in dates)
        {
            if (!DateText.TryReadLeading(Encoding.UTF8.GetBytes(value), out var first, out var second)) continue;
            any = true;
            if (first > 12) day++;
            if (second > 12) month++;
        }
        if (!any) return DateOrder.DayFirst;
        return day == month ? null : day > month ? DateOrder.DayFirst : DateOrder.MonthFirst;
    }

    /// <summary>Of two readings the one in which the dates run on: a file is mostly written in the order of time.</summary>
    public static DateOrder LikelierOrder(IEnumerable<string> dates)
    {
        (double Day, double Month) distance = default;
        (long Day, long Month)? last = null;
        foreach (var value in dates.Select(d => Encoding.UTF8.GetBytes(d)))
        {
            if (!DateText.TryParse(value, DateOrder.DayFirst, out var day) || !DateText.TryParse(value, DateOrder.MonthFirst, out var month)) continue;
            if (last is { } before) distance = (distance.Day + Math.Abs(day.Milliseconds - before.Day), distance.Month + Math.Abs(month.Milliseconds - before.Month));
            last = (day.Milliseconds, month.Milliseconds);
        }
        return distance.Month < distance.Day ? DateOrder.MonthFirst : DateOrder.DayFirst;
    }

    /// <summary>ISO code that the amounts' signs tell; null when they tell none.</summary>
    public static string? Currency(IEnumerable<ColumnSample> amounts, ColumnSample? currencies)
    {
        if (currencies is not null)
            return currencies.Given.Select(c => c.ToUpperInvariant()).Where(Currencies.IsKnown).GroupBy(c => c).MaxBy(g => g.Count())?.Key;
        foreach (var value in amounts.SelectMany(a => a.Given))
        {
            var sign = value.FirstOrDefault(c => char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.CurrencySymbol);
            if (sign != default) return sign switch { '€' => "EUR", '£' => "GBP", '¥' => "JPY", '₹' => "INR", '₽' => "RUB", '₩' => "KRW", '₺' => "TRY", '₪' => "ILS", '₫' => "VND", '₱' => "PHP", '฿' => "THB", '₴' => "UAH", _ => "USD" };
            if (Code().Match(value) is { Success: true } code && Currencies.IsKnown(code.Value)) return code.Value;
        }
        foreach (var name in amounts.Select(a => a.Name))
            if (Code().Match(name) is { Success: true } code && Currencies.IsKnown(code.Value)) return code.Value;
        return null;
    }

    [GeneratedRegex(@"(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])")]
    private static partial Regex Code();
}
