using System.Globalization;
using Dashboard.Analytics.Risk;
using Dashboard.Web.Components.Address;
using Microsoft.AspNetCore.WebUtilities;

namespace Dashboard.Web.Features.AtRisk;

/// <summary>Which customers of a bucket are listed.</summary>
public enum AtRiskShow
{
    /// <summary>All but those who are snoozed.</summary>
    Waiting,

    /// <summary>Those whom the reader looks after, and who are not snoozed.</summary>
    Mine,

    Snoozed,
}

/// <summary>What the page shows, as its address says it: <c>bucket</c>, <c>show</c>, <c>page</c> and what the <see cref="PageAddress"/> of the bar says.</summary>
public sealed record AtRiskAddress(RiskBucket Bucket, PageAddress Bar, int Page)
{
    public const int PageSize = 25;

    public AtRiskShow Show { get; init; }

    /// <summary>Never fails: what is not understood is as if it were not there.</summary>
    public static AtRiskAddress Parse(string uri)
    {
        var bucket = PageAddress.Value(uri, "bucket");
        var show = PageAddress.Value(uri, "show");
        return new(RiskBuckets.All.FirstOrDefault(b => NameOf(b) == bucket), PageAddress.Parse(uri, RangePreset.Last30Days), int.TryParse(PageAddress.Value(uri, "page"), out var page) ? Math.Max(1, page) : 1)
        {
            Show = Array.Find(Enum.GetValues<AtRiskShow>(), s => JsonNames.ConvertName(s.ToString()) == show),
        };
    }

    public override string ToString()
    {
        var query = new List<KeyValuePair<string, string?>>();
        if (Bucket != default) query.Add(new("bucket", NameOf(Bucket)));
        if (Show != default) query.Add(new("show", JsonNames.ConvertName(Show.ToString())));
        if (Page > 1) query.Add(new("page", Page.ToString(CultureInfo.InvariantCulture)));
        return Bar.On(QueryHelpers.AddQueryString(Addresses.AtRisk, query));
    }

    private static string NameOf(RiskBucket bucket) => JsonNames.ConvertName(bucket.ToString());

    private static readonly System.Text.Json.JsonNamingPolicy JsonNames = System.Text.Json.JsonNamingPolicy.KebabCaseLower;
}
