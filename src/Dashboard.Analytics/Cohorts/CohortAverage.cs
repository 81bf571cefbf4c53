namespace Dashboard.Analytics.Cohorts;

/// <summary>Means over cohorts, weighted by size: cohorts of (10 people, 20 %) and (100 people, 0 %) give 1.8 %.</summary>
internal static class CohortAverage
{
    public static CohortRow? Of(IReadOnlyList<CohortRow> cohorts)
    {
        if (cohorts.Count == 0) return null;
        var average = CohortRows.Empty(cohorts[0].Start, "", cohorts.Sum(c => c.Size), cohorts.Max(c => c.Active.Length));
        for (var k = 0; k < average.Active.Length; k++)
        {
            var elapsed = cohorts.Where(c => k < c.Active.Length && c.Active[k] is not null).ToList();
            if (elapsed.Count == 0) continue;
            var size = (double)elapsed.Sum(c => c.Size);
            average.Mature[k] = elapsed.Sum(c => c.Size);
            average.Active[k] = elapsed.Sum(c => c.Active[k]);
            average.Purchases[k] = elapsed.Sum(c => c.Purchases[k]);
            average.Orders[k] = elapsed.Sum(c => c.Orders[k]);
            average.Revenue[k] = elapsed.Sum(c => c.Revenue[k]);
            average.Retained[k] = average.Active[k] / size;
            average.RetainedInOrAfter[k] = elapsed.Sum(c => c.RetainedInOrAfter[k] * c.Size) / size;
            average.Repurchased[k] = elapsed.Sum(c => c.Repurchased[k] * c.Size) / size;
            average.CumulativeRevenuePerCustomer[k] = elapsed.Sum(c => c.CumulativeRevenuePerCustomer[k] * c.Size) / size;
        }
        return average;
    }
}

internal static class CohortRows
{
    public static CohortRow Empty(DateOnly start, string name, int size, int periods) =>
        new(start, name, size, new double?[periods], new double?[periods], new double?[periods],
            new long?[periods], new long?[periods], new long?[periods], new double?[periods], new double?[periods], new int[periods]);
}
