using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;

namespace Dashboard.Analytics.Cohorts;

/// <summary>
/// Cohorts by what customers came with, or by name, each the mean over the cohorts by time of its customers, as <see cref="CohortAverage"/> defines it: period k counts
/// from each customer's own first purchase, and only those count for whom it has elapsed.
/// </summary>
internal static class GroupedCohorts
{
    private const int Nowhere = -1;

    /// <summary>The rows, and the mean over all of them.</summary>
    public static (IReadOnlyList<CohortRow> Rows, CohortRow? Average) Of(CustomerFacts facts, CohortQuery query, CohortPeriods periods, int asOf, (int From, int To) acquired)
    {
        var (first, last) = (acquired.From, Math.Min(asOf, acquired.To));
        return query.Parts is { } parts
            ? OfParts(facts, parts, new(facts, periods, asOf, parts.Count), query.Customers, first, last)
            : OfKey(facts, query, periods, asOf, first, last);
    }

    private static (IReadOnlyList<CohortRow>, CohortRow?) OfKey(CustomerFacts facts, CohortQuery query, CohortPeriods periods, int asOf, int first, int last)
    {
        var groups = CustomerGroups.Of(facts, query.Key!.Value);
        var (place, sizes) = (groups.Code, new int[groups.Count]);   // codes become places below
        var (days, members) = (facts.Customers.FirstDay, query.Customers);
        for (var i = 0; i < place.Length; i++)
        {
            if (place[i] >= 0 && days[i] >= first && days[i] <= last && (members is null || members[i])) sizes[place[i]]++;
            else place[i] = Nowhere;
        }
        var shown = Enumerable.Range(0, sizes.Length).Where(code => sizes[code] > 0).OrderByDescending(code => sizes[code]).ThenBy(code => code).Take(query.MostGroups).ToList();
        var places = new int[groups.Count];
        Array.Fill(places, shown.Count);
        for (var p = 0; p < shown.Count; p++) places[shown[p]] = p;
        for (var i = 0; i < place.Length; i++)
        {
            if (place[i] >= 0) place[i] = places[place[i]];
        }

        var scan = new GroupScan(facts, periods, asOf, shown.Count + 1);
        scan.Add(place);
        var rows = shown.Select((code, p) => scan.Row(p, groups.NameOf(code))! with { Code = code }).ToList();
        if (scan.Row(shown.Count, CohortQuery.OtherGroups) is { } rest) rows.Add(rest);
        return (rows, scan.Average());
    }

    private static (IReadOnlyList<CohortRow>, CohortRow?) OfParts(CustomerFacts facts, IReadOnlyList<CohortPart> parts, GroupScan scan, CustomerSet? members, int first, int last)
    {
        var (days, purchases) = (facts.Customers.FirstDay, facts.Customers.Purchases);
        var place = new int[facts.CustomerCount];
        for (var p = 0; p < parts.Count; p++)
        {
            var part = parts[p];
            var from = part.From is { } start ? Math.Max(first, FactDay.From(start)) : first;
            var to = part.To is { } end ? Math.Min(last, FactDay.From(end)) : last;
            for (var i = 0; i < place.Length; i++)
            {
                var isIn = purchases[i] > 0 && days[i] >= from && days[i] <= to && (members is null || members[i]) && (part.Members is not { } set || set[i]);
                place[i] = isIn ? p : Nowhere;
            }
            scan.Add(place);
        }
        return ([.. parts.Select((part, p) => scan.Row(p, part.Name) ?? CohortRows.Empty(FactDay.ToDate(first), part.Name, 0, 0))], scan.Average());
    }
}
