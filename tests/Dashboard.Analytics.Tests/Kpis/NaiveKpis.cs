using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Kpis;

/// <summary>The definitions written down as plainly as possible, over rows, without regard to speed.</summary>
internal sealed class NaiveKpis
{
    private readonly KpiQuery _query;
    private readonly int _last;
    private readonly List<TestOrder> _orders;
    private readonly List<TestRefund> _refunds;
    private readonly Dictionary<int, int> _veryFirst;
    private readonly Dictionary<int, List<int>> _purchases;

    public NaiveKpis(TestShop shop, KpiQuery query)
    {
        _query = query;
        var first = shop.Orders.Min(o => o.Day);
        _last = shop.Orders.Max(o => o.Day);
        _orders = [.. shop.Orders.Where(o => IsMember(o.Customer) && Matches(o.Channel, o.Country, o.Currency))];
        _refunds = [.. shop.Refunds.Where(r => IsMember(r.Customer) && Matches(r.Channel, r.Country, r.Currency)).Select(r => r with { Day = Math.Clamp(r.Day, first, _last) })];
        _veryFirst = shop.Orders.Where(o => o.Customer >= 0).GroupBy(o => o.Customer).ToDictionary(g => g.Key, g => g.Min(o => o.Day));
        _purchases = _orders.Where(o => o.Customer >= 0).GroupBy(o => o.Customer).ToDictionary(g => g.Key, g => g.Select(o => o.Day).Distinct().Order().ToList());
    }

    public long Anonymous(DateOnly? from, DateOnly to) => _orders.Count(o => o.Customer < 0 && o.Day <= FactDay.From(to) && (from is null || o.Day >= FactDay.From(from.Value)));

    /// <summary>Value, n and immature customers.</summary>
    public (double? Value, long N, long Immature) Of(KpiId id, DateOnly fromDate, DateOnly toDate)
    {
        var (from, to) = (FactDay.From(fromDate), FactDay.From(toDate));
        var orders = _orders.Where(o => o.Day >= from && o.Day <= to).ToList();
        var (net, discount, refunds) = (orders.Sum(o => o.Net), orders.Sum(o => o.Discount), _refunds.Where(r => r.Day >= from && r.Day <= to).Sum(r => r.Amount));
        var active = Active(from, to);
        var added = active.Where(c => _veryFirst[c] >= from).ToList();
        var lost = _purchases.Keys.Where(c => LostDays(c).Any(d => d >= from && d <= to)).ToList();
        var buyers = _purchases.Keys.Where(c => _purchases[c][0] <= to).ToList();
        var repeaters = buyers.Where(c => _purchases[c].Count(d => d <= to) > 1).ToList();
        return id switch
        {
            KpiId.Revenue => ((net - refunds) / 100.0, orders.Count, 0),
            KpiId.Orders => (orders.Count, orders.Count, 0),
            KpiId.Purchases => Count(_purchases.Values.Sum(p => p.Count(d => d >= from && d <= to))),
            KpiId.AverageOrderValue => Ratio((net - refunds) / 100.0, orders.Count, orders.Count),
            KpiId.ItemsPerOrder => orders.Any(o => o.Items != 0) ? Ratio(orders.Sum(o => o.Items), orders.Count, orders.Count) : (null, orders.Count, 0),
            KpiId.DiscountShare => Ratio(discount, net + discount, orders.Count),
            KpiId.RefundShare => Ratio(refunds, net, orders.Count),
            KpiId.ActiveCustomers => Count(active.Count),
            KpiId.NewCustomers => Count(added.Count),
            KpiId.ReturningCustomers => Count(active.Count(c => _veryFirst[c] < from)),
            KpiId.ReactivatedCustomers => Count(_purchases.Values.Count(p => p.Zip(p.Skip(1)).Any(g => g.Second >= from && g.Second <= to && g.Second - g.First > _query.LostAfterDays))),
            KpiId.RepeatRate => Ratio(repeaters.Count, buyers.Count, buyers.Count),
            KpiId.EarlyRepeatRate => EarlyRepeat(to),
            KpiId.PeriodRetention => Retention(fromDate, toDate),
            KpiId.CustomersLost => Count(lost.Count),
            KpiId.LeakyBucketRatio => Ratio(added.Count, lost.Count, lost.Count),
            KpiId.CustomersNet => (added.Count - lost.Count, added.Count + lost.Count, 0),
            KpiId.DaysBetweenPurchases => (MedianGap(to), Gaps(to).Count, 0),
            KpiId.RepeatBuyerMultiple => (Multiple(buyers, repeaters, to), buyers.Count, 0),
            KpiId.HistoricClvMean => Ratio(buyers.Sum(c => Value(c, to)) / 100.0 * (_query.Margin ?? 1), buyers.Count, buyers.Count),
            KpiId.HistoricClvMedian => (Median([.. buyers.Select(c => Value(c, to))]) / 100 * (_query.Margin ?? 1), buyers.Count, 0),
            KpiId.ValueShareTop1 => ValueShare(buyers, 0.01, to),
            KpiId.ValueShareTop5 => ValueShare(buyers, 0.05, to),
            KpiId.ValueShareTop10 => ValueShare(buyers, 0.10, to),
            KpiId.ValueShareTop20 => ValueShare(buyers, 0.20, to),
            KpiId.PredictedClvMean or KpiId.TotalClvMean or KpiId.CustomerEquity or KpiId.ValuableAtRisk => (null, 0, 0),
            _ => throw new ArgumentOutOfRangeException(nameof(id)),
        };
    }

    public double? Churn(DateOnly from, DateOnly to, DateOnly gapsUpTo) =>
        MedianGap(FactDay.From(gapsUpTo)) is { } gap && to.DayNumber - from.DayNumber + 1 >= gap ? 1 - Retention(from, to).Value : null;

    public List<int> Gaps(int to) => [.. _purchases.Values.SelectMany(p => p.Zip(p.Skip(1))).Where(g => g.Second <= to).Select(g => g.Second - g.First)];

    private bool IsMember(int customer) => _query.Customers is null || customer >= 0 && _query.Customers[customer];

    private bool Matches(byte channel, byte country, byte currency) =>
        (_query.Channel is null || TestShop.Codes.Channels[channel] == _query.Channel)
        && (_query.Country is null || TestShop.Codes.Countries[country] == _query.Country)
        && (_query.Currency is null || TestShop.Codes.Currencies[currency] == _query.Currency);

    private List<int> Active(int from, int to) => [.. _purchases.Keys.Where(c => _purchases[c].Any(d => d >= from && d <= to))];

    private IEnumerable<int> LostDays(int customer)
    {
        var purchases = _purchases[customer];
        for (var i = 0; i < purchases.Count; i++)
        {
            var lost = purchases[i] + _query.LostAfterDays + 1;
            if (lost <= _last && (i + 1 == purchases.Count || purchases[i + 1] >= lost)) yield return lost;
        }
    }

    private (double?, long, long) EarlyRepeat(int to)
    {
        var customers = _purchases.Where(p => p.Value[0] <= to && p.Value[0] == _veryFirst[p.Key]).Select(p => p.Value).ToList();
        var mature = customers.Where(p => to - p[0] >= _query.EarlyRepeatDays).ToList();
        var (value, n, _) = Ratio(mature.Count(p => p.Count > 1 && p[1] - p[0] <= _query.EarlyRepeatDays), mature.Count, mature.Count);
        return (value, n, customers.Count - mature.Count);
    }

    private (double? Value, long, long) Retention(DateOnly from, DateOnly to)
    {
        var (before, after) = (from.AddDays(-(to.DayNumber - from.DayNumber + 1)), from.AddDays(-1));
        if (from.Day == 1 && to.AddDays(1).Day == 1)
            before = from.AddMonths(-((to.AddDays(1).Year - from.Year) * 12 + to.AddDays(1).Month - from.Month));
        var earlier = Active(FactDay.From(before), FactDay.From(after));
        return Ratio(earlier.Intersect(Active(FactDay.From(from), FactDay.From(to))).Count(), earlier.Count, earlier.Count);
    }

    private double? MedianGap(int to) => Median([.. Gaps(to).Select(g => (long)g)]);

    private long Value(int customer, int to) =>
        _orders.Where(o => o.Customer == customer && o.Day <= to).Sum(o => o.Net) - _refunds.Where(r => r.Customer == customer && r.Day <= to).Sum(r => r.Amount);

    private double? Multiple(List<int> buyers, List<int> repeaters, int to)
    {
        var once = buyers.Except(repeaters).ToList();
        if (once.Count == 0 || repeaters.Count == 0) return null;
        var mean = once.Average(c => Value(c, to));
        return mean > 0 ? repeaters.Average(c => Value(c, to)) / mean : null;
    }

    private (double?, long, long) ValueShare(List<int> buyers, double share, int to)
    {
        var values = buyers.Select(c => Value(c, to)).OrderDescending().ToList();
        return Ratio(values.Take((int)Math.Ceiling(Math.Round(values.Count * share, 6))).Sum(), values.Sum(), values.Count);
    }

    private static double? Median(List<long> values)
    {
        values.Sort();
        return values.Count == 0 ? null : (values[(values.Count - 1) / 2] + values[values.Count / 2]) / 2.0;
    }

    private static (double? Value, long N, long Immature) Count(long count) => (count, count, 0);

    private static (double? Value, long N, long Immature) Ratio(double numerator, double denominator, long n) => (denominator > 0 ? numerator / denominator : null, n, 0);
}
