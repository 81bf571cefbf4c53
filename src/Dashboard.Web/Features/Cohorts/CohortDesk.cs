using System.Globalization;
using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Kpis;
using Dashboard.Core.Lifetime;
using Dashboard.Core.Segments;
using Dashboard.Core.Settings;
using Dashboard.Web.Components;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Features.Customers;
using Dashboard.Web.Features.Segments;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Cohorts;

/// <summary>Asks for the cohorts that an address describes.</summary>
public sealed class CohortDesk(KpiService kpis, SegmentDesk segments, SegmentAnswers answers, SettingsService settings, LifetimeStore lifetime, IStringLocalizer<CohortsText> text, Figures figures)
{
    /// <summary>Groups with a row of their own; the rest share one.</summary>
    public const int MostGroups = 20;

    /// <summary>Segments that are compared, the largest first.</summary>
    public const int MostSegments = 8;

    private const int MostSeasons = 6;
    private static readonly (int Month, int Day) SeasonStart = (11, 15), SeasonEnd = (12, 31);

    /// <summary>The answer; null when there is no order.</summary>
    public async Task<CohortView?> ReadAsync(CohortAddress address, CancellationToken cancellation)
    {
        var facts = kpis.Facts;
        if (facts.OrderCount == 0) return null;
        var shop = await settings.GetAsync(cancellation);
        var filter = await segments.FilterAsync(facts, address.Page, cancellation);
        var (first, last) = (FactDay.ToDate(facts.Span.First), FactDay.ToDate(facts.Span.Last));
        var (from, to) = address.Page.Days(first, last);
        var parts = await PartsAsync(address, facts, cancellation);
        var triangle = await kpis.CohortsAsync(
            new()
            {
                Bucket = address.Bucket,
                Key = address.Key,
                MostGroups = MostGroups,
                Parts = parts?.ConvertAll(p => p.Part),
                AcquiredFrom = address.Page.Range == RangePreset.AllTime ? null : from,
                AcquiredTo = address.Page.Range == RangePreset.AllTime ? null : to,
                Customers = filter?.Members,
            },
            cancellation);
        var entries = triangle.Cohorts.Select((row, i) => parts is not null ? new CohortEntry(parts[i].Id, parts[i].Part.Name, row) : Entry(address, facts, row));
        return new(address, facts, triangle, [.. entries], shop.MarginPercent / 100, filter);
    }

    /// <summary>The list that the address of a cell leads to; null where no rule says who they are, or there is no such cell.</summary>
    /// <param name="uri">A cohort in <c>row</c>, empty for the average, and its age in <c>k</c>, absent for all its customers; the rest as on the page of cohorts.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<CustomerListAddress?> ListAsync(string uri, CancellationToken cancellation)
    {
        var period = int.TryParse(PageAddress.Value(uri, "k"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var k) ? k : (int?)null;
        if (period < 0 || await ReadAsync(CohortAddress.Parse(uri), cancellation) is not { } view) return null;
        return view.Find(PageAddress.Value(uri, "row") ?? "") is { } entry ? view.List(entry.Row, period) : null;
    }

    /// <summary>What is expected of cohorts at ages that they have not reached; null while no model serves.</summary>
    public async Task<CohortFutures?> FuturesAsync(CohortView view, IReadOnlyList<CohortEntry> entries, CancellationToken cancellation)
    {
        if (view.Facts.Forecasts is null || ForecastRules.Parse(view.Facts.Stamp.Forecast)?.Model is null) return null;
        var run = await lifetime.LatestAsync(cancellation);
        var doubt = Math.Abs(run?.Fits.Find(f => f.Name == run.Served)?.Bias ?? 0);
        var inputs = await answers.InputsAsync(view.Facts, cancellation);
        return await Task.Run(
            () =>
            {
                var known = new Dictionary<string, IReadOnlyList<CohortExpectation>>(StringComparer.Ordinal);
                foreach (var entry in entries)
                {
                    if (view.Who(entry.Row, null) is not { } who) continue;
                    cancellation.ThrowIfCancellationRequested();
                    known[entry.Id] = CohortOutlook.Of(view.Facts, SegmentScan.Run(view.Facts, who, inputs, cancellation), view.Triangle.Bucket, view.Triangle.Query.WeekStart, doubt);
                }
                return new CohortFutures(known, doubt);
            },
            cancellation);
    }

    /// <summary>The ranges that an address asks for, or the holiday seasons that the shop has seen.</summary>
    public IReadOnlyList<CohortDays> RangesOf(CohortAddress address, CustomerFacts facts)
    {
        if (address.Days.Count > 0) return [.. address.Days.Select(d => d.Name.Length > 0 ? d : d with { Name = figures.Range(d.From, d.To) })];
        var (first, last) = (FactDay.ToDate(facts.Span.First), FactDay.ToDate(facts.Span.Last));
        return [.. Enumerable.Range(first.Year, last.Year - first.Year + 1)
            .Select(year => new CohortDays(new(year, SeasonStart.Month, SeasonStart.Day), new(year, SeasonEnd.Month, SeasonEnd.Day), text["Season", year.ToString(CultureInfo.InvariantCulture)]))
            .Where(d => d.From <= last && d.To >= first).TakeLast(MostSeasons)];
    }

    private async Task<List<(string Id, CohortPart Part)>?> PartsAsync(CohortAddress address, CustomerFacts facts, CancellationToken cancellation)
    {
        if (address.By == CohortGrouping.Range)
            return [.. RangesOf(address, facts).Select((d, i) => ((i + 1).ToString(CultureInfo.InvariantCulture), new CohortPart(d.Name) { From = d.From, To = d.To }))];
        if (address.By != CohortGrouping.Segment) return null;
        var parts = new List<(string, CohortPart)>();
        foreach (var entry in (await segments.ListAsync(cancellation)).OrderByDescending(e => e.Segment.Size ?? 0).Take(MostSegments))
        {
            if (await answers.MembersAsync(facts, entry.Segment.Id, cancellation) is not { } members || members.Size != facts.CustomerCount) continue;
            parts.Add((entry.Segment.Id.ToString(CultureInfo.InvariantCulture), new(entry.Segment.Name) { Members = members, Rule = new MemberRule(entry.Segment.Id) }));
        }
        return parts;
    }

    private CohortEntry Entry(CohortAddress address, CustomerFacts facts, CohortRow row)
    {
        if (address.Key is not { } key) return new(row.Name, NameOf(row.Start, address.Bucket), row);
        if (row.Code is not { } code) return new("*", text["Others"], row);
        return new($"={AcquiredRule.NamesOf(facts, key)[code]}", row.Name.Length > 0 ? row.Name : text["NotGiven"], row);
    }

    private string NameOf(DateOnly start, CohortBucket bucket) => bucket switch
    {
        CohortBucket.Month => figures.Month(start),
        CohortBucket.Week => text["WeekOf", figures.Day(start)],
        _ => text["QuarterOf", (start.Month + 2) / 3, start.Year.ToString(CultureInfo.InvariantCulture)],
    };
}
