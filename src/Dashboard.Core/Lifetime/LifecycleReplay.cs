using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;

namespace Dashboard.Core.Lifetime;

/// <summary>One change to be written down.</summary>
internal readonly record struct LifecycleMove(int Day, LifecycleState From, LifecycleState To, LifecycleCause Cause);

/// <summary>
/// Tells what happened to customers since the states were written down last, day by day by the rules of today, so that a look after weeks tells the same as one on
/// every day. Where the rules or the orders on file now say something else of that last day, a correction comes first.
/// </summary>
/// <param name="facts">The snapshot, with forecasts.</param>
/// <param name="rules">Those of its forecasts.</param>
/// <param name="recorded">Day of the last look.</param>
internal sealed class LifecycleReplay(CustomerFacts facts, ForecastRules rules, int recorded)
{
    private readonly LifecyclePath _path = new(facts, rules);
    private readonly List<LifecycleStep> _steps = [];
    private readonly List<LifecycleMove> _moves = [];

    /// <summary>A customer's changes in the order of time; valid until the next call.</summary>
    /// <param name="customer">Index in the snapshot.</param>
    /// <param name="from">State at the last look; a prospect where there was none.</param>
    /// <param name="had">Purchases known then.</param>
    public IReadOnlyList<LifecycleMove> Of(int customer, LifecycleState from, int had)
    {
        _moves.Clear();
        var (purchases, today) = (facts.Customers.Purchases[customer], _path.DayOf(customer));
        // A customer can be known beyond the day of the look: up to the last purchase.
        var day = had == 0 ? purchases == 0 ? today : facts.Customers.FirstDay[customer] - 1
            : Math.Min(today, had <= purchases ? Math.Max(recorded, _path.DayOfPurchase(customer, had)) : recorded);
        if (purchases == had && facts.Forecasts!.State[customer] == (byte)from && today - day <= _path.Stride) return _moves;
        var state = _path.At(customer, day);
        if (state != from) _moves.Add(Correction(customer, from, state, had, day, today));
        _steps.Clear();
        _path.Follow(customer, day, _steps);
        foreach (var step in _steps) _moves.Add(new(step.Day, step.From, step.To, Cause(step)));
        return _moves;
    }

    // Purchases that came late, of the day of the look or before, have a day of their own.
    private LifecycleMove Correction(int customer, LifecycleState from, LifecycleState state, int had, int day, int today)
    {
        var (purchases, last) = _path.Until(customer, day);
        return purchases > had && state < from
            ? new(last, from, state, from == LifecycleState.Lost ? LifecycleCause.Reactivation : LifecycleCause.Purchase)
            : new(Math.Min(day + 1, today), from, state, LifecycleCause.Correction);
    }

    private static LifecycleCause Cause(LifecycleStep step) =>
        !step.Bought ? LifecycleCause.Silence
        : step.From == LifecycleState.Prospect ? LifecycleCause.FirstPurchase
        : step.From == LifecycleState.Lost ? LifecycleCause.Reactivation
        : step.To < step.From ? LifecycleCause.Purchase
        : step.From == LifecycleState.New ? LifecycleCause.Silence
        : LifecycleCause.Correction;
}
