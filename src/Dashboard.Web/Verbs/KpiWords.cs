using Dashboard.Analytics.Kpis;

namespace Dashboard.Web.Verbs;

/// <summary>What <c>kpis</c> was asked, read from its words.</summary>
/// <param name="Query">The question.</param>
/// <param name="By">The word after --by; null without one.</param>
internal sealed record KpiWords(KpiQuery Query, string? By)
{
    public const string CompareHelp = "prev, year or FROM..TO";
    public const string ByHelp = "channel, country, currency, campaign, coupon, day, week, month, quarter or year";

    /// <summary>The question, or a sentence that says which word is wrong.</summary>
    public static (KpiWords? Words, string? Problem) Read(string? from, string? to, string? compare, string? by)
    {
        if (!DateWords.TryRead("--from", from, out var first, out var problem) || !DateWords.TryRead("--to", to, out var last, out problem)) return (null, problem);
        if (first > last) return (null, "--from lies after --to.");
        var query = new KpiQuery { From = first, To = last, Bucket = Bucket.Month };
        switch (compare)
        {
            case null:
                break;
            case "prev" or "previous":
                query = query with { Compare = Comparison.PreviousPeriod };
                break;
            case "year":
                query = query with { Compare = Comparison.PreviousYear };
                break;
            case var range when range.Split("..") is [var start, var end]:
                if (!DateWords.TryRead("--compare", start, out var compareFrom, out problem) || !DateWords.TryRead("--compare", end, out var compareTo, out problem)) return (null, problem);
                if (compareFrom > compareTo) return (null, "--compare begins after it ends.");
                query = query with { Compare = Comparison.Custom, CompareFrom = compareFrom, CompareTo = compareTo };
                break;
            default:
                return (null, $"--compare has \"{compare}\"; {CompareHelp} is needed.");
        }
        switch (by?.ToLowerInvariant())
        {
            case null:
                break;
            case "channel" or "country" or "currency" or "campaign" or "coupon":
                query = query with { Breakdown = Enum.Parse<Breakdown>(by, ignoreCase: true) };
                break;
            case "day" or "week" or "month" or "quarter" or "year":
                query = query with { Bucket = Enum.Parse<Bucket>(by, ignoreCase: true) };
                break;
            default:
                return (null, $"--by has \"{by}\"; {ByHelp} is needed.");
        }
        return (new(query, by?.ToLowerInvariant()), null);
    }
}
