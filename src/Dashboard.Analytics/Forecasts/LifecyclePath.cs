using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Lifetime;

namespace Dashboard.Analytics.Forecasts;

/// <summary>One change of a customer's state.</summary>
/// <param name="Day">The first day at whose end the new state held.</param>
/// <param name="From">State before.</param>
/// <param name="To">State after.</param>
/// <param name="Bought">Whether the customer bought on that day.</param>
public readonly record struct LifecycleStep(int Day, LifecycleState From, LifecycleState To, bool Bought);

/// <summary>
/// Where customers stood at the end of each day by the rules in service: what a look on every single day would have seen, found with few looks. Between purchases a
/// state changes by silence alone, so that halving the time between two days that differ finds the days of change.
/// </summary>
public sealed class LifecyclePath
{
    private const double Window = LifecycleRules.Window / ShopPurchases.DaysPerWeek;

    private readonly CustomerFacts _facts;
    private readonly ForecastRules _rules;
    private readonly IPurchaseModel? _model;
    private readonly double[] _logs;

    public LifecyclePath(CustomerFacts facts, ForecastRules rules)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(rules);
        (_facts, _rules, _model, _logs, Stride) = (facts, rules, rules.CreateModel(), ShopPurchases.LogOfWeeks(facts), StrideOf(rules));
    }

    /// <summary>
    /// Days of silence over which a state can only get worse, so that equal ends mean no change: any number of them where purchases come by chance. Of regular buyers
    /// the next purchase is the nearer the longer ago the last was, before it becomes unlikely: their state is looked at once a week.
    /// </summary>
    public int Stride { get; }

    internal static int StrideOf(ForecastRules rules)
    {
        var at = rules.Model is null ? -1 : PurchaseModels.Find(rules.Model)?.ParameterNames.ToList().IndexOf("k") ?? -1;
        return at >= 0 && rules.Parameters[at] > 1 ? 7 : ushort.MaxValue;
    }

    /// <summary>Day up to which a customer is known.</summary>
    public int DayOf(int customer) => Math.Max(_rules.Day, _facts.Customers.LastDay[customer]);

    /// <summary>The state at the end of a day, by the purchases up to then.</summary>
    public LifecycleState At(int customer, int day) => State(Read(customer, day), day);

    /// <summary>Purchases up to the end of a day, and the day of the last of them; 0 without any.</summary>
    public (int Purchases, int Last) Until(int customer, int day) => Read(customer, day) is var known && known.Purchases > 0 ? (known.Purchases, known.Last) : default;

    /// <summary>Day of a purchase.</summary>
    /// <param name="customer">Index in the snapshot.</param>
    /// <param name="number">1 for the first; no more than there are.</param>
    public int DayOfPurchase(int customer, int number)
    {
        var known = new Known(customer, _facts.Customers.OrderStart[customer], 0, 0, 0, 0);
        while (known.Purchases < number) known = Next(known);
        return known.Last;
    }

    /// <summary>Every change after the end of a day up to <see cref="DayOf"/>, in the order of time.</summary>
    /// <param name="customer">Index in the snapshot.</param>
    /// <param name="day">The day.</param>
    /// <param name="into">Receives them.</param>
    public void Follow(int customer, int day, ICollection<LifecycleStep> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        var (known, end, orders) = (Read(customer, day), _facts.Customers.OrderStart[customer + 1], _facts.Orders.Day);
        var state = State(known, day);
        while (known.Order < end)
        {
            int bought = orders[known.Order];
            state = Silent(known, day, state, bought - 1, into);
            known = Next(known);
            var after = State(known, bought);
            if (after != state) into.Add(new(bought, state, after, Bought: true));
            (day, state) = (bought, after);
        }
        Silent(known, day, state, DayOf(customer), into);
    }

    /// <summary>A customer after some of the purchases; <paramref name="Order"/> is the first order after them.</summary>
    private readonly record struct Known(int Customer, int Order, int Purchases, int First, int Last, double Litt);

    private Known Read(int customer, int day)
    {
        var (orders, end) = (_facts.Orders.Day, _facts.Customers.OrderStart[customer + 1]);
        var known = new Known(customer, _facts.Customers.OrderStart[customer], 0, 0, 0, 0);
        while (known.Order < end && orders[known.Order] <= day) known = Next(known);
        return known;
    }

    private Known Next(in Known known)
    {
        var (orders, end, o) = (_facts.Orders.Day, _facts.Customers.OrderStart[known.Customer + 1], known.Order);
        int day = orders[o];
        while (o < end && orders[o] == day) o++;
        return known.Purchases == 0
            ? known with { Order = o, Purchases = 1, First = day, Last = day }
            : known with { Order = o, Purchases = known.Purchases + 1, Last = day, Litt = known.Litt + _logs[day - known.Last] };
    }

    private LifecycleState State(in Known known, int day)
    {
        if (known.Purchases == 0) return LifecycleState.Prospect;
        if (_rules.Lifecycle.ByDays(known.First, known.Last, known.Purchases, day) is { } state) return state;
        if (_model is null) return LifecycleRules.OfOwnRhythm(Gaps(known), day - known.Last);
        var history = new PurchaseHistory(known.Purchases - 1, (known.Last - known.First) / ShopPurchases.DaysPerWeek, (day - known.First) / ShopPurchases.DaysPerWeek, known.Litt);
        return _rules.Lifecycle.OfRepeatBuyer(1 - _model.ProbabilityOfNone(history, Window));
    }

    private int[] Gaps(in Known known)
    {
        var (gaps, at, orders) = (new int[known.Purchases - 1], 0, _facts.Orders.Day);
        for (var o = _facts.Customers.OrderStart[known.Customer] + 1; o < known.Order; o++)
            if (orders[o] != orders[o - 1]) gaps[at++] = orders[o] - orders[o - 1];
        return gaps;
    }

    /// <summary>Follows a silence and returns the state at its end.</summary>
    private LifecycleState Silent(in Known known, int from, LifecycleState state, int to, ICollection<LifecycleStep> into)
    {
        while (from < to && known.Purchases > 0)
        {
            var day = Math.Min(to, from + Stride);
            var later = State(known, day);
            Between(known, from, state, day, later, into);
            (from, state) = (day, later);
        }
        return state;
    }

    private void Between(in Known known, int from, LifecycleState state, int to, LifecycleState later, ICollection<LifecycleStep> into)
    {
        if (state == later) return;
        if (to - from == 1)
        {
            into.Add(new(to, state, later, Bought: false));
            return;
        }
        var day = (from + to) / 2;
        var middle = State(known, day);
        Between(known, from, state, day, middle, into);
        Between(known, day, middle, to, later, into);
    }
}
