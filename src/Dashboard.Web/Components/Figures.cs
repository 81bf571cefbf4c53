using System.Globalization;
using Dashboard.Analytics.Kpis;
using Dashboard.Core.Money;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Components;

/// <summary>
/// Writes figures, money and dates in one person's culture. Scoped: it keeps the culture in which the connection began, because a refresh that is pushed
/// from a job runs under the server's own.
/// </summary>
public sealed class Figures
{
    private const string NoBreak = "\u00a0";
    private const double BriefFrom = 10_000;

    /// <summary>A decimal made of a number has 15 digits; below this some of them are left for what follows the point.</summary>
    private const double ExactBelow = 1e12;

    private static readonly Dictionary<string, string> Symbols = new(StringComparer.Ordinal) { ["EUR"] = "€", ["GBP"] = "£", ["JPY"] = "¥", ["INR"] = "₹", ["KRW"] = "₩", ["ILS"] = "₪", ["VND"] = "₫", ["NGN"] = "₦", ["UAH"] = "₴", ["TRY"] = "₺", ["PHP"] = "₱" };

    public Figures() : this(CultureInfo.CurrentCulture) { }

    public Figures(CultureInfo culture) => Culture = culture;

    public CultureInfo Culture { get; }

    /// <summary>What stands for "no value" in tables.</summary>
    public const string None = "–";

    /// <summary>A whole number with the culture's grouping.</summary>
    public string Count(double value) => Shown(value, 0).ToString("N0", Culture);

    /// <summary>A plain number with a fixed number of decimals.</summary>
    public string Number(double value, int decimals = 1) => Shown(value, decimals).ToString("N" + decimals, Culture);

    /// <summary>A fraction in per cent with one decimal.</summary>
    public string Percent(double fraction, int decimals = 1) => Shown(fraction, decimals + 2).ToString("P" + decimals, Culture);

    /// <summary>A change as <paramref name="write"/> writes it, with a plus when it is a rise that is still one in what is written.</summary>
    public static string WithSign(double change, Func<double, string> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var text = write(change);
        return change > 0 && text != write(0) ? "+" + text : text;
    }

    /// <summary>Money with the currency's own decimals; without them from an amount on when <paramref name="brief"/>.</summary>
    /// <param name="major">Amount in major units.</param>
    /// <param name="currency">ISO 4217 code.</param>
    /// <param name="brief">For cards and axes, where cents only make noise.</param>
    /// <param name="from">The amount.</param>
    public string Money(double major, string currency, bool brief = false, double from = BriefFrom)
    {
        var format = (NumberFormatInfo)Culture.NumberFormat.Clone();
        format.CurrencyDecimalDigits = brief && Math.Abs(major) >= from ? 0 : Currencies.DecimalsOf(currency);
        format.CurrencySymbol = Symbol(currency);
        if (format.CurrencySymbol == currency)
        {
            // A code needs a space that a symbol does not: "USD 12.00", never "USD12.00".
            format.CurrencyPositivePattern = format.CurrencyPositivePattern switch { 0 => 2, 1 => 3, var other => other };
            format.CurrencyNegativePattern = format.CurrencyPositivePattern == 2 ? 12 : 8;
        }
        else if (format.CurrencyNegativePattern is 0 or 14 or 15 or 4)
            format.CurrencyNegativePattern = format.CurrencyPositivePattern is 0 or 2 ? 1 : 8;   // a minus, not the accountant's brackets
        return Shown(major, format.CurrencyDecimalDigits).ToString("C", format);
    }

    /// <summary>Money of a column, all of it with as many decimals: with none where its largest amount goes without in brief.</summary>
    /// <param name="major">Amount in major units.</param>
    /// <param name="currency">ISO 4217 code.</param>
    /// <param name="largest">The column's largest amount, which is mostly its total.</param>
    public string Column(double major, string currency, double largest) => Money(major, currency, brief: true, from: Math.Abs(largest) >= BriefFrom ? 0 : double.PositiveInfinity);

    /// <summary>Money from minor units.</summary>
    public string Minor(long minor, string currency, bool brief = false) => Money((double)minor / Currencies.MinorPerMajor(currency), currency, brief);

    /// <summary>A KPI's value as its unit asks.</summary>
    public string Value(KpiInfo kpi, double value, string currency)
    {
        ArgumentNullException.ThrowIfNull(kpi);
        return kpi.Unit switch
        {
            KpiUnit.Money => Money(value, currency, brief: true),
            KpiUnit.Rate => Percent(value),
            KpiUnit.Ratio => Number(value, 2),
            KpiUnit.Days => Number(value, value == Math.Floor(value) ? 0 : 1),
            _ => Count(value),
        };
    }

    /// <summary>A text about a count, which stands first in it; the text <c>{key}.One</c> for exactly one, where there is such a text.</summary>
    public string Counted(IStringLocalizer text, string key, double count, params object[] more)
    {
        ArgumentNullException.ThrowIfNull(text);
        object[] arguments = [Count(count), .. more];
        return count == 1 && text[$"{key}.One", arguments] is { ResourceNotFound: false } one ? one : text[key, arguments];
    }

    /// <summary>A day such as "9 Dec 2011", ordered as the culture orders its dates.</summary>
    public string Day(DateOnly day) => Isolated(day.ToString(Short("yyyy"), Culture));

    /// <summary>A day without its year.</summary>
    public string DayOfYear(DateOnly day) => day.ToString(Short(null), Culture);

    /// <summary>A month such as "Dec 2011".</summary>
    public string Month(DateOnly day) => day.ToString(Culture.DateTimeFormat.YearMonthPattern.StartsWith('y') ? "yyyy MMM" : "MMM yyyy", Culture);

    /// <summary>Both ends of a range, the first year left out when both are the same.</summary>
    public string Range(DateOnly from, DateOnly to) =>
        from == to ? Day(from) : Isolated($"{(from.Year == to.Year ? DayOfYear(from) : Day(from))}{NoBreak}– {Day(to)}");

    /// <summary>An instant in a time zone: day and time.</summary>
    public string Instant(DateTime utc, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), zone);
        return $"{Day(DateOnly.FromDateTime(local))}, {local.ToString("t", Culture)}";
    }

    /// <summary>What stands before or after amounts: the culture's own sign, a sign that means one currency only, or the code.</summary>
    public string Symbol(string currency)
    {
        var own = Own();
        if (own?.ISOCurrencySymbol == currency) return own.CurrencySymbol;
        if (currency == "USD" && own?.CurrencySymbol.Contains('$', StringComparison.Ordinal) != true) return "$";
        return Symbols.GetValueOrDefault(currency, currency);
    }

    // A half goes away from nothing as it does by hand: 7 of 40 is 17.5 %, in binary a trace less. What rounds to nothing is nothing: "-0.0 %" would say that something fell.
    private static double Shown(double value, int decimals) =>
        Math.Abs(value) < ExactBelow ? (double)Math.Round((decimal)value, decimals, MidpointRounding.AwayFromZero) + 0.0 : value;

    // Words that run the other way would otherwise drag the figures and words around them along.
    private string Isolated(string text) => Culture.TextInfo.IsRightToLeft ? $"\u2068{text}\u2069" : text;

    private RegionInfo? Own()
    {
        try
        {
            return Culture.IsNeutralCulture || Culture.Name.Length == 0 ? null : new RegionInfo(Culture.Name);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private string Short(string? year)
    {
        var pattern = Culture.DateTimeFormat.ShortDatePattern;
        var (d, m, y) = (pattern.IndexOf('d', StringComparison.Ordinal), pattern.IndexOf('M', StringComparison.Ordinal), pattern.IndexOf('y', StringComparison.Ordinal));
        if (y >= 0 && y < m && y < d) return year is null ? "MMM d" : $"{year} MMM d";
        if (m < d) return year is null ? "MMM d" : $"MMM d, {year}";
        return year is null ? "d MMM" : $"d MMM {year}";
    }
}
