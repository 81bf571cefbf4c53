using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;

namespace Dashboard.Analytics.Cohorts;

/// <summary>What one cohort did in one period.</summary>
internal struct CohortCell
{
    public long Revenue;
    public int Orders;
    public int Purchases;
    public int Active;

    /// <summary>Customers whose second purchase fell into the period.</summary>
    public int Second;

    /// <summary>Customers whose last purchase fell into the period.</summary>
    public int Last;
}

/// <summary>One pass over the orders of customers that fills a square of cells, cohort by period since the first purchase.</summary>
internal sealed class CohortScan
{
    private readonly CustomerFacts _facts;
    private readonly CohortPeriods _periods;
    private readonly int _asOf;
    private readonly CohortCell[] _cells;

    /// <summary>All customers, or the members of a set.</summary>
    public CohortScan(CustomerFacts facts, CohortPeriods periods, int asOf, CustomerSet? members)
    {
        (_facts, _periods, _asOf) = (facts, periods, asOf);
        _cells = new CohortCell[periods.Count * periods.Count];
        Sizes = new int[periods.Count];
        var isWhole = asOf >= facts.Span.Last && members is null;
        if (isWhole) ScanOrders(facts);
        if (isWhole && facts.Customers.RefundStart[^1] == 0) return;
        for (var i = 0; i < facts.CustomerCount; i++)
        {
            if (isWhole && facts.Customers.RefundStart[i] == facts.Customers.RefundStart[i + 1]) continue;
            if (!Counts(i) || members is not null && !members[i]) continue;
            if (!isWhole) AddOrders(i);
            AddRefunds(i);
        }
    }

    /// <summary>Customers per cohort.</summary>
    public int[] Sizes { get; }

    /// <summary>Cells of a cohort, index = periods since the first purchase.</summary>
    public ReadOnlySpan<CohortCell> Row(int cohort) => _cells.AsSpan(cohort * _periods.Count, _periods.Count - cohort);

    // Has bought by the as-of day, and not before the first period.
    private bool Counts(int customer)
    {
        var customers = _facts.Customers;
        return customers.Purchases[customer] > 0 && customers.FirstDay[customer] <= _asOf && customers.FirstDay[customer] >= _periods.FirstDay;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ScanOrders(CustomerFacts facts)
    {
        ref var period = ref MemoryMarshal.GetArrayDataReference(_periods.Of);
        ref var day = ref MemoryMarshal.GetArrayDataReference(facts.Orders.Day);
        ref var net = ref MemoryMarshal.GetArrayDataReference(facts.Orders.Net);
        ref var cells = ref MemoryMarshal.GetArrayDataReference(_cells);
        var (starts, firstDay, width) = (facts.Customers.OrderStart, _periods.FirstDay, _periods.Count);
        var o = starts[0];
        for (var i = 1; i < starts.Length; i++)
        {
            var end = starts[i];
            if (o == end) continue;
            int previous = Unsafe.Add(ref day, o);
            if (previous < firstDay)
            {
                o = end;
                continue;
            }
            int previousPeriod = Unsafe.Add(ref period, previous);
            Sizes[previousPeriod]++;
            ref var row = ref Unsafe.Add(ref cells, previousPeriod * width - previousPeriod);
            ref var cell = ref Unsafe.Add(ref row, previousPeriod);
            cell.Active++;
            cell.Purchases++;
            cell.Orders++;
            cell.Revenue += Unsafe.Add(ref net, o);
            var purchases = 1;
            for (o++; o < end; o++)
            {
                int d = Unsafe.Add(ref day, o);
                int p = Unsafe.Add(ref period, d);
                cell = ref Unsafe.Add(ref row, p);
                cell.Revenue += Unsafe.Add(ref net, o);
                cell.Orders++;
                if (d == previous) continue;
                cell.Purchases++;
                cell.Active += p != previousPeriod ? 1 : 0;
                if (++purchases == 2) cell.Second++;
                (previous, previousPeriod) = (d, p);
            }
            cell.Last++;
        }
    }

    private void AddOrders(int customer)
    {
        var (starts, days, nets, periods) = (_facts.Customers.OrderStart, _facts.Orders.Day, _facts.Orders.Net, _periods);
        int cohort = periods.Of[days[starts[customer]]];
        var row = _cells.AsSpan(cohort * periods.Count);
        var (previous, previousOffset, purchases) = (-1, -1, 0);
        for (var o = starts[customer]; o < starts[customer + 1] && days[o] <= _asOf; o++)
        {
            var offset = periods.Of[days[o]] - cohort;
            row[offset].Revenue += nets[o];
            row[offset].Orders++;
            if (days[o] == previous) continue;
            row[offset].Purchases++;
            if (offset != previousOffset) row[offset].Active++;
            if (++purchases == 2) row[offset].Second++;
            (previous, previousOffset) = (days[o], offset);
        }
        row[previousOffset].Last++;
        Sizes[cohort]++;
    }

    private void AddRefunds(int customer)
    {
        var (starts, refunds, firstDay) = (_facts.Customers.RefundStart, _facts.Refunds, _facts.Customers.FirstDay[customer]);
        int cohort = _periods.Of[firstDay];
        for (var r = starts[customer]; r < starts[customer + 1]; r++)
        {
            var day = Math.Clamp(refunds.Day[r], firstDay, _facts.Span.Last);
            if (day <= _asOf) _cells[cohort * _periods.Count + _periods.Of[day] - cohort].Revenue -= refunds.Amount[r];
        }
    }
}
