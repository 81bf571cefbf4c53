using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;

namespace Dashboard.Analytics.Forecasts;

/// <summary>What is expected, with the interval that holds it in 80 of 100 cases: of chance, and of a forecast as far off as the one in service was in its hold-outs.</summary>
public readonly record struct ExpectedFigure(double Mean, double Low, double High);

/// <summary>A cohort at an age that not all of its customers have reached: what those did who have, and what is expected of the others.</summary>
/// <param name="Period">k.</param>
/// <param name="Customers">Customers counted: all but those whose period lies beyond the forecast.</param>
/// <param name="Retained">Share that buys in period k.</param>
/// <param name="Repurchased">Share with a second purchase by its end.</param>
/// <param name="Orders">Orders in it per customer.</param>
/// <param name="Revenue">Net revenue in it per customer, major units.</param>
/// <param name="CumulativeRevenue">Net revenue up to its end per customer, major units.</param>
public sealed record CohortExpectation(
    int Period, int Customers, ExpectedFigure Retained, ExpectedFigure Repurchased, ExpectedFigure Orders, ExpectedFigure Revenue, ExpectedFigure CumulativeRevenue);

/// <summary>Continues a cohort by the forecasts in service: the curve of somebody who waits.</summary>
public static class CohortOutlook
{
    private const double Level80 = 1.2815515655446004;   // Φ⁻¹(0.9)

    /// <summary>The ages that have not elapsed for all, as far as the forecast reaches for at least half of the customers; none without a model that serves.</summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="members">The customers of the cohort; who never bought does not count.</param>
    /// <param name="bucket">Length of a period.</param>
    /// <param name="weekStart">First day of weeks.</param>
    /// <param name="doubt">How far totals may be off as a fraction: |bias| of the forecast in its hold-outs.</param>
    public static IReadOnlyList<CohortExpectation> Of(CustomerFacts facts, CustomerSet members, CohortBucket bucket, DayOfWeek weekStart, double doubt)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(members);
        if (facts.Forecasts is null || ForecastRules.Parse(facts.Stamp.Forecast) is not { } rules || rules.CreateModel() is not { } model || members.IsEmpty) return [];
        var periods = new CohortPeriods(facts.Span.First, facts.Span.Last, bucket, weekStart);
        var triangle = CohortTriangle.Compute(facts, new() { Bucket = bucket, WeekStart = weekStart, Customers = members });
        if (triangle.Average is not { } average) return [];
        var ends = Ends(periods, bucket, Math.Max(rules.Day, facts.Span.Last) + rules.HorizonDays);
        if (ends.Count == 0) return [];
        var ordersEach = average.Purchases.Sum() is > 0 and var purchases ? (double)average.Orders.Sum()!.Value / purchases : 1;
        var futures = CohortFuture.Of(facts, rules, model, members, periods, ends);
        var cohorts = triangle.Cohorts.Select(row => (Row: row, Start: periods.Of[Math.Max(0, FactDay.From(row.Start))])).Select(c => (c.Row, c.Start, Future: futures[c.Start])).ToList();

        var (all, found) = (cohorts.Sum(c => c.Row.Size), new List<CohortExpectation>());
        for (var k = 0; k < periods.Elapsed + ends.Count; k++)
        {
            var sum = new Sums();
            foreach (var (row, start, future) in cohorts)
            {
                var j = start + k - periods.Elapsed;
                if (j < 0) sum.Add(row, k);
                else if (j < ends.Count) sum.Add(row, future, j, ordersEach);
            }
            if (sum.Customers * 2 < all) break;
            if (sum.Expected > 0) found.Add(sum.At(k, doubt));
        }
        return found;
    }

    // Last days of the periods that have not elapsed, as far as the forecast reaches.
    private static List<int> Ends(CohortPeriods periods, CohortBucket bucket, int until)
    {
        var ends = new List<int>();
        var start = periods.Elapsed < periods.Count ? periods.Days(periods.Elapsed).From : periods.Days(periods.Count - 1).To + 1;
        for (var end = CohortPeriods.End(start, bucket); end <= until && end <= FactDay.Max; end = CohortPeriods.End(end + 1, bucket)) ends.Add(end);
        return ends;
    }

    /// <summary>Figures of some cohorts at one age, what happened and what is expected added up.</summary>
    private sealed class Sums
    {
        private double _active, _second, _orders, _revenue, _value;
        private double _activeSpread, _secondSpread, _ordersSpread, _revenueSpread, _valueSpread;   // variances
        private double _activeNew, _secondNew, _ordersNew, _revenueNew, _valueNew;                  // of it only expected

        public int Customers { get; private set; }

        /// <summary>Of them those of whom it is expected.</summary>
        public int Expected { get; private set; }

        public void Add(CohortRow row, int k)
        {
            Customers += row.Size;
            _active += row.Active[k]!.Value;
            _second += row.Repurchased[k]!.Value * row.Size;
            _orders += row.Orders[k]!.Value;
            _revenue += row.Revenue[k]!.Value;
            _value += row.CumulativeRevenuePerCustomer[k]!.Value * row.Size;
        }

        public void Add(CohortRow row, CohortFuture future, int j, double ordersEach)
        {
            var n = (double)row.Size;
            (Customers, Expected) = (Customers + row.Size, Expected + row.Size);
            var (before, purchases) = (j == 0 ? future.SoFar : default, future.Purchases[j]);
            // Who has bought in the unfinished period already cannot join those who do.
            var active = Math.Min(future.Active[j], n) * (1 - before.Active / n);
            _active += before.Active + active;
            _activeNew += active;
            _activeSpread += active * (1 - Math.Min(1, active / n));

            var joining = future.Joining[j];
            _second += n - future.OneTimers + joining;
            _secondNew += joining;
            _secondSpread += future.OneTimers > 0 ? joining * (1 - Math.Min(1, joining / future.OneTimers)) : 0;

            var orders = ordersEach * purchases;
            _orders += before.Orders + orders;
            _ordersNew += orders;
            _ordersSpread += ordersEach * ordersEach * purchases * (1 + purchases / n);

            // Amounts of purchases spread about as widely as their mean; rates between customers likewise.
            var (revenue, until, bought) = (future.PerPurchase * purchases, 0.0, 0.0);
            for (var i = 0; i <= j; i++) (until, bought) = (until + future.PerPurchase * future.Purchases[i], bought + future.Purchases[i]);
            var squared = future.PerPurchase * future.PerPurchase;
            _revenue += before.Revenue + revenue;
            _revenueNew += revenue;
            _revenueSpread += squared * purchases * (2 + purchases / n);
            _value += future.Revenue + until;
            _valueNew += until;
            _valueSpread += squared * bought * (2 + bought / n);
        }

        public CohortExpectation At(int k, double doubt) => new(
            k, Customers, Figure(_active, _activeNew, _activeSpread, doubt, 1), Figure(_second, _secondNew, _secondSpread, doubt, 1), Figure(_orders, _ordersNew, _ordersSpread, doubt),
            Figure(_revenue, _revenueNew, _revenueSpread, doubt), Figure(_value, _valueNew, _valueSpread, doubt));

        private ExpectedFigure Figure(double sum, double expected, double variance, double doubt, double most = double.PositiveInfinity)
        {
            var spread = Level80 * Math.Sqrt(variance + doubt * doubt * expected * expected);
            // What has happened does not go away.
            return new(Math.Min(most, sum / Customers), Math.Max(sum - expected, sum - spread) / Customers, Math.Min(most, (sum + spread) / Customers));
        }
    }
}
