using System.Globalization;

namespace Dashboard.Web.Verbs;

/// <summary>Dates on the command line: <c>yyyy-MM-dd</c> in and out, whatever the machine's culture.</summary>
internal static class DateWords
{
    private const string Format = "yyyy-MM-dd";

    public static string Of(DateOnly date) => date.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>False, with a sentence, when the words are there but no date.</summary>
    public static bool TryRead(string option, string? words, out DateOnly? date, out string? problem)
    {
        (date, problem) = (null, null);
        if (words is null) return true;
        if (DateOnly.TryParseExact(words, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var read))
        {
            date = read;
            return true;
        }
        problem = $"{option} has \"{words}\"; a date such as 2026-01-31 is needed.";
        return false;
    }
}
