using System.Globalization;
using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;
using Dashboard.Web.Components.Address;

namespace Dashboard.Web.Features.Customers;

/// <summary>The orders that a list counts, as its address says it: <c>orders</c> (two days), <c>orders-age</c> (such as <c>month_0-3_monday</c>), <c>orders-channel</c>, <c>orders-country</c>, <c>orders-anonymous</c>.</summary>
internal static class ScopeAddress
{
    private const string Days = "orders";
    private const string Age = "orders-age";
    private const string Channel = "orders-channel";
    private const string Country = "orders-country";
    private const string Anonymous = "orders-anonymous";
    private const int MostPeriods = 1000;

    /// <summary>Null where the address says nothing that can be understood.</summary>
    public static OrderScope? Parse(string uri)
    {
        if (PageAddress.Value(uri, Age) is { } age) return AgeOf(age) is { } span ? OrderScope.At(span) : null;
        if (PageAddress.Value(uri, Days) is not { Length: 21 } days || DayOf(days[..10]) is not { } from || DayOf(days[11..]) is not { } to || from > to) return null;
        return new(from, to) { Channel = PageAddress.Value(uri, Channel, orEmpty: true), Country = PageAddress.Value(uri, Country, orEmpty: true), WithAnonymous = PageAddress.Value(uri, Anonymous) == "1" };
    }

    public static IEnumerable<KeyValuePair<string, string?>> Values(OrderScope scope)
    {
        if (scope.Age is { } age) yield return new(Age, string.Create(CultureInfo.InvariantCulture, $"{NameOf(age.Bucket)}_{age.From}-{age.To}_{NameOf(age.WeekStart)}"));
        else yield return new(Days, string.Create(CultureInfo.InvariantCulture, $"{scope.From:yyyy-MM-dd}_{scope.To:yyyy-MM-dd}"));
        if (scope.Channel is not null) yield return new(Channel, scope.Channel);
        if (scope.Country is not null) yield return new(Country, scope.Country);
        if (scope.WithAnonymous) yield return new(Anonymous, "1");
    }

    private static AgeSpan? AgeOf(string text) =>
        text.Split('_') is [var name, var periods, var week] && Word<CohortBucket>(name) is { } bucket && Word<DayOfWeek>(week) is { } weekStart
        && periods.Split('-') is [var first, var last] && PeriodOf(first) is { } from && PeriodOf(last) is { } to && from <= to ? new(bucket, from, to, weekStart) : null;

    private static int? PeriodOf(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var period) && period < MostPeriods ? period : null;

    private static string NameOf<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static T? Word<T>(string name) where T : struct, Enum => Array.FindIndex(Enum.GetValues<T>(), v => NameOf(v) == name) is >= 0 and var at ? Enum.GetValues<T>()[at] : null;

    private static DateOnly? DayOf(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && FactDay.From(day) is >= 0 and <= FactDay.Max ? day : null;
}
