namespace Dashboard.Analytics.Cohorts;

/// <summary>
/// One cohort, or the average over cohorts or over a group's customers. All lists are indexed by k, the periods since that of the first purchase; k = 0 is that period itself.
/// Null marks a period that has not fully elapsed by the as-of day. The lists of a cohort end with the as-of day's period.
/// </summary>
/// <param name="Start">First day of the period of the first purchase.</param>
/// <param name="Name">"1997-01" for months, "1997-Q1" for quarters, the first day "1997-01-06" for weeks; the group's for groups, empty for "not given"; empty for the average.</param>
/// <param name="Size">Customers.</param>
/// <param name="Retained">Share of the cohort that bought in period k.</param>
/// <param name="RetainedInOrAfter">Share that bought in period k or later, as known on the as-of day; never rises with k.</param>
/// <param name="Repurchased">Share with a second purchase by the end of period k; never falls with k.</param>
/// <param name="Active">Customers who bought in period k.</param>
/// <param name="Purchases">Purchase occasions in period k.</param>
/// <param name="Orders">Orders in period k.</param>
/// <param name="Revenue">Net revenue in period k, major units; a refund dated before the first purchase counts in k = 0.</param>
/// <param name="CumulativeRevenuePerCustomer">Net revenue up to the end of period k / size, major units.</param>
/// <param name="Mature">Customers for whom period k has elapsed, by whom the shares are divided; 0 where it has for nobody.</param>
public sealed record CohortRow(
    DateOnly Start, string Name, int Size, double?[] Retained, double?[] RetainedInOrAfter, double?[] Repurchased,
    long?[] Active, long?[] Purchases, long?[] Orders, double?[] Revenue, double?[] CumulativeRevenuePerCustomer, int[] Mature)
{
    /// <summary>The group's code in <see cref="CustomerGroups"/>; null for cohorts by time or name, the rest of the groups and the average.</summary>
    public int? Code { get; init; }
}
