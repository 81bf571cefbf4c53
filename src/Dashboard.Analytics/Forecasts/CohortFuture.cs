using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Seasons;
using Dashboard.Analytics.Segments;

namespace Dashboard.Analytics.Forecasts;

/// <summary>
/// What is expected of the members of one cohort by time, period by period. How much over the whole horizon the forecast of each customer says; how that falls on the
/// periods a few customers tell, evenly chosen, by the model and the season.
/// </summary>
internal sealed class CohortFuture
{
    private const int Asked = 240;
    private const int AskedOfEach = 8;
    private const double WeeksPerYear = 365 / ShopPurchases.DaysPerWeek;

    private CohortFuture(int periods) => (Purchases, Active, Joining) = (new double[periods], new double[periods], new double[periods]);

    /// <summary>Customers with one purchase so far.</summary>
    public int OneTimers { get; private set; }

    /// <summary>Net revenue so far, major units.</summary>
    public double Revenue { get; private set; }

    /// <summary>What happened in the unfinished period: customers who bought, orders, net revenue.</summary>
    public (int Active, int Orders, double Revenue) SoFar { get; private set; }

    /// <summary>Expected purchases per period.</summary>
    public double[] Purchases { get; }

    /// <summary>Customers expected to buy in each period.</summary>
    public double[] Active { get; }

    /// <summary>One-time buyers expected to have bought again by the end of each period.</summary>
    public double[] Joining { get; }

    /// <summary>Expected net revenue of a purchase, major units.</summary>
    public double PerPurchase { get; private set; }

    /// <summary>By number of the cohort's period.</summary>
    /// <param name="facts">A snapshot with forecasts.</param>
    /// <param name="rules">What serves.</param>
    /// <param name="model">Its model.</param>
    /// <param name="members">Customers; who never bought is passed over.</param>
    /// <param name="periods">The snapshot's periods.</param>
    /// <param name="ends">Last days of the periods to come.</param>
    public static CohortFuture[] Of(CustomerFacts facts, ForecastRules rules, IPurchaseModel model, CustomerSet members, CohortPeriods periods, List<int> ends)
    {
        var (c, forecasts) = (facts.Customers, facts.Forecasts!);
        var own = Enumerable.Range(0, periods.Count).Select(_ => (Future: new CohortFuture(ends.Count), Members: new List<int>(), Value: 0.0, Purchases: 0.0, Again: 0.0)).ToArray();
        var unfinished = periods.Elapsed < periods.Count ? periods.Days(periods.Elapsed).From : int.MaxValue;
        var (count, major) = (0, (double)facts.Stamp.MinorPerMajor);
        foreach (var i in members.Members())
        {
            if (c.Purchases[i] == 0 || c.FirstDay[i] < periods.FirstDay) continue;
            ref var cohort = ref own[periods.Of[c.FirstDay[i]]];
            count++;
            cohort.Members.Add(i);
            cohort.Value += forecasts.Value[i] / major;
            cohort.Purchases += forecasts.Purchases[i] / 1000.0;
            cohort.Future.Revenue += c.Revenue[i] / major;
            if (c.Purchases[i] == 1) (cohort.Future.OneTimers, cohort.Again) = (cohort.Future.OneTimers + 1, cohort.Again + forecasts.BuysAgain[i] / 10_000.0);
            if (c.LastDay[i] >= unfinished) cohort.Future.AddUnfinished(facts, i, unfinished);
        }
        var shapes = new Shapes(facts, rules, model, ends);
        foreach (var (future, list, value, purchases, again) in own)
        {
            if (list.Count == 0) continue;
            var asked = Math.Min(list.Count, Math.Max(AskedOfEach, (int)((long)Asked * list.Count / count)));
            shapes.Ask(Enumerable.Range(0, asked).Select(s => list[(int)((long)s * list.Count / asked)]));
            for (var j = 0; j < ends.Count; j++) (future.Purchases[j], future.Active[j], future.Joining[j]) = (purchases * shapes.Share[j], purchases * shapes.Buyers[j], Math.Min(future.OneTimers, again * shapes.Joined[j]));
            future.PerPurchase = purchases > 0 && shapes.Discount > 0 ? value / shapes.Discount / purchases : 0;
        }
        return Array.ConvertAll(own, o => o.Future);
    }

    private void AddUnfinished(CustomerFacts facts, int customer, int from)
    {
        var (orders, revenue) = (0, 0L);
        for (var o = facts.Customers.OrderStart[customer + 1] - 1; o >= facts.Customers.OrderStart[customer] && facts.Orders.Day[o] >= from; o--) (orders, revenue) = (orders + 1, revenue + facts.Orders.Net[o]);
        for (var r = facts.Customers.RefundStart[customer]; r < facts.Customers.RefundStart[customer + 1]; r++)
        {
            if (Math.Clamp(facts.Refunds.Day[r], facts.Customers.FirstDay[customer], facts.Span.Last) >= from) revenue -= facts.Refunds.Amount[r];
        }
        SoFar = (SoFar.Active + 1, SoFar.Orders + orders, SoFar.Revenue + revenue / (double)facts.Stamp.MinorPerMajor);
    }

    /// <summary>How what is expected of a few customers over the horizon falls on the periods.</summary>
    private sealed class Shapes
    {
        private readonly CustomerFacts _facts;
        private readonly IPurchaseModel _model;
        private readonly double[] _logs;
        private readonly int _day;
        private readonly double _horizon;
        private readonly double _rate;
        private readonly double[] _until;      // weeks from the forecast's day to the last day with an order, and to the end of each period
        private readonly double[] _season;
        private readonly (double R, double K) _shape;

        public Shapes(CustomerFacts facts, ForecastRules rules, IPurchaseModel model, List<int> ends)
        {
            (_facts, _model, _logs, _day) = (facts, model, ShopPurchases.LogOfWeeks(facts), rules.Day);
            _horizon = rules.HorizonDays / ShopPurchases.DaysPerWeek;
            _rate = Math.Log(1 + rules.DiscountRate) / WeeksPerYear;
            var begin = Math.Max(rules.Day, facts.Span.Last);
            _until = [.. ends.Prepend(begin).Select(d => Math.Max(0, d - rules.Day) / ShopPurchases.DaysPerWeek)];
            var season = rules.Blend is { Months: { } months } blend ? Season.Create(months, blend.Activity) : null;
            var whole = season?.Factor(rules.Day, rules.Day + rules.HorizonDays) ?? 1;
            _season = [.. ends.Select((end, j) => season is null || whole <= 0 ? 1 : season.Factor(Math.Min(j == 0 ? begin : ends[j - 1], end - 1), end) / whole)];
            (Share, Buyers, Joined) = (new double[ends.Count], new double[ends.Count], new double[ends.Count]);
            var names = PurchaseModels.Find(model.Name)!.ParameterNames.ToList();
            double Parameter(string name) => names.IndexOf(name) is >= 0 and var at ? model.Parameters[at] : 1;
            _shape = (Parameter("r"), Parameter("k"));
        }

        /// <summary>Part of the purchases expected over the horizon that falls on each period.</summary>
        public double[] Share { get; }

        /// <summary>Customers who buy in each period per purchase expected over the horizon.</summary>
        public double[] Buyers { get; }

        /// <summary>Chance of a first repeat by the end of each period, as a part of that within a year.</summary>
        public double[] Joined { get; }

        /// <summary>Discounted purchases over the horizon per purchase.</summary>
        public double Discount { get; private set; }

        public void Ask(IEnumerable<int> customers)
        {
            Array.Clear(Share);
            Array.Clear(Buyers);
            Array.Clear(Joined);
            var (sum, half, year) = (0.0, 0.0, 0.0);
            foreach (var i in customers)
            {
                var history = CustomerPurchases.Read(_facts, i, Math.Max(_day, _facts.Customers.LastDay[i]), _logs).History;
                sum += _model.ExpectedPurchases(history, 0, _horizon);
                half += _model.ExpectedPurchases(history, 0, _horizon / 2);
                var before = _model.ExpectedPurchases(history, 0, _until[0]);
                var (alive, rate) = (_model.ProbabilityAlive(history), _model.ExpectedPurchases(history, 0, 1));
                for (var j = 0; j < Share.Length; j++)
                {
                    var after = _model.ExpectedPurchases(history, 0, _until[j + 1]);
                    Share[j] += Math.Max(0, after - before);
                    Buyers[j] += Buys(history, alive, rate * (_until[j + 1] - _until[j]), Math.Max(0, after - before));
                    before = after;
                }
                if (history.X > 0) continue;
                year += 1 - _model.ProbabilityOfNone(history, LifecycleRules.Window / ShopPurchases.DaysPerWeek);
                for (var j = 0; j < Joined.Length; j++) Joined[j] += 1 - _model.ProbabilityOfNone(history, _until[j + 1]);
            }
            for (var j = 0; j < Share.Length; j++) (Share[j], Buyers[j], Joined[j]) = (sum > 0 ? Share[j] * _season[j] / sum : 0, sum > 0 ? Buyers[j] * _season[j] / sum : 0, year > 0 ? Joined[j] / year : 0);
            // By parts and Simpson's rule, as the forecast of each customer is discounted.
            var (middle, end) = (Math.Exp(-_rate * _horizon / 2) * half, Math.Exp(-_rate * _horizon) * sum);
            Discount = sum > 0 ? (end + _rate * _horizon / 6 * (4 * middle + end)) / sum : 0;
        }

        // The living buy at a rate that the history leaves gamma distributed. That fewer purchases are expected than at the rate of now means both that some leave and that
        // those who buy often leave first; each is given its half, which held within 3 % in simulated shops.
        private double Buys(in PurchaseHistory history, double alive, double usual, double expected)
        {
            var (still, shape) = (usual > 0 ? alive * Math.Sqrt(Math.Min(1, expected / usual)) : alive, _shape.R + _shape.K * history.X);
            return still > 0 ? still * (1 - Math.Pow(1 + expected / still / shape, -shape)) : expected;
        }
    }
}
