using System.Globalization;
using Dashboard.Analytics.Segments;
using Dashboard.Web.Components.Address;
using Microsoft.AspNetCore.WebUtilities;

namespace Dashboard.Web.Features.Segments;

/// <summary>The segments laid beside each other, in the order chosen, as the address says them: <c>segments=4,1,9</c>.</summary>
public sealed record SegmentChoice(IReadOnlyList<int> Numbers)
{
    public const string Key = Core.Views.ViewSegments.SegmentsKey;

    /// <summary>No more can be added.</summary>
    public bool IsFull => Numbers.Count >= SegmentOverlap.Most;

    /// <summary>Never fails: what is no number, comes twice or is one too many is as if it were not there.</summary>
    public static SegmentChoice Parse(string? text) =>
        new([.. (text ?? "").Split(',', 32).Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
            .Where(number => number > 0).Distinct().Take(SegmentOverlap.Most)]);

    /// <summary>With a segment at the end, or without it when it is there.</summary>
    public SegmentChoice Toggle(int number) => new(Numbers.Contains(number) ? [.. Numbers.Where(n => n != number)] : [.. Numbers, number]);

    /// <summary>The page of this choice with the range of another.</summary>
    public string With(PageAddress range) =>
        range.On(Numbers.Count == 0 ? Addresses.CompareSegments
            : QueryHelpers.AddQueryString(Addresses.CompareSegments, Key, string.Join(',', Numbers.Select(n => n.ToString(CultureInfo.InvariantCulture)))));
}
