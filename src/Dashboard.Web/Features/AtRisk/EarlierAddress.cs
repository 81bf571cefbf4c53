using System.Globalization;
using Dashboard.Web.Components.Address;
using Microsoft.AspNetCore.WebUtilities;

namespace Dashboard.Web.Features.AtRisk;

/// <summary>What the page of earlier lists shows, as its address says it: <c>days</c>, <c>seg</c>.</summary>
public sealed record EarlierAddress(int Days, int? Segment)
{
    /// <summary>Days after a list by which it may be judged; the third unless asked otherwise.</summary>
    public static IReadOnlyList<int> Choices { get; } = [30, 60, 90, 180];

    private const int Usual = 90;

    /// <summary>Never fails: what is not understood is as if it were not there.</summary>
    public static EarlierAddress Parse(string uri) =>
        new(int.TryParse(PageAddress.Value(uri, "days"), NumberStyles.None, CultureInfo.InvariantCulture, out var days) && Choices.Contains(days) ? days : Usual, PageAddress.Parse(uri).Segment);

    public override string ToString()
    {
        var query = new List<KeyValuePair<string, string?>>();
        if (Days != Usual) query.Add(new("days", Days.ToString(CultureInfo.InvariantCulture)));
        if (Segment is { } segment) query.Add(new(PageAddress.SegmentKey, segment.ToString(CultureInfo.InvariantCulture)));
        return QueryHelpers.AddQueryString(Addresses.EarlierAtRisk, query);
    }
}
