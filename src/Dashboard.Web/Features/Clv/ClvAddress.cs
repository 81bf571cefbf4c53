using Dashboard.Analytics.Cohorts;
using Dashboard.Web.Components.Address;
using Microsoft.AspNetCore.WebUtilities;

namespace Dashboard.Web.Features.Clv;

/// <summary>What the page shows, as its address says it: <c>by</c> and what the <see cref="PageAddress"/> of the bar says.</summary>
public sealed record ClvAddress(CustomerKey By, PageAddress Bar)
{
    /// <summary>What the table may be by, in the order of the choice; the first is shown unless asked otherwise.</summary>
    public static IReadOnlyList<CustomerKey> Choices { get; } =
        [CustomerKey.Channel, CustomerKey.Campaign, CustomerKey.Country, CustomerKey.FirstProduct, CustomerKey.FirstCategory, CustomerKey.FirstBrand, CustomerKey.FirstCoupon];

    /// <summary>Never fails: what is not understood is as if it were not there.</summary>
    public static ClvAddress Parse(string uri)
    {
        var by = PageAddress.Value(uri, "by");
        return new(Choices.FirstOrDefault(c => NameOf(c) == by, Choices[0]), PageAddress.Parse(uri, RangePreset.AllTime));
    }

    public override string ToString()
    {
        var query = new List<KeyValuePair<string, string?>>();
        if (By != Choices[0]) query.Add(new("by", NameOf(By)));
        return Bar.On(QueryHelpers.AddQueryString(Addresses.Clv, query));
    }

    private static string NameOf(CustomerKey key) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(key.ToString());
}
