namespace Dashboard.Analytics.Kpis;

/// <summary>Every KPI of any window of the timeline, from what the scans have counted. Lifetime KPIs look up to the end of the window.</summary>
internal sealed class KpiFormulas : IDisposable
{
    private readonly KpiPlan _plan;
    private readonly Timeline _timeline;
    private readonly SalesScan _sales;
    private readonly CustomerScan? _customers;
    private readonly ForecastFormulas? _forecasts;
    private readonly int[] _asOf;
    private readonly Dictionary<int, CustomerValues> _values = [];
    private readonly Dictionary<int, KpiResult> _medianGaps = [];
    private readonly SalesCell[] _known;
    private readonly SalesCell[] _anonymous;
    private readonly long[] _refunds;

    /// <summary>Scans.</summary>
    /// <param name="plan">The plan.</param>
    public KpiFormulas(KpiPlan plan)
    {
        _plan = plan;
        _asOf = [.. new[] { plan.Range.To, plan.Compare?.To ?? plan.Range.To }.Distinct().Order()];
        _timeline = new(Windows(plan), plan.Facts.Span.First, plan.Facts.Span.Last);
        _sales = new(plan, _timeline, plan.Split);
        (_known, _anonymous, _refunds) = (SumCodes(_sales.Known), SumCodes(_sales.Anonymous), SumCodes(_sales.Refunds));
        if (plan.Kpis.NeedsCustomers) _customers = new(plan, _timeline, _asOf);
        if (plan.Kpis.NeedsForecasts) _forecasts = new(plan, () => Values(plan.Facts.Span.Last));
        foreach (var day in _asOf)
        {
            if (plan.Kpis.NeedsGaps) _medianGaps[day] = MedianGap(day);
        }
    }

    public void Dispose()
    {
        foreach (var values in _values.Values) values.Dispose();
    }

    public SalesScan Sales => _sales;

    public (int From, int To) Segments(DayRange window) => _timeline.Segments(window);

    /// <summary>Orders without a customer in the window, or up to its end.</summary>
    public long AnonymousOrders(DayRange window, bool lifetime = false)
    {
        var (from, to) = _timeline.Segments(window);
        return Sum(_anonymous, lifetime ? 0 : from, to).Orders;
    }

    public KpiResult Of(KpiId id, DayRange window)
    {
        var (from, to) = _timeline.Segments(window);
        // A history without a single amount says nothing of money; zero would be a claim.
        if (!_plan.Facts.HasMoney && KpiCatalog.Of(id).Unit == KpiUnit.Money) return KpiResult.None(NoValueReason.NoAmounts);
        return id switch
        {
            KpiId.Revenue or KpiId.Orders or KpiId.AverageOrderValue or KpiId.ItemsPerOrder or KpiId.DiscountShare or KpiId.RefundShare =>
                SalesFormulas.Of(id, Sum(_known, from, to) + Sum(_anonymous, from, to), Sum(_refunds, from, to), _plan.Facts.Stamp.MinorPerMajor),
            KpiId.Purchases => KpiResult.Count(Customers.Purchases.Sum(0, _timeline.Count + 1, from, to)),
            KpiId.ActiveCustomers => KpiResult.Count(Customers.Purchases.Distinct(from, to)),
            KpiId.NewCustomers => KpiResult.Count(New(from, to)),
            KpiId.ReturningCustomers => KpiResult.Count(Customers.Purchases.Distinct(from, to) - New(from, to)),
            KpiId.ReactivatedCustomers => KpiResult.Count(Customers.Reactivated.Distinct(from, to)),
            KpiId.CustomersLost => KpiResult.Count(Customers.Lost.Distinct(from, to)),
            KpiId.CustomersNet => new(New(from, to) - Customers.Lost.Distinct(from, to), null, New(from, to) + Customers.Lost.Distinct(from, to)),
            KpiId.LeakyBucketRatio => KpiResult.Ratio(New(from, to), Customers.Lost.Distinct(from, to), Customers.Lost.Distinct(from, to), NoValueReason.NoLosses),
            KpiId.PeriodRetention => Retention(window),
            KpiId.PeriodChurn => Churn(window),
            KpiId.RepeatRate => KpiResult.Ratio(Sum(Customers.Second, 0, to), Buyers(to), Buyers(to), NoValueReason.NoCustomers),
            KpiId.EarlyRepeatRate => EarlyRepeat(to),
            KpiId.DaysBetweenPurchases => _medianGaps[window.To],
            KpiId.HistoricClvMean => KpiResult.Ratio(
                (Sum(_known, 0, to).Net - Sum(Customers.KnownRefunds, 0, to)) * Margin, Buyers(to), Buyers(to), NoValueReason.NoCustomers),
            KpiId.HistoricClvMedian => Median(Values(window.To)),
            KpiId.RepeatBuyerMultiple => RepeatBuyerMultiple(Values(window.To)),
            KpiId.ValueShareTop1 => ValueShare(Values(window.To), 1),
            KpiId.ValueShareTop5 => ValueShare(Values(window.To), 5),
            KpiId.ValueShareTop10 => ValueShare(Values(window.To), 10),
            KpiId.ValueShareTop20 => ValueShare(Values(window.To), 20),
            KpiId.PredictedClvMean or KpiId.TotalClvMean or KpiId.CustomerEquity or KpiId.ValuableAtRisk => _forecasts!.Of(id, window),
            _ => throw new ArgumentOutOfRangeException(nameof(id)),
        };
    }

    /// <summary>Distributions of days between purchases up to the end of the range.</summary>
    public PurchaseGaps Gaps()
    {
        var (gaps, second) = (Trim(GapsUpTo(Customers.Gaps, _plan.Range.To)), Trim(GapsUpTo(Customers.SecondGaps, _plan.Range.To)));
        return new(gaps, second, Buyers(_timeline.Through(_plan.Range.To)));

        static int[] Trim(ReadOnlySpan<int> counts) => counts[..(counts.LastIndexOfAnyExcept(0) + 1)].ToArray();
    }

    private CustomerScan Customers => _customers ?? throw new InvalidOperationException("The plan did not ask for customers.");

    /// <summary>Major units per minor unit, times the margin.</summary>
    private double Margin => (_plan.Query.Margin ?? 1) / _plan.Facts.Stamp.MinorPerMajor;

    private CustomerValues Values(int day) => _values.TryGetValue(day, out var values) ? values : _values[day] = new(_plan, day);

    private static IEnumerable<DayRange> Windows(KpiPlan plan)
    {
        var windows = plan.Buckets.SelectMany(b => b.Compare is { } compare ? new[] { b.Days, compare } : [b.Days]).Append(plan.Range);
        if (plan.Compare is { } whole) windows = windows.Append(whole);
        return windows.SelectMany(w => new[] { w, w.Before() });
    }

    private long Buyers(int to) => Sum(Customers.Purchases.Firsts, 0, to);

    private long New(int from, int to) =>
        Customers.NewPurchases is { } byFirst ? byFirst.Sum(from, to, from, to) : Sum(Customers.Purchases.Firsts, from, to);

    private KpiResult Retention(DayRange window)
    {
        var (from, to) = _timeline.Segments(window);
        var (before, _) = _timeline.Segments(window.Before());
        var active = Customers.Purchases.Distinct(before, from);
        return KpiResult.Ratio(Customers.Purchases.AlsoBefore(before, from, to), active, active, NoValueReason.NoCustomers);
    }

    private KpiResult Churn(DayRange window)
    {
        if (_medianGaps[_asOf.Contains(window.To) ? window.To : _plan.Range.To].Value is not { } days) return KpiResult.None(NoValueReason.NoRepeatPurchases);
        var retention = Retention(window);
        return window.Length < days ? KpiResult.None(NoValueReason.RangeTooShort, retention.N) : retention with { Value = 1 - retention.Value };
    }

    private KpiResult EarlyRepeat(int to)
    {
        var (customers, mature) = (Sum(Customers.EarlyBase, 0, to), Sum(Customers.EarlyMature, 0, to));
        return KpiResult.Ratio(
            Sum(Customers.EarlyRepeat, 0, to), mature, mature, customers == 0 ? NoValueReason.NoCustomers : NoValueReason.TooNew, immature: customers - mature);
    }

    private KpiResult MedianGap(int day)
    {
        var counts = GapsUpTo(Customers.Gaps, day);
        var n = Sum(counts, 0, counts.Length);
        return n == 0 ? KpiResult.None(NoValueReason.NoRepeatPurchases) : new((At(counts, (n - 1) / 2) + At(counts, n / 2)) / 2.0, null, n);

        static int At(ReadOnlySpan<int> counts, long rank)
        {
            var gap = 0;
            for (long before = counts[0]; before <= rank; before += counts[gap]) gap++;
            return gap;
        }
    }

    /// <summary>Counts up to a day: the first class of them, or the first two.</summary>
    private ReadOnlySpan<int> GapsUpTo(int[] classes, int day)
    {
        if (_asOf[0] >= day) return classes.AsSpan(0, CustomerScan.MostDays);
        var sum = classes[..CustomerScan.MostDays];
        for (var gap = 0; gap < sum.Length; gap++) sum[gap] += classes[CustomerScan.MostDays + gap];
        return sum;
    }

    private KpiResult Median(CustomerValues values) =>
        values.Customers == 0 ? KpiResult.None(NoValueReason.NoCustomers) : new(values.Median() * Margin, null, values.Customers);

    private static KpiResult RepeatBuyerMultiple(CustomerValues values)
    {
        var once = values.Customers - values.RepeatCustomers;
        if (once == 0) return KpiResult.None(NoValueReason.NoCustomers, values.Customers);
        if (values.RepeatCustomers == 0) return KpiResult.None(NoValueReason.NoRepeatPurchases, values.Customers);
        return KpiResult.Ratio(
            (double)values.RepeatRevenue / values.RepeatCustomers, (double)(values.Revenue - values.RepeatRevenue) / once, values.Customers, NoValueReason.NoRevenue);
    }

    private static KpiResult ValueShare(CustomerValues values, int percent)
    {
        if (values.Customers == 0) return KpiResult.None(NoValueReason.NoCustomers);
        return KpiResult.Ratio(values.TopRevenue(percent), values.Revenue, values.Customers, NoValueReason.NoRevenue);
    }

    private SalesCell[] SumCodes(SalesCell[] cells)
    {
        if (_sales.Codes == 1) return cells;
        var sums = new SalesCell[_sales.Segments];
        for (var at = 0; at < cells.Length; at++) sums[at % sums.Length] += cells[at];
        return sums;
    }

    private long[] SumCodes(long[] cells)
    {
        if (_sales.Codes == 1) return cells;
        var sums = new long[_sales.Segments];
        for (var at = 0; at < cells.Length; at++) sums[at % sums.Length] += cells[at];
        return sums;
    }

    private static SalesCell Sum(ReadOnlySpan<SalesCell> cells, int from, int to)
    {
        var sum = default(SalesCell);
        foreach (ref readonly var cell in cells[from..to]) sum += cell;
        return sum;
    }

    private static long Sum(ReadOnlySpan<int> counts, int from, int to)
    {
        long sum = 0;
        foreach (var count in counts[from..to]) sum += count;
        return sum;
    }

    private static long Sum(ReadOnlySpan<long> amounts, int from, int to)
    {
        long sum = 0;
        foreach (var amount in amounts[from..to]) sum += amount;
        return sum;
    }
}
