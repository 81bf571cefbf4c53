using System.Globalization;

namespace Dashboard.Web.Verbs;

/// <summary>Counts in sentences: "1 order", "2,000 orders".</summary>
internal static class CountWords
{
    public static string Of(long count, string one) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {one}{(count == 1 ? "" : "s")}");
}
