using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Rfm;
using Dashboard.Analytics.Segments;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Segments;

/// <summary>What rules mean, asked of one customer after the other over plain rows, without regard to speed.</summary>
internal sealed class NaiveSegment(TestShop shop, CustomerFacts facts, SegmentInputs inputs)
{
    private readonly int _first = shop.Orders.Select(o => o.Day).DefaultIfEmpty().Min();
    private readonly int _today = shop.Orders.Select(o => o.Day).DefaultIfEmpty().Max();
    private readonly RfmScores _scores = RfmScores.Compute(facts);

    public bool Holds(SegmentRule rule, int customer) => rule switch
    {
        RuleGroup { Mode: GroupMode.All } all => all.Rules.All(r => Holds(r, customer)),
        RuleGroup { Mode: GroupMode.Any } any => any.Rules.Any(r => Holds(r, customer)),
        RuleGroup none => !none.Rules.Any(r => Holds(r, customer)),
        OrderTotalRule total => Total(total, customer) is { } value && Within(total, value),
        OrderRule order => Order(order, customer),
        ProspectRule => Orders(customer).Count == 0,
        CountryRule country => country.Countries.Count > 0 && country.Countries.Contains(TestShop.Codes.Countries[facts.Customers.Country[customer]]) != country.Not,
        RfmScoreRule score => (score.Score switch { RfmScore.Recency => ScoresOn(score.On).Recency, RfmScore.Frequency => ScoresOn(score.On).Frequency, _ => ScoresOn(score.On).Money })[customer] is > 0 and var points && Within(score, points),
        RfmGroupRule groups => ScoresOn(groups.On).Group(customer) is var group && groups.Groups.Contains(group),
        LifecycleRule states => facts.Forecasts is { } f && states.States.Contains((LifecycleState)f.State[customer]),
        LifecycleChangeRule change => Steps(customer) is [.., var last] && last.Day > _today - change.Days && change.To.Contains(last.To) && (change.From.Count == 0 || change.From.Contains(last.From)),
        ForecastRule forecast => facts.Forecasts is { } f && ForecastRules.Parse(facts.Stamp.Forecast)?.Model is not null && Orders(customer).Count > 0 && Forecast(forecast.Measure, f.Of(customer, facts.Stamp.MinorPerMajor), Orders(customer).DistinctBy(o => o.Day).Count()) is { } value && Within(forecast, value),
        SilenceRule silence => Silence(silence.Measure, customer) is { } days && Within(silence, days),
        AcquiredRule acquired => CustomerGroups.Of(facts, acquired.By) is var groups && groups.Code[customer] >= 0 && acquired.Names.Contains(groups.NameOf(groups.Code[customer])) != acquired.Not,
        CohortRule cohort => Cohort(cohort, customer),
        StateOnRule on => Steps(customer) is { } steps && on.States.Contains(steps.Where(s => s.Day <= FactDay.From(on.Day)).Select(s => s.To).LastOrDefault()),
        StateFlowRule flow => Steps(customer) is { } steps && steps.Any(s => Contains(flow.Window, s.Day) && flow.To.Contains(s.To) && (flow.From.Count == 0 || flow.From.Contains(s.From))),
        LostRule lost => facts.LostSpells is { } spells && Enumerable.Range(spells.Start[customer], spells.Start[customer + 1] - spells.Start[customer])
            .Select(s => lost.Step == LostStep.Lost ? spells.Lost[s] : spells.Back[s]).Any(day => day > 0 && Contains(lost.Window, day)),
        SecondPurchaseRule second => Orders(customer).Select(o => o.Day).Distinct().ToList() is [var once, var again, ..] && Within(second, again - once),
        MarkRule mark => inputs.Marked(mark)?[customer] == true,
        MovedRule moved => inputs.Moved(moved)?[customer] == true,
        MemberRule member => inputs.Find(member.Segment) is { Rule: { } asked } && Holds(asked, customer),
        _ => false,
    };

    private RfmScores ScoresOn(DateOnly? on) => on is { } day && FactDay.From(day) < facts.Span.Last ? RfmScores.Compute(facts, day) : _scores;

    private List<LifecycleStep>? Steps(int customer)
    {
        if (ForecastRules.Parse(facts.Stamp.Forecast) is not { } rules) return null;
        var steps = new List<LifecycleStep>();
        new LifecyclePath(facts, rules).Follow(customer, -1, steps);
        return steps;
    }

    private static bool Within(RangeRule rule, decimal value) => (rule.AtLeast is null || value >= rule.AtLeast) && (rule.AtMost is null || value <= rule.AtMost);

    private List<TestOrder> Orders(int customer) => [.. shop.Orders.Where(o => o.Customer == customer).OrderBy(o => o.Day)];

    private bool Cohort(CohortRule rule, int customer)
    {
        var days = Orders(customer).Select(o => o.Day).Distinct().ToList();
        if (days.Count == 0) return false;
        var (from, to) = (Start(days[0], rule.Period), Start(days[0], rule.Period + 1) - 1);
        return to <= _today && rule.Step switch
        {
            CohortStep.Bought => days.Exists(d => d >= from && d <= to),
            CohortStep.BoughtInOrAfter => days.Exists(d => d >= from),
            CohortStep.BoughtAgain => days.Count(d => d <= to) > 1,
            _ => true,
        };

        // First day of the period that comes so many after a day's own.
        int Start(int day, int periods)
        {
            var date = FactDay.ToDate(day);
            while (rule.Bucket == CohortBucket.Week ? date.DayOfWeek != rule.WeekStart : date.Day > 1 || rule.Bucket == CohortBucket.Quarter && date.Month % 3 != 1) date = date.AddDays(-1);
            return FactDay.From(rule.Bucket == CohortBucket.Week ? date.AddDays(7 * periods) : date.AddMonths(periods * (rule.Bucket == CohortBucket.Quarter ? 3 : 1)));
        }
    }

    private decimal? Total(OrderTotalRule rule, int customer)
    {
        var orders = Orders(customer).Where(o => Matches(o.Day, o.Channel, o.Country, o.Currency, rule.Window, rule.Where)).ToList();
        var refunds = shop.Refunds.Where(r => r.Customer == customer && Matches(Math.Clamp(r.Day, _first, _today), r.Channel, r.Country, r.Currency, rule.Window, rule.Where)).Sum(r => r.Amount);
        var (net, discount) = (orders.Sum(o => o.Net), orders.Sum(o => o.Discount));
        return rule.Measure switch
        {
            OrderMeasure.Orders => orders.Count,
            OrderMeasure.Purchases => orders.Select(o => o.Day).Distinct().Count(),
            OrderMeasure.Revenue => (net - refunds) / 100m,
            OrderMeasure.AverageOrderValue => orders.Count > 0 ? (net - refunds) / 100m / orders.Count : null,
            OrderMeasure.DiscountShare => net + discount > 0 ? (decimal)discount / (net + discount) : null,
            _ => net > 0 ? (decimal)refunds / net : null,
        };
    }

    private bool Order(OrderRule rule, int customer)
    {
        var orders = Orders(customer);
        bool Like(TestOrder o) => Matches(o.Day, o.Channel, o.Country, o.Currency, rule.Window, rule.Where);
        return rule.Place switch
        {
            OrderPlace.Any => orders.Any(Like) != rule.Not,
            OrderPlace.First => orders.Count > 0 && Like(orders[0]) != rule.Not,
            _ => orders.Count > 0 && Like(orders[^1]) != rule.Not,
        };
    }

    private bool Matches(int day, byte channel, byte country, byte currency, DayWindow? window, OrderFilter where) =>
        Contains(window, day) && Names(where, OrderField.Channels, where.Channels, TestShop.Codes.Channels[channel]) && Names(where, OrderField.Countries, where.Countries, TestShop.Codes.Countries[country])
        && Names(where, OrderField.Currencies, where.Currencies, TestShop.Codes.Currencies[currency]);

    private bool Contains(DayWindow? window, int day) =>
        window is null
        || (window.Last is { } last ? day > _today - last && day <= _today : FactDay.ToDate(day) is var date && (window.From is null || date >= window.From) && (window.To is null || date <= window.To));

    private static bool Names(OrderFilter where, OrderField field, IReadOnlyList<string> asked, string name) => asked.Count == 0 || asked.Contains(name) != where.Except.Contains(field);

    private static decimal? Forecast(ForecastMeasure measure, CustomerForecast forecast, int purchases) => (decimal?)(measure switch
    {
        ForecastMeasure.Alive => purchases == 1 && forecast.Alive == 1 ? (double?)null : forecast.Alive,
        ForecastMeasure.BuysAgain => forecast.BuysAgain,
        ForecastMeasure.Purchases => forecast.Purchases,
        _ => forecast.Value,
    });

    private decimal? Silence(SilenceMeasure measure, int customer)
    {
        var days = Orders(customer).Select(o => o.Day).Distinct().ToList();
        if (days.Count == 0) return null;
        var silence = _today - days[^1];
        if (measure == SilenceMeasure.SinceLast) return silence;
        var gaps = days.Zip(days.Skip(1), (a, b) => b - a).Order().ToList();
        return gaps.Count == 0 ? null : silence - (gaps[(gaps.Count - 1) / 2] + gaps[gaps.Count / 2]) / 2m;
    }
}
