using System.Globalization;
using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Facts;
using Dashboard.Web.Components.Address;
using Microsoft.AspNetCore.WebUtilities;

namespace Dashboard.Web.Features.Cohorts;

/// <summary>What makes customers a cohort.</summary>
public enum CohortGrouping
{
    Month,
    Week,
    Quarter,

    /// <summary>Named ranges of days, such as holiday seasons.</summary>
    Range,
    Channel,
    Campaign,
    Country,
    FirstProduct,
    FirstCategory,
    FirstBrand,
    FirstCoupon,
    Segment,
}

/// <summary>What is shown of a cohort at an age.</summary>
public enum CohortMeasure
{
    /// <summary>Bought in period k.</summary>
    Retained,

    /// <summary>Bought in period k or later.</summary>
    Later,

    /// <summary>Had bought a second time by the end of period k.</summary>
    Again,

    /// <summary>Net revenue in period k per customer.</summary>
    Revenue,

    /// <summary>The same times the shop's gross margin.</summary>
    Margin,

    /// <summary>Orders in period k per customer.</summary>
    Orders,

    /// <summary>Lifetime value: net revenue up to the end of period k per customer, times the margin where the shop has one.</summary>
    Value,
}

/// <summary>A named range of days of the first purchase.</summary>
public sealed record CohortDays(DateOnly From, DateOnly To, string Name = "");

/// <summary>
/// What the page of cohorts shows, as its address says it: <c>by</c>, <c>age</c>, <c>show</c>, <c>abs</c>, <c>days</c> (any number of them, <c>2025-11-15..2025-12-31~Name</c>),
/// <c>a</c>, <c>b</c>, <c>all</c>, and the range and segment of the <see cref="PageAddress"/>; whatever equals the default is left out.
/// </summary>
public sealed record CohortAddress
{
    /// <summary>Most ranges of days.</summary>
    public const int MostRanges = 12;

    /// <summary>Longest name of one.</summary>
    public const int MostName = 40;

    public CohortGrouping By { get; init; }

    /// <summary>Length of the periods by which age is counted where cohorts are not by time themselves.</summary>
    public CohortBucket Age { get; init; }

    public CohortMeasure Measure { get; init; }

    /// <summary>Customers, orders and money of the whole cohort instead of shares and per customer.</summary>
    public bool Totals { get; init; }

    /// <summary>Ranges of days, for <see cref="CohortGrouping.Range"/>; empty for the holiday seasons of the shop's years.</summary>
    public IReadOnlyList<CohortDays> Days { get; init; } = [];

    /// <summary>The first of two cohorts side by side; null for the page's own choice.</summary>
    public string? A { get; init; }

    /// <summary>The second of them.</summary>
    public string? B { get; init; }

    /// <summary>Older cohorts and later periods too.</summary>
    public bool All { get; init; }

    /// <summary>When customers first bought, and their segment.</summary>
    public PageAddress Page { get; init; } = new() { Range = RangePreset.AllTime, Usual = RangePreset.AllTime };

    /// <summary>By month, of the customers of a segment or rule; null for everybody.</summary>
    public static CohortAddress Of(int? segment, string? rule) => new() { Page = new() { Range = RangePreset.AllTime, Usual = RangePreset.AllTime, Segment = segment, Rule = rule } };

    /// <summary>Periods by which age is counted.</summary>
    public CohortBucket Bucket => By switch { CohortGrouping.Month => CohortBucket.Month, CohortGrouping.Week => CohortBucket.Week, CohortGrouping.Quarter => CohortBucket.Quarter, _ => Age };

    /// <summary>Whether cohorts follow one another in time.</summary>
    public bool IsByTime => By is CohortGrouping.Month or CohortGrouping.Week or CohortGrouping.Quarter;

    /// <summary>What customers came with, where cohorts are grouped by that.</summary>
    public CustomerKey? Key => Enum.TryParse<CustomerKey>(By.ToString(), out var key) ? key : null;

    /// <summary>Never fails: what is not understood is as if it were not there.</summary>
    public static CohortAddress Parse(string uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        var mark = uri.IndexOf('?', StringComparison.Ordinal);
        var query = QueryHelpers.ParseQuery(mark < 0 ? "" : uri[mark..].Split('#')[0]);
        string? Text(string key) => query.TryGetValue(key, out var values) && values is [{ Length: > 0 } value, ..] ? value : null;
        T Word<T>(string key) where T : struct, Enum => Enum.GetValues<T>().FirstOrDefault(v => NameOf(v) == Text(key));
        return new()
        {
            By = Word<CohortGrouping>("by"),
            Age = Word<CohortBucket>("age"),
            Measure = Word<CohortMeasure>("show"),
            Totals = Text("abs") == "1",
            Days = query.TryGetValue("days", out var ranges) ? [.. ranges.Select(Read).OfType<CohortDays>().Take(MostRanges)] : [],
            A = Text("a"),
            B = Text("b"),
            All = Text("all") == "1",
            Page = PageAddress.Parse(uri, RangePreset.AllTime),
        };
    }

    public override string ToString() => At(Addresses.Cohorts);

    /// <summary>The address that leads to the customers behind a figure.</summary>
    /// <param name="row">The cohort; empty for the average.</param>
    /// <param name="period">k; null for all customers of the cohort.</param>
    public string Cell(string row, int? period)
    {
        var address = QueryHelpers.AddQueryString((this with { A = null, B = null, Totals = false }).At(Addresses.CohortCell), "row", row);
        return period is { } k ? QueryHelpers.AddQueryString(address, "k", k.ToString(CultureInfo.InvariantCulture)) : address;
    }

    private string At(string path)
    {
        var query = new List<KeyValuePair<string, string?>>();
        if (By != default) query.Add(new("by", NameOf(By)));
        if (Age != default && !IsByTime) query.Add(new("age", NameOf(Age)));
        if (Measure != default) query.Add(new("show", NameOf(Measure)));
        if (Totals) query.Add(new("abs", "1"));
        if (By == CohortGrouping.Range) query.AddRange(Days.Select(d => KeyValuePair.Create("days", (string?)Write(d))));
        if (A is not null) query.Add(new("a", A));
        if (B is not null) query.Add(new("b", B));
        if (All) query.Add(new("all", "1"));
        return Page.On(QueryHelpers.AddQueryString(path, query));
    }

    /// <summary>Such as <c>first_product</c>.</summary>
    private static string NameOf<T>(T value) where T : struct, Enum =>
        string.Concat(value.ToString().Select((c, i) => char.IsUpper(c) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(c) : c.ToString()));

    private static string Write(CohortDays days)
    {
        var range = string.Create(CultureInfo.InvariantCulture, $"{days.From:yyyy-MM-dd}..{days.To:yyyy-MM-dd}");
        return days.Name.Length > 0 ? $"{range}~{days.Name}" : range;
    }

    private static CohortDays? Read(string? text)
    {
        if (text is not { Length: >= 22 } || text[10..12] != ".." || Day(text[..10]) is not { } from || Day(text[12..22]) is not { } to || from > to) return null;
        var name = text.Length > 23 && text[22] == '~' ? text[23..] : "";
        return new(from, to, name.Length > MostName ? name[..MostName] : name);

        static DateOnly? Day(string iso) =>
            DateOnly.TryParseExact(iso, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && FactDay.From(day) is >= 0 and <= FactDay.Max ? day : null;
    }
}
