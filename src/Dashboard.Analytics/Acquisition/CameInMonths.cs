using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Segments;

namespace Dashboard.Analytics.Acquisition;

/// <summary>Who came through which channel, month by month.</summary>
internal sealed class CameInMonths
{
    private readonly CustomerFacts _facts;
    private readonly CustomerGroups _groups;
    private readonly long[]? _values;
    private readonly CohortPeriods? _months;

    /// <param name="facts">The snapshot.</param>
    public CameInMonths(CustomerFacts facts)
    {
        (_facts, _groups, _values) = (facts, CustomerGroups.Of(facts, CustomerKey.Channel), ClvGroups.PredictedOf(facts));
        if (facts.OrderCount > 0) _months = new(facts.Span.First, facts.Span.Last, CohortBucket.Month, DayOfWeek.Monday);
    }

    /// <summary>A channel's months with spend or customers, oldest first.</summary>
    /// <param name="channel">Name of the channel.</param>
    /// <param name="code">Its code; null where nobody came through it.</param>
    /// <param name="spend">Its spend by first day of month.</param>
    public IEnumerable<AcquisitionCell> Cells(string channel, int? code, Dictionary<DateOnly, MonthlySpend> spend)
    {
        var (came, sums) = code is { } wanted && _months is not null ? Read(wanted, _months) : (null, []);
        var cohorts = came is null ? [] : CohortTriangle.Compute(_facts, new() { Customers = came }).Cohorts.ToDictionary(row => row.Start);
        foreach (var month in spend.Keys.Union(sums.Keys).Order())
        {
            var (known, sum, major) = (spend.GetValueOrDefault(month), sums.GetValueOrDefault(month), (double)_facts.Stamp.MinorPerMajor);
            yield return new(
                channel, code, month, known?.Amount, known is not null, _months is not null && FactDay.From(month.AddMonths(1)) - 1 <= _facts.Span.Last,
                sum.Customers, sum.Historic / major, _values is null ? null : sum.Predicted / major, cohorts.GetValueOrDefault(month));
        }
    }

    private (CustomerSet Came, Dictionary<DateOnly, (int Customers, long Historic, long Predicted)> Sums) Read(int code, CohortPeriods months)
    {
        var (c, came, sums) = (_facts.Customers, new CustomerSet(_facts.CustomerCount), new (int Customers, long Historic, long Predicted)[months.Count]);
        for (var i = 0; i < _facts.CustomerCount; i++)
        {
            if (_groups.Code[i] != code || c.FirstDay[i] < months.FirstDay) continue;
            came.Add(i);
            ref var sum = ref sums[months.Of[c.FirstDay[i]]];
            sum = (sum.Customers + 1, sum.Historic + c.Revenue[i], sum.Predicted + (_values?[i] ?? 0));
        }
        return (came, Enumerable.Range(0, months.Count).Where(m => sums[m].Customers > 0).ToDictionary(months.Start, m => sums[m]));
    }
}
