using System.Globalization;
using Dashboard.Web.Components.Address;
using Microsoft.AspNetCore.WebUtilities;

namespace Dashboard.Web.Features.AtRisk;

/// <summary>What the page of earlier lists shows, as its address says it: <c>days</c> and what the <see cref="PageAddress"/> of the bar says.</summary>
public sealed record EarlierAddress(int Days, PageAddress Bar)
{
    /// <summary>Days after a list by which it may be judged; the third unless asked otherwise.</summary>
    public static IReadOnlyList<int> Choices { get; } = [30, 60, 90, 180];

    private const int Usual = 90;

    /// <summary>Never fails: what is not understood is as if it were not there.</summary>
    public static EarlierAddress Parse(string uri) =>
        new(int.TryParse(PageAddress.Value(uri, "days"), NumberStyles.None, CultureInfo.InvariantCulture, out var days) && Choices.Contains(days) ? days : Usual, PageAddress.Parse(uri, RangePreset.AllTime));

    public override string ToString() => Bar.On(Days == Usual ? Addresses.EarlierAtRisk : QueryHelpers.AddQueryString(Addresses.EarlierAtRisk, "days", Days.ToString(CultureInfo.InvariantCulture)));
}
