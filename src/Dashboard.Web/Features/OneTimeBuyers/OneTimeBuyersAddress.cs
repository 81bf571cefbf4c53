using Dashboard.Analytics.Cohorts;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Features.Clv;
using Microsoft.AspNetCore.WebUtilities;

namespace Dashboard.Web.Features.OneTimeBuyers;

/// <summary>What the page shows, as its address says it: <c>by</c> and what the <see cref="PageAddress"/> of the bar says.</summary>
public sealed record OneTimeBuyersAddress(CustomerKey By, PageAddress Bar)
{
    /// <summary>What the table may be by, in the order of the choice; the first is shown unless asked otherwise.</summary>
    public static IReadOnlyList<CustomerKey> Choices => ClvAddress.Choices;

    /// <summary>Never fails: what is not understood is as if it were not there.</summary>
    public static OneTimeBuyersAddress Parse(string uri) => new(ClvAddress.Parse(uri).By, PageAddress.Parse(uri, RangePreset.AllTime));

    public override string ToString()
    {
        var query = new List<KeyValuePair<string, string?>>();
        if (By != Choices[0]) query.Add(new("by", System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(By.ToString())));
        return Bar.On(QueryHelpers.AddQueryString(Addresses.OneTimeBuyers, query));
    }
}
