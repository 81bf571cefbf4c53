using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Segments;

namespace Dashboard.Analytics.Kpis;

/// <summary>Lifetime value of the customers of one group, in major units, times the margin where one is given.</summary>
/// <param name="Name">Name of the group; empty for "not given".</param>
/// <param name="Customers">Customers who have bought.</param>
/// <param name="Historic">Their net revenue to date.</param>
/// <param name="Predicted">Their predicted CLV; null while no model serves.</param>
public sealed record ClvGroup(string Name, int Customers, double Historic, double? Predicted)
{
    /// <summary>Code of the group in the snapshot's names; null for the row that several groups share.</summary>
    public int? Code { get; init; }

    public double HistoricMean => Historic / Customers;

    public double? PredictedMean => Predicted / Customers;
}

/// <summary>Customer lifetime value by what brought customers or what they bought first.</summary>
public static class ClvGroups
{
    /// <summary>Groups by historic value, most first.</summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="key">What to group by.</param>
    /// <param name="members">Only these customers; null for all.</param>
    /// <param name="margin">Gross margin as a fraction; null for revenue as it is.</param>
    /// <param name="most">So many groups have a row, the rest share one at the end, <see cref="CohortQuery.OtherGroups"/>.</param>
    public static IReadOnlyList<ClvGroup> Of(CustomerFacts facts, CustomerKey key, CustomerSet? members = null, double? margin = null, int most = 50)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var groups = CustomerGroups.Of(facts, key);
        var (customers, historic, predicted) = (new int[groups.Count], new long[groups.Count], new long[groups.Count]);
        var values = PredictedOf(facts);
        for (var i = 0; i < facts.CustomerCount; i++)
        {
            if (groups.Code[i] is var code && code == CustomerGroups.Prospect || members is not null && !members[i]) continue;
            customers[code]++;
            historic[code] += facts.Customers.Revenue[i];
            predicted[code] += values?[i] ?? 0;
        }
        var major = (margin ?? 1) / facts.Stamp.MinorPerMajor;
        var rows = Enumerable.Range(0, groups.Count).Where(code => customers[code] > 0).OrderByDescending(code => historic[code]).ThenBy(code => code)
            .Select(code => new ClvGroup(groups.NameOf(code), customers[code], historic[code] * major, values is null ? null : predicted[code] * major) { Code = code }).ToList();
        if (rows.Count <= most) return rows;
        var rest = rows[most..];
        return [.. rows[..most], new(CohortQuery.OtherGroups, rest.Sum(r => r.Customers), rest.Sum(r => r.Historic), values is null ? null : rest.Sum(r => r.Predicted))];
    }

    /// <summary>Predicted CLV of every customer in minor units; null while no model serves.</summary>
    internal static long[]? PredictedOf(CustomerFacts facts) => ForecastRules.Parse(facts.Stamp.Forecast)?.Model is null ? null : facts.Forecasts?.Value;
}
