using System.Globalization;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Data;
using Dashboard.Core.Segments;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Views;

/// <summary>Which segments saved views ask for.</summary>
public sealed class ViewSegments : ISegmentUser
{
    /// <summary>Key of a page's segment in its address.</summary>
    public const string SegmentKey = "seg";

    /// <summary>Key of segments laid beside each other, separated by commas.</summary>
    public const string SegmentsKey = "segments";

    /// <summary>Key of a rule in place of a segment, as <see cref="SegmentJson"/> writes it.</summary>
    public const string RuleKey = "rule";

    /// <summary>Numbers of the segments that an address names.</summary>
    /// <param name="address">Path and query.</param>
    public static IReadOnlySet<int> In(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var found = new HashSet<int>();
        foreach (var pair in address.Split('#')[0].Split('?', 2).Last().Split('&'))
        {
            if (pair.Split('=', 2) is not [var key, var raw]) continue;
            var value = Uri.UnescapeDataString(raw.Replace('+', ' '));
            if (key == RuleKey && SegmentJson.Read(value, out _) is { } rule) found.UnionWith(RuleCheck.Segments(rule));
            else if (key is SegmentKey or SegmentsKey) found.UnionWith(value.Split(',').Select(Number).OfType<int>());
        }
        return found;
    }

    public async Task<IReadOnlyList<SegmentUse>> UsesAsync(DashboardDbContext db, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(db);
        var views = await db.SavedViews.Where(v => v.RemovedAt == null && (v.IsShared || v.OwnerId != null)).OrderBy(v => v.Name).ToListAsync(cancellation);
        return [.. views.SelectMany(v => In(v.Address).Select(id => new SegmentUse(id, SegmentUseKind.View, v.Id, v.Name, v.OwnerId, v.IsShared) { Address = v.Address }))];
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
