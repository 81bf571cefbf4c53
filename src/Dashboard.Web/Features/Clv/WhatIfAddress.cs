using System.Globalization;
using Dashboard.Analytics.Forecasts;
using Dashboard.Web.Components.Address;
using Microsoft.AspNetCore.WebUtilities;

namespace Dashboard.Web.Features.Clv;

/// <summary>What is asked, as the address says it: <c>h</c>, <c>d</c>, <c>m</c> and what the <see cref="PageAddress"/> of the bar says. What it does not say is as in the settings.</summary>
/// <param name="Days">Horizon in days.</param>
/// <param name="Discount">Per cent per year.</param>
/// <param name="Margin">Gross margin in per cent.</param>
/// <param name="Bar">Of whom.</param>
public sealed record WhatIfAddress(int? Days, double? Discount, double? Margin, PageAddress Bar)
{
    public const int LeastDays = 30;
    public const int MostDays = ValueCurve.MostDays;
    public const double MostPercent = 100;

    /// <summary>Nothing is asked otherwise than it is.</summary>
    public bool IsNow => this is { Days: null, Discount: null, Margin: null };

    /// <summary>Never fails: what is not understood is as if it were not there.</summary>
    public static WhatIfAddress Parse(string uri) => new(
        Number(uri, "h") is >= LeastDays and <= MostDays and var days ? (int)days : null, Percent(uri, "d"), Percent(uri, "m"), PageAddress.Parse(uri));

    public override string ToString()
    {
        var query = new List<KeyValuePair<string, string?>>();
        if (Days is { } days) query.Add(new("h", days.ToString(CultureInfo.InvariantCulture)));
        if (Discount is { } discount) query.Add(new("d", discount.ToString(CultureInfo.InvariantCulture)));
        if (Margin is { } margin) query.Add(new("m", margin.ToString(CultureInfo.InvariantCulture)));
        return Bar.On(QueryHelpers.AddQueryString(Addresses.ClvWhatIf, query));
    }

    private static double? Percent(string uri, string key) => Number(uri, key) is >= 0 and <= MostPercent and var number ? number : null;

    private static double? Number(string uri, string key) => double.TryParse(PageAddress.Value(uri, key), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
}
