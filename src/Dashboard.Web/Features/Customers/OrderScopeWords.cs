using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;
using Dashboard.Web.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Customers;

/// <summary>The orders that a list counts, in words.</summary>
internal static class OrderScopeWords
{
    /// <summary>Such as "1 – 31 Mar 2024 · channel web": what stands after "orders of".</summary>
    public static string Words(this OrderScope scope, IStringLocalizer<CustomersText> text, Figures figures) => string.Join(" · ", new[]
    {
        scope.Age is { } age ? text[$"Orders.{(age.From == age.To ? "Age" : "Ages")}.{age.Bucket}", figures.Count(age.To)]
            : scope.From == FactDay.ToDate(0) ? text["Orders.UpTo", figures.Day(scope.To)] : figures.Range(scope.From, scope.To),
        scope.Channel is { } channel ? text["Orders.Channel", channel.Length > 0 ? channel : text["Orders.NotGiven"].Value].Value : null,
        scope.Country is { } country ? text["Orders.Country", country.Length > 0 ? country : text["Orders.NotGiven"].Value].Value : null,
    }.OfType<string>());
}
