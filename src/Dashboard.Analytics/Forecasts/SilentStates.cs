using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Lifetime;

namespace Dashboard.Analytics.Forecasts;

/// <summary>From so many days after the last purchase on, this state.</summary>
internal readonly record struct SilentChange(int Days, LifecycleState State);

/// <summary>
/// How a customer's state changes while nothing is bought. By the model it depends on the number of purchases and on the days from the first to the last of them alone,
/// so that each such pair is followed once however many customers share it, and only as far as somebody was silent.
/// </summary>
internal sealed class SilentStates
{
    private const int MostRemembered = 256;
    private const int FirstLook = 64;

    private readonly ForecastRules _rules;
    private readonly IPurchaseModel? _model;
    private readonly int _stride;
    private readonly int _days;
    private readonly Silent?[]?[] _known = new Silent?[]?[MostRemembered];

    public SilentStates(CustomerFacts facts, ForecastRules rules)
    {
        (_rules, _model, _stride) = (rules, rules.CreateModel(), LifecyclePath.StrideOf(rules));
        _days = Math.Max(facts.Span.Last, rules.Day) - facts.Span.First + 1;
        var days = new[] { 0, rules.Lifecycle.CoolingDownDays, rules.Lifecycle.AtRiskDays + 1, rules.Lifecycle.HighlyAtRiskDays + 1, rules.Lifecycle.LostDays + 1 };
        Once = [.. days.Order().Distinct().Select(d => new SilentChange(d, rules.Lifecycle.OfOneTimeBuyer(d)))];
    }

    /// <summary>A purchase model tells the state of repeat buyers; without one the own rhythm does.</summary>
    public bool HasModel => _model is not null;

    /// <summary>Of one-time buyers.</summary>
    public SilentChange[] Once { get; }

    /// <summary>Of repeat buyers by the model, the first for 0 days.</summary>
    /// <param name="purchases">Purchases so far, at least 2.</param>
    /// <param name="between">Days from the first to the last of them.</param>
    /// <param name="days">Days that must be told; there may be more.</param>
    public SilentChange[] Of(int purchases, int between, int days)
    {
        if (purchases >= MostRemembered) return Follow(purchases, between, null, days).Changes;
        // Followed twice at most, and then the same.
        var row = _known[purchases] ??= new Silent?[_days];
        if (row[between] is { } told && told.Until >= days) return told.Changes;
        return (row[between] = Follow(purchases, between, row[between], Math.Min(_days, Math.Max(days, 2 * (row[between]?.Until ?? FirstLook / 2))))).Changes;
    }

    private Silent Follow(int purchases, int between, Silent? before, int to)
    {
        var changes = before is null ? [new(0, State(purchases, between, 0))] : new List<SilentChange>(before.Changes);
        for (var from = before?.Until ?? 0; from < to;)
        {
            var day = Math.Min(to, from + _stride);
            Between(from, changes[^1].State, day, State(purchases, between, day));
            from = day;
        }
        return new([.. changes], Math.Max(to, before?.Until ?? 0));

        void Between(int from, LifecycleState state, int until, LifecycleState later)
        {
            if (state == later) return;
            if (until - from == 1)
            {
                changes.Add(new(until, later));
                return;
            }
            var day = (from + until) / 2;
            var middle = State(purchases, between, day);
            Between(from, state, day, middle);
            Between(day, middle, until, later);
        }
    }

    private LifecycleState State(int purchases, int between, int days)
    {
        var history = new PurchaseHistory(purchases - 1, between / ShopPurchases.DaysPerWeek, (between + days) / ShopPurchases.DaysPerWeek);
        return _rules.Lifecycle.OfRepeatBuyer(1 - _model!.ProbabilityOfNone(history, LifecycleRules.Window / ShopPurchases.DaysPerWeek));
    }

    /// <param name="Changes">Ascending by days.</param>
    /// <param name="Until">Days up to which they are told.</param>
    private sealed record Silent(SilentChange[] Changes, int Until);
}
