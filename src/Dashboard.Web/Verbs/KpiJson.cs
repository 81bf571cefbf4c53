using System.Text.Json.Serialization;
using Dashboard.Analytics.Kpis;

namespace Dashboard.Web.Verbs;

/// <summary>The answer of <c>kpis --json</c>. Others build on its names: they are never changed, only added to.</summary>
internal sealed record KpiJson(
    [property: JsonPropertyName("asOf")] string? AsOf, string? From, string? To, string Currency, IReadOnlyDictionary<string, KpiValueJson> Kpis)
{
    /// <summary>The comparison as used; absent without one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public RangeJson? Compare { get; init; }

    /// <summary>Rows of --by: one per channel, country, currency, campaign or coupon, or one per day, week and so on; absent without it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public IReadOnlyList<object>? Breakdown { get; init; }

    public static KpiJson Of(KpiReport report, string? by) =>
        new(Date(report.AsOf), Date(report.From), Date(report.To), report.Currency, Values(report.Values))
        {
            Compare = report is { CompareFrom: { } from, CompareTo: { } to } ? new(DateWords.Of(from), DateWords.Of(to)) : null,
            Breakdown = by switch
            {
                null => null,
                "channel" or "country" or "currency" or "campaign" or "coupon" => [.. report.Breakdown.Select(row => new Dictionary<string, object> { [by] = row.Name, ["kpis"] = Values(row.Values) })],
                _ => [.. report.Buckets.Select((bucket, at) => new BucketJson(DateWords.Of(bucket.From), DateWords.Of(bucket.To), bucket.Unfinished, Points(report, at)))],
            },
        };

    private static Dictionary<string, KpiValueJson> Values(IReadOnlyDictionary<KpiId, KpiValue> values) => KpiCatalog.All.Where(k => values.ContainsKey(k.Id))
        .ToDictionary(k => k.Name, k => values[k.Id] is var v ? new KpiValueJson(v.Value, v.N, v.Excluded, v.Immature, v.Compare) : null!);

    private static Dictionary<string, PointJson> Points(KpiReport report, int at) => KpiCatalog.All.Where(k => report.Series.ContainsKey(k.Id))
        .ToDictionary(k => k.Name, k => new PointJson(report.Series[k.Id].Values[at], report.Series[k.Id].Compare?[at]));

    private static string? Date(DateOnly? date) => date is { } given ? DateWords.Of(given) : null;
}

internal sealed record KpiValueJson(double? Value, long N, long Excluded, long Immature, double? Compare);

internal sealed record RangeJson(string From, string To);

internal sealed record BucketJson(string From, string To, bool Unfinished, IReadOnlyDictionary<string, PointJson> Kpis);

internal sealed record PointJson(double? Value, double? Compare);
