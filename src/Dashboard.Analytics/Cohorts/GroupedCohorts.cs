using System.Numerics;
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

    /// <summary>Parts whose every overlap has a place of its own, so that one pass over the orders serves them all.</summary>
    private const int PartsAtOnce = 6;
    private const int Overlaps = 1 << PartsAtOnce;

    /// <summary>The rows, and the mean over all of them.</summary>
    public static (IReadOnlyList<CohortRow> Rows, CohortRow? Average) Of(CustomerFacts facts, CohortQuery query, CohortPeriods periods, int asOf, (int From, int To) acquired)
    {
        var (first, last) = (acquired.From, Math.Min(asOf, acquired.To));
        return query.Parts is { } parts
            ? OfParts(facts, parts, new(facts, periods, asOf, Overlaps * ((parts.Count + PartsAtOnce - 1) / PartsAtOnce)), query.Customers, first, last)
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
        var rows = shown.Select((code, p) => scan.Row(groups.NameOf(code), p)! with { Code = code }).ToList();
        if (scan.Row(CohortQuery.OtherGroups, shown.Count) is { } rest) rows.Add(rest);
        return (rows, scan.Row("", _ => 1));
    }

    private static (IReadOnlyList<CohortRow>, CohortRow?) OfParts(CustomerFacts facts, IReadOnlyList<CohortPart> parts, GroupScan scan, CustomerSet? members, int first, int last)
    {
        var (days, purchases) = (facts.Customers.FirstDay, facts.Customers.Purchases);
        var place = new int[facts.CustomerCount];
        for (var start = 0; start < parts.Count; start += PartsAtOnce)
        {
            Array.Clear(place);
            for (var p = start; p < Math.Min(parts.Count, start + PartsAtOnce); p++)
            {
                var (part, bit) = (parts[p], 1 << p - start);
                var from = part.From is { } since ? Math.Max(first, FactDay.From(since)) : first;
                var to = part.To is { } until ? Math.Min(last, FactDay.From(until)) : last;
                for (var i = 0; i < place.Length; i++)
                {
                    var isIn = purchases[i] > 0 && days[i] >= from && days[i] <= to && (members is null || members[i]) && (part.Members is not { } set || set[i]);
                    place[i] |= isIn ? bit : 0;
                }
            }
            var block = start / PartsAtOnce * Overlaps;
            for (var i = 0; i < place.Length; i++) place[i] = place[i] == 0 ? Nowhere : block + place[i];
            scan.Add(place);
        }
        int Times(int part, int at) => at / Overlaps == part / PartsAtOnce ? at >> part % PartsAtOnce & 1 : 0;
        return ([.. parts.Select((part, p) => scan.Row(part.Name, at => Times(p, at)) ?? CohortRows.Empty(FactDay.ToDate(first), part.Name, 0, 0))],
            scan.Row("", at => BitOperations.PopCount((uint)(at % Overlaps))));
    }
}
