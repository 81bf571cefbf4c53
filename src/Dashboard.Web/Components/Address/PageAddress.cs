using System.Globalization;
using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Settings;
using Dashboard.Core.Views;
using Microsoft.AspNetCore.WebUtilities;

namespace Dashboard.Web.Components.Address;

/// <summary>
/// What the global bar says, read from and written into the address: the address is the only state, so reload, back and a link sent to a colleague show the
/// same figures. Keys: <c>range</c>, <c>from</c>, <c>to</c>, <c>cmp</c>, <c>cfrom</c>, <c>cto</c>, <c>wd</c>, <c>seg</c>, <c>rule</c>,
/// <c>channel</c>, <c>country</c>, <c>notes</c>; whatever equals the default is left out.
/// </summary>
public sealed record PageAddress
{
    /// <summary>Key of <see cref="Segment"/>.</summary>
    public const string SegmentKey = ViewSegments.SegmentKey;

    /// <summary>Key of <see cref="Rule"/>.</summary>
    public const string RuleKey = ViewSegments.RuleKey;

    /// <summary>Key of <see cref="HidesImports"/>.</summary>
    public const string NotesKey = "notes";

    /// <summary>Value of it when they are hidden.</summary>
    public const string NotesOfPeople = "people";

    private const string ChannelKey = "channel";
    private const string CountryKey = "country";

    private static readonly (RangePreset Preset, string Name)[] Ranges =
    [
        (RangePreset.Last12Months, "12m"), (RangePreset.Last7Days, "7d"), (RangePreset.Last28Days, "28d"), (RangePreset.Last30Days, "30d"), (RangePreset.Last90Days, "90d"),
        (RangePreset.ThisMonth, "month"), (RangePreset.LastMonth, "last-month"), (RangePreset.ThisQuarter, "quarter"), (RangePreset.YearToDate, "ytd"), (RangePreset.AllTime, "all"),
    ];

    private static readonly (Comparison Comparison, string Name)[] Comparisons =
        [(Comparison.PreviousPeriod, "prev"), (Comparison.PreviousYear, "year"), (Comparison.None, "off"), (Comparison.Custom, "custom")];

    private static readonly string[] Keys = ["range", "from", "to", "cmp", "cfrom", "cto", "wd", SegmentKey, RuleKey, ChannelKey, CountryKey, NotesKey];

    public RangePreset Range { get; init; } = RangePreset.Last12Months;

    /// <summary>The range of the page when its address says nothing.</summary>
    public RangePreset Usual { get; init; } = RangePreset.Last12Months;

    /// <summary>First day of a <see cref="RangePreset.Custom"/> range.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last day of it, included.</summary>
    public DateOnly? To { get; init; }

    public Comparison Compare { get; init; } = Comparison.PreviousPeriod;

    /// <summary>First day of a <see cref="Comparison.Custom"/> comparison.</summary>
    public DateOnly? CompareFrom { get; init; }

    /// <summary>Last day of it, included; null for the range's own length.</summary>
    public DateOnly? CompareTo { get; init; }

    /// <summary>Begin the comparison on the range's weekday.</summary>
    public bool AlignWeekdays { get; init; }

    /// <summary>Number of the segment whose customers alone count; null for everybody.</summary>
    public int? Segment { get; init; }

    /// <summary>A rule in place of a segment, as <see cref="Analytics.Segments.SegmentJson"/> writes it; null for none.</summary>
    public string? Rule { get; init; }

    /// <summary>Name of the sales channel whose orders alone count, "" for orders without one; null for all. On pages about customers that of the first order.</summary>
    public string? Channel { get; init; }

    /// <summary>Name of the order country whose orders alone count, "" for orders without one; null for all. On pages about customers theirs, else that of the first order.</summary>
    public string? Country { get; init; }

    /// <summary>Charts show what people annotated and leave out the annotations of imports.</summary>
    public bool HidesImports { get; init; }

    /// <summary>Of it, whom a page is about: goes along to another page of the same tabs.</summary>
    public PageAddress OfWhom() => new() { Segment = Segment, Rule = Rule, Channel = Channel, Country = Country };

    /// <summary>The same about everybody.</summary>
    public PageAddress OfEverybody() => this with { Segment = null, Rule = null, Channel = null, Country = null };

    /// <summary>Customers whom channel and country brought, for pages that count customers with all their orders; null for everybody.</summary>
    public SegmentRule? CameBy => (Channel, Country) switch
    {
        (null, null) => null,
        ({ } channel, null) => new AcquiredRule(CustomerKey.Channel, [channel]),
        (null, { } country) => new AcquiredRule(CustomerKey.Country, [country]),
        var (channel, country) => new RuleGroup(GroupMode.All, new AcquiredRule(CustomerKey.Channel, [channel]), new AcquiredRule(CustomerKey.Country, [country])),
    };

    /// <summary>Some orders do not count because of their channel or country.</summary>
    public bool FiltersOrders => Channel is not null || Country is not null;

    /// <summary>Keys whose value could not be understood; the default stands in, and the page says so.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>Reads an address. Never fails: what is not understood is named in <see cref="Ignored"/>.</summary>
    /// <param name="uri">Absolute or relative; only the query counts.</param>
    /// <param name="usual">The range of the page when its address says nothing.</param>
    public static PageAddress Parse(string uri, RangePreset usual = RangePreset.Last12Months)
    {
        ArgumentNullException.ThrowIfNull(uri);
        var query = QueryHelpers.ParseQuery(QueryOf(uri));
        var ignored = new List<string>();
        string? Text(string key) => query.TryGetValue(key, out var values) && values is [{ Length: > 0 } value, ..] ? value : null;
        DateOnly? Day(string key)
        {
            if (Text(key) is not { } text) return null;
            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && FactDay.From(day) is >= 0 and <= FactDay.Max) return day;
            ignored.Add(key);
            return null;
        }

        var address = new PageAddress { Range = usual, Usual = usual };
        var (from, to) = (Day("from"), Day("to"));
        if (from > to)
        {
            ignored.AddRange(["from", "to"]);
            (from, to) = (null, null);
        }
        if (from is not null || to is not null)
            address = address with { Range = RangePreset.Custom, From = from, To = to };
        else if (Text("range") is { } range)
        {
            if (Array.Find(Ranges, r => r.Name == range) is { Name: not null } known) address = address with { Range = known.Preset };
            else ignored.Add("range");
        }

        var (compareFrom, compareTo) = (Day("cfrom"), Day("cto"));
        if (Text("cmp") is { } compare)
        {
            if (Array.Find(Comparisons, c => c.Name == compare) is not { Name: not null } known) ignored.Add("cmp");
            else if (known.Comparison != Comparison.Custom) address = address with { Compare = known.Comparison };
            else if (compareFrom is null) ignored.Add(ignored.Contains("cfrom") ? "cmp" : "cfrom");
            else if (compareFrom > compareTo) ignored.AddRange(["cfrom", "cto"]);
            else address = address with { Compare = Comparison.Custom, CompareFrom = compareFrom, CompareTo = compareTo };
        }
        if (Text("wd") is { } align)
        {
            if (align is "0" or "1") address = address with { AlignWeekdays = align == "1" };
            else ignored.Add("wd");
        }
        if (Text(NotesKey) is { } notes)
        {
            if (notes == NotesOfPeople) address = address with { HidesImports = true };
            else ignored.Add(NotesKey);
        }
        if (Text(SegmentKey) is { } segment)
        {
            if (int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) address = address with { Segment = number };
            else ignored.Add(SegmentKey);
        }
        string? Name(string key) => query.TryGetValue(key, out var values) && values is [{ } name, ..] ? name : null;
        return address with { Rule = Text(RuleKey), Channel = Name(ChannelKey), Country = Name(CountryKey), Ignored = ignored };
    }

    /// <summary>What an address says under a key that is a page's own; null where it says nothing.</summary>
    /// <param name="uri">Absolute or relative; only the query counts.</param>
    /// <param name="key">Name of the value.</param>
    /// <param name="orEmpty">An empty value says something too.</param>
    public static string? Value(string uri, string key, bool orEmpty = false)
    {
        ArgumentNullException.ThrowIfNull(uri);
        return QueryHelpers.ParseQuery(QueryOf(uri)).TryGetValue(key, out var values) && values is [{ } value, ..] && (orEmpty || value.Length > 0) ? value : null;
    }

    /// <summary>All that an address says under a key; none where it does not stand there.</summary>
    public static IEnumerable<string?> Values(string uri, string key)
    {
        ArgumentNullException.ThrowIfNull(uri);
        return QueryHelpers.ParseQuery(QueryOf(uri)).GetValueOrDefault(key);
    }

    /// <summary>The same page with this range and comparison; its other query values stay.</summary>
    /// <param name="uri">Absolute or relative.</param>
    public string On(string uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        var kept = QueryHelpers.ParseQuery(QueryOf(uri)).Where(p => !Keys.Contains(p.Key)).SelectMany(p => p.Value, (p, value) => KeyValuePair.Create(p.Key, value));
        var path = uri.Split('?', '#')[0];
        return QueryHelpers.AddQueryString(path, kept.Concat(Values()));
    }

    private IEnumerable<KeyValuePair<string, string?>> Values()
    {
        static string? Iso(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (Range == RangePreset.Custom)
        {
            if (From is not null) yield return new("from", Iso(From));
            if (To is not null) yield return new("to", Iso(To));
        }
        else if (Range != Usual)
            yield return new("range", Array.Find(Ranges, r => r.Preset == Range).Name);
        if (Compare != Comparison.PreviousPeriod)
            yield return new("cmp", Array.Find(Comparisons, c => c.Comparison == Compare).Name);
        if (Compare == Comparison.Custom)
        {
            yield return new("cfrom", Iso(CompareFrom));
            if (CompareTo is not null) yield return new("cto", Iso(CompareTo));
        }
        if (AlignWeekdays) yield return new("wd", "1");
        if (Segment is { } segment) yield return new(SegmentKey, segment.ToString(CultureInfo.InvariantCulture));
        if (Rule is not null) yield return new(RuleKey, Rule);
        if (Channel is not null) yield return new(ChannelKey, Channel);
        if (Country is not null) yield return new(CountryKey, Country);
        if (HidesImports) yield return new(NotesKey, NotesOfPeople);
    }

    /// <summary>First and last day asked for, both included. The last may lie after the last day with data: the period is then unfinished.</summary>
    /// <param name="first">First business day with an order.</param>
    /// <param name="last">Last business day with an order.</param>
    public (DateOnly From, DateOnly To) Days(DateOnly first, DateOnly last)
    {
        var month = new DateOnly(last.Year, last.Month, 1);
        var quarter = new DateOnly(last.Year, (last.Month - 1) / 3 * 3 + 1, 1);
        return Range switch
        {
            RangePreset.Last7Days => (last.AddDays(-6), last),
            RangePreset.Last28Days => (last.AddDays(-27), last),
            RangePreset.Last30Days => (last.AddDays(-29), last),
            RangePreset.Last90Days => (last.AddDays(-89), last),
            RangePreset.ThisMonth => (month, month.AddMonths(1).AddDays(-1)),
            RangePreset.LastMonth => (month.AddMonths(-1), month.AddDays(-1)),
            RangePreset.ThisQuarter => (quarter, quarter.AddMonths(3).AddDays(-1)),
            RangePreset.YearToDate => (new(last.Year, 1, 1), last),
            RangePreset.AllTime => (first, last),
            RangePreset.Custom => (From ?? Earlier(first, To ?? last), To ?? Later(last, From ?? first)),
            _ => (last.AddDays(1).AddMonths(-12), last),
        };
    }

    /// <summary>The question to the KPI engine.</summary>
    /// <exception cref="ArgumentException">The snapshot has no order.</exception>
    public KpiQuery Query(CustomerFacts facts, ShopSettings settings)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(settings);
        if (facts.OrderCount == 0) throw new ArgumentException("There is no order to ask about.", nameof(facts));
        var (from, to) = Days(FactDay.ToDate(facts.Span.First), FactDay.ToDate(facts.Span.Last));
        return new()
        {
            From = from,
            To = to,
            Compare = Compare,
            CompareFrom = CompareFrom,
            CompareTo = CompareTo,
            AlignWeekdays = AlignWeekdays,
            Channel = Channel,
            Country = Country,
            WeekStart = settings.WeekStart,
            LostAfterDays = settings.LostAfterDays,
            EarlyRepeatDays = settings.EarlyRepeatDays,
            Margin = settings.MarginPercent / 100,
        };
    }

    private static string QueryOf(string uri)
    {
        var hash = uri.IndexOf('#', StringComparison.Ordinal);
        var whole = hash < 0 ? uri : uri[..hash];
        var mark = whole.IndexOf('?', StringComparison.Ordinal);
        return mark < 0 ? "" : whole[mark..];
    }

    private static DateOnly Earlier(DateOnly a, DateOnly b) => a < b ? a : b;

    private static DateOnly Later(DateOnly a, DateOnly b) => a > b ? a : b;
}
