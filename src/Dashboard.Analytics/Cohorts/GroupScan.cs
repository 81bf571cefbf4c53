using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Cohorts;

/// <summary>
/// One pass over the orders of customers that sums groups by period since the own first purchase. What a customer's cohort by time takes with it when its periods end
/// is kept per cohort, so that a group needs one row of cells and not a triangle.
/// </summary>
internal sealed class GroupScan
{
    private readonly CustomerFacts _facts;
    private readonly CohortPeriods _periods;
    private readonly int _asOf;
    private readonly int _lastDay;
    private readonly CohortCell[] _cells;
    private readonly Leaving[] _leaving;

    public GroupScan(CustomerFacts facts, CohortPeriods periods, int asOf, int groups)
    {
        (_facts, _periods, _asOf) = (facts, periods, asOf);
        _cells = new CohortCell[groups * periods.Count];
        _leaving = new Leaving[groups * periods.Count];
        _lastDay = periods.Elapsed == periods.Count ? asOf : periods.Days(periods.Elapsed).From - 1;
    }

    /// <summary>What all customers of one cohort did while it had periods that elapsed.</summary>
    private struct Leaving
    {
        public long Revenue;
        public int Size;
        public int Second;
    }

    /// <summary>Adds customers to the groups at these places, shape [customers]; below 0 for nobody's. All others have bought within the periods, by the as-of day.</summary>
    public void Add(ReadOnlySpan<int> place)
    {
        AddOrders(_facts, place);
        if (_facts.Customers.RefundStart[^1] > 0) AddRefunds(place);
    }

    /// <summary>Groups together; null without customers.</summary>
    /// <param name="name">What the row is called.</param>
    /// <param name="times">How often the group at a place counts, 0 for not at all.</param>
    public CohortRow? Row(string name, Func<int, int> times)
    {
        var (sums, sumsLeft) = (new CohortCell[_periods.Count], new Leaving[_periods.Count]);
        for (var place = 0; place < _cells.Length / _periods.Count; place++)
        {
            var often = times(place);
            for (var k = 0; often > 0 && k < _periods.Count; k++)
            {
                ref readonly var cell = ref _cells[place * _periods.Count + k];
                ref readonly var leaving = ref _leaving[place * _periods.Count + k];
                ref var sum = ref sums[k];
                ref var left = ref sumsLeft[k];
                sum.Revenue += often * cell.Revenue;
                sum.Orders += often * cell.Orders;
                sum.Purchases += often * cell.Purchases;
                sum.Active += often * cell.Active;
                sum.Second += often * cell.Second;
                sum.Last += often * cell.Last;
                left.Revenue += often * leaving.Revenue;
                left.Size += often * leaving.Size;
                left.Second += often * leaving.Second;
            }
        }
        return Row(sums, sumsLeft, name);
    }

    /// <summary>The group at a place alone; null without customers.</summary>
    public CohortRow? Row(string name, int place) => Row(_cells.AsSpan(place * _periods.Count, _periods.Count), _leaving.AsSpan(place * _periods.Count, _periods.Count), name);

    private CohortRow? Row(ReadOnlySpan<CohortCell> cells, ReadOnlySpan<Leaving> leaving, string name)
    {
        var (first, size) = (-1, 0);
        for (var c = 0; c < leaving.Length; c++)
        {
            if (first < 0 && leaving[c].Size > 0) first = c;
            size += leaving[c].Size;
        }
        if (first < 0) return null;
        var row = CohortRows.Empty(_periods.Start(first), name, size, _periods.Count - first);
        var (mature, second, revenue, later, major) = (size, 0, 0L, 0, (double)_facts.Stamp.MinorPerMajor);
        foreach (var cell in cells) later += cell.Last;
        for (var c = _periods.Elapsed; c < _periods.Count; c++) mature -= leaving[c].Size;
        for (var k = 0; k < _periods.Elapsed - first; k++)
        {
            if (k > 0)
            {
                var left = leaving[_periods.Elapsed - k];
                (mature, second, revenue) = (mature - left.Size, second - left.Second, revenue - left.Revenue);
            }
            ref readonly var cell = ref cells[k];
            (second, revenue) = (second + cell.Second, revenue + cell.Revenue);
            if (mature > 0)
            {
                row.Mature[k] = mature;
                (row.Active[k], row.Purchases[k], row.Orders[k], row.Revenue[k]) = (cell.Active, cell.Purchases, cell.Orders, cell.Revenue / major);
                (row.Retained[k], row.RetainedInOrAfter[k], row.Repurchased[k]) = ((double)cell.Active / mature, (double)later / mature, (double)second / mature);
                row.CumulativeRevenuePerCustomer[k] = revenue / major / mature;
            }
            later -= cell.Last;
        }
        return row;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddOrders(CustomerFacts facts, ReadOnlySpan<int> place)
    {
        ref var period = ref MemoryMarshal.GetArrayDataReference(_periods.Of);
        ref var day = ref MemoryMarshal.GetArrayDataReference(facts.Orders.Day);
        ref var net = ref MemoryMarshal.GetArrayDataReference(facts.Orders.Net);
        ref var cells = ref MemoryMarshal.GetArrayDataReference(_cells);
        ref var leaving = ref MemoryMarshal.GetArrayDataReference(_leaving);
        var (starts, width, lastDay, asOf, final) = (facts.Customers.OrderStart, _periods.Count, _lastDay, _asOf, _periods.Elapsed - 1);
        for (var i = 0; i < place.Length; i++)
        {
            if (place[i] < 0) continue;
            var (o, end) = (starts[i], starts[i + 1]);
            int previous = Unsafe.Add(ref day, o);
            int previousPeriod = Unsafe.Add(ref period, previous);
            ref var left = ref Unsafe.Add(ref leaving, place[i] * width + previousPeriod);
            left.Size++;
            if (previous > lastDay) continue;
            ref var row = ref Unsafe.Add(ref cells, place[i] * width - previousPeriod);
            ref var cell = ref Unsafe.Add(ref row, previousPeriod);
            var revenue = Unsafe.Add(ref net, o);
            cell.Active++;
            cell.Purchases++;
            cell.Orders++;
            cell.Revenue += revenue;
            var purchases = 1;
            for (o++; o < end; o++)
            {
                int d = Unsafe.Add(ref day, o);
                if (d > lastDay) break;
                int p = Unsafe.Add(ref period, d);
                cell = ref Unsafe.Add(ref row, p);
                cell.Revenue += Unsafe.Add(ref net, o);
                revenue += Unsafe.Add(ref net, o);
                cell.Orders++;
                if (d == previous) continue;
                cell.Purchases++;
                cell.Active += p != previousPeriod ? 1 : 0;
                if (++purchases == 2) cell.Second++;
                (previous, previousPeriod) = (d, p);
            }
            if (o < end && Unsafe.Add(ref day, o) <= asOf) cell = ref Unsafe.Add(ref row, final);   // who bought in the unfinished period bought "in or after" all before
            cell.Last++;
            left.Revenue += revenue;
            left.Second += purchases > 1 ? 1 : 0;
        }
    }

    private void AddRefunds(ReadOnlySpan<int> place)
    {
        var (starts, refunds, days) = (_facts.Customers.RefundStart, _facts.Refunds, _facts.Customers.FirstDay);
        for (var i = 0; i < place.Length; i++)
        {
            if (place[i] < 0 || days[i] > _lastDay) continue;
            var (group, cohort) = (place[i] * _periods.Count, _periods.Of[days[i]]);
            for (var r = starts[i]; r < starts[i + 1]; r++)
            {
                var day = Math.Clamp(refunds.Day[r], days[i], _facts.Span.Last);
                if (day > _lastDay) continue;
                _cells[group + _periods.Of[day] - cohort].Revenue -= refunds.Amount[r];
                _leaving[group + cohort].Revenue -= refunds.Amount[r];
            }
        }
    }
}
