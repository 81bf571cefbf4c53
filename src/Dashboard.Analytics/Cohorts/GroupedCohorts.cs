using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Cohorts;

/// <summary>
/// Cohorts by what customers came with, each the mean over the cohorts by time of its customers, as <see cref="CohortAverage"/> defines it: period k counts
/// from each customer's own first purchase, and only those count for whom it has elapsed.
/// </summary>
internal static class GroupedCohorts
{
    /// <summary>One row per group, most customers first.</summary>
    public static IReadOnlyList<CohortRow> Of(CustomerFacts facts, CohortQuery query, CustomerKey key, CohortPeriods periods, int asOf)
    {
        var groups = CustomerGroups.Of(facts, key);
        var scan = new CohortScan(facts, periods, asOf);
        var sizes = new int[groups.Count];
        bool Counts(int i) => scan.Counts(i) && (query.Customers is not { } members || members[i]);
        for (var i = 0; i < facts.CustomerCount; i++)
            if (Counts(i)) sizes[groups.Code[i]]++;
        var shown = Enumerable.Range(0, sizes.Length).Where(code => sizes[code] > 0).OrderByDescending(code => sizes[code]).ThenBy(code => code).Take(query.MostGroups).ToList();

        // Customers by the place of their group, the rest last, so that each group's cells can use the same room.
        var (place, start) = (new int[groups.Count], new int[shown.Count + 2]);
        Array.Fill(place, shown.Count);
        for (var p = 0; p < shown.Count; p++) place[shown[p]] = p;
        for (var code = 0; code < sizes.Length; code++) start[place[code] + 1] += sizes[code];
        for (var p = 1; p < start.Length; p++) start[p] += start[p - 1];
        var (customers, next) = (new int[start[^1]], start[..^1]);
        for (var i = 0; i < facts.CustomerCount; i++)
            if (Counts(i)) customers[next[place[groups.Code[i]]]++] = i;

        var rows = new List<CohortRow>();
        for (var p = 0; p <= shown.Count; p++)
        {
            if (start[p] == start[p + 1]) continue;
            scan.Clear();
            foreach (var i in customers.AsSpan(start[p]..start[p + 1])) scan.Add(i);
            rows.Add(scan.Average(p < shown.Count ? groups.NameOf(shown[p]) : CohortQuery.OtherGroups)!);
        }
        return rows;
    }
}
