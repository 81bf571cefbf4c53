using System.Buffers;
using System.Runtime.CompilerServices;
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
    private Sum[] _sums = [];
    private int _count;

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
        // Rented: memory that nobody has touched before takes longer to come than to fill.
        var places = ArrayPool<int>.Shared.Rent(facts.CustomerCount);
        try
        {
            var place = places.AsSpan(0, facts.CustomerCount);
            Place(_months, place);
            _scan = new(facts, _months, facts.Span.Last, _count);
            _scan.Add(place);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(places);
        }
    }

    private struct Sum
    {
        public int Customers;
        public long Historic;
        public long Predicted;
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
                sum.Customers, sum.Historic / major, _values is null ? null : sum.Predicted / major, row);
        }
    }

    // The place of each customer's channel and month; those in which nobody came have none.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Place(CohortPeriods months, Span<int> place)
    {
        var (firstDays, purchases, revenue) = (_facts.Customers.FirstDay, _facts.Customers.Purchases, _facts.Customers.Revenue);
        var (monthOf, firstDay, members, values) = (months.Of, months.FirstDay, _members, _values);
        var sums = new Sum[_places.Count(p => p is not null) * months.Count];
        for (var i = 0; i < place.Length; i++)
        {
            var day = firstDays[i];
            var isIn = purchases[i] > 0 && day >= firstDay && (members is null || members[i]);
            place[i] = Nowhere;
            if (!isIn || _places[CustomerGroups.ChannelOf(_facts, i)] is not { } places) continue;
            ref var at = ref places[monthOf[day]];
            if (at < 0) at = _count++;
            ref var sum = ref sums[place[i] = at];
            sum.Customers++;
            sum.Historic += revenue[i];
            if (values is not null) sum.Predicted += values[i];
        }
        _sums = sums;
    }
}
