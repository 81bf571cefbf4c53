using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Segments;

namespace Dashboard.Analytics.Acquisition;

/// <summary>Who came through which channel, month by month, in one pass over the orders of all channels asked for.</summary>
internal sealed class CameInMonths
{
    private const int Nowhere = -1;

    private readonly CustomerFacts _facts;
    private readonly CustomerSet? _members;
    private readonly long[]? _values;
    private readonly CohortPeriods? _months;
    private readonly GroupScan? _scan;
    private readonly int[]?[] _places;   // by code and month
    private readonly List<Sum> _sums = [];

    /// <param name="facts">The snapshot.</param>
    /// <param name="channels">Codes of the channels.</param>
    /// <param name="members">These customers alone; null for everybody.</param>
    public CameInMonths(CustomerFacts facts, IEnumerable<int> channels, CustomerSet? members)
    {
        (_facts, _members, _values, _places) = (facts, members, ClvGroups.PredictedOf(facts), new int[]?[facts.Codes.Channels.Length]);
        if (facts.OrderCount == 0) return;
        _months = new(facts.Span.First, facts.Span.Last, CohortBucket.Month, DayOfWeek.Monday);
        foreach (var code in channels) Array.Fill(_places[code] = new int[_months.Count], Nowhere);
        if (!Array.Exists(_places, p => p is not null)) return;
        var place = Place(_months);
        _scan = new(facts, _months, facts.Span.Last, _sums.Count);
        _scan.Add(place);
    }

    private sealed class Sum
    {
        public int Customers { get; set; }
        public long Historic { get; set; }
        public long Predicted { get; set; }
    }

    /// <summary>A channel's months with spend or customers, oldest first.</summary>
    /// <param name="channel">Name of the channel.</param>
    /// <param name="code">Its code, one of those asked for; null where nobody came through it.</param>
    /// <param name="spend">Its spend by first day of month.</param>
    public IEnumerable<AcquisitionCell> Cells(string channel, int? code, Dictionary<DateOnly, MonthlySpend> spend)
    {
        var came = new Dictionary<DateOnly, (Sum Sum, CohortRow Row)>();
        for (var m = 0; code is { } wanted && m < _months?.Count; m++)
        {
            if (_places[wanted]![m] is >= 0 and var place) came[_months.Start(m)] = (_sums[place], _scan!.Row(_months.Name(m), place)!);
        }
        foreach (var month in spend.Keys.Union(came.Keys).Order())
        {
            var (known, (sum, row), major) = (spend.GetValueOrDefault(month), came.GetValueOrDefault(month), (double)_facts.Stamp.MinorPerMajor);
            yield return new(
                channel, code, month, known?.Amount, known is not null, _months is not null && FactDay.From(month.AddMonths(1)) - 1 <= _facts.Span.Last,
                sum?.Customers ?? 0, (sum?.Historic ?? 0) / major, _values is null ? null : (sum?.Predicted ?? 0) / major, row);
        }
    }

    // The channel and month of each customer; those in which nobody came have no place.
    private int[] Place(CohortPeriods months)
    {
        var (c, place) = (_facts.Customers, CustomerGroups.Of(_facts, CustomerKey.Channel).Code);   // codes become places
        for (var i = 0; i < place.Length; i++)
        {
            var places = place[i] == CustomerGroups.Prospect || c.FirstDay[i] < months.FirstDay || _members?[i] == false ? null : _places[place[i]];
            place[i] = Nowhere;
            if (places is null) continue;
            ref var at = ref places[months.Of[c.FirstDay[i]]];
            if (at < 0)
            {
                at = _sums.Count;
                _sums.Add(new());
            }
            var sum = _sums[place[i] = at];
            sum.Customers++;
            sum.Historic += c.Revenue[i];
            sum.Predicted += _values?[i] ?? 0;
        }
        return place;
    }
}
