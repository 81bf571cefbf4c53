using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Segments;

namespace Dashboard.Analytics.Forecasts;

/// <summary>
/// Customer equity at the end of a day, and what led to it from the day before it in the list: opening + acquired + growth + decay + reactivated = closing. Minor units, before margin.
/// </summary>
/// <param name="Day">Snapshot day.</param>
/// <param name="Closing">Predicted CLV of all who had bought by then.</param>
/// <param name="Acquired">Of customers who bought for the first time since.</param>
/// <param name="Growth">Of customers who are worth more than before.</param>
/// <param name="Decay">Of customers who are worth less; 0 or less.</param>
/// <param name="Reactivated">Of customers who had been lost and bought again.</param>
/// <param name="Customers">Customers with a predicted value above 0.</param>
public sealed record PastEquityDay(int Day, long Closing, long Acquired, long Growth, long Decay, long Reactivated, int Customers);

/// <summary>
/// What the customers on file were worth at the ends of earlier months: the forecast in service, applied to what was known of each of them on that day. Nobody wrote it
/// down then; it is the past as today's forecast sees it, so that its parameters know what came later while its histories do not.
/// </summary>
public static class PastEquity
{
    /// <summary>Months that are looked back at most.</summary>
    public const int MostMonths = 24;

    private const int CostOfLearner = 20;   // of a model
    private const long MostAtNight = 60_000_000;
    private const long MostWhileWaiting = 40_000;

    /// <summary>Days of it: the last ends of months before the day of the forecast on which the shop had an order behind it, and that day itself.</summary>
    public static IReadOnlyList<int> DaysOf(CustomerFacts facts, ForecastRules rules)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(rules);
        var today = FactDay.ToDate(rules.Day);
        var month = new DateOnly(today.Year, today.Month, 1);
        return [.. Enumerable.Range(0, MostMonths).Select(m => FactDay.From(month.AddMonths(-m)) - 1).Where(d => d >= facts.Span.First && d < rules.Day).Reverse(), rules.Day];
    }

    /// <summary>Whether it takes no longer than a night allows, or somebody who waits for it.</summary>
    /// <param name="customers">How many customers.</param>
    /// <param name="rules">The forecast in service.</param>
    /// <param name="days">How many days.</param>
    /// <param name="waited">Somebody waits for it.</param>
    public static bool IsBearable(int customers, ForecastRules rules, int days, bool waited = false)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return (long)customers * days * (rules.Blend?.Learner is null ? 1 : CostOfLearner) <= (waited ? MostWhileWaiting : MostAtNight);
    }

    /// <summary>Day by day, oldest first, on all cores; what led to the first is not known, it has its closing alone. Null while no model serves.</summary>
    /// <param name="facts">The snapshot, with forecasts.</param>
    /// <param name="rules">Those of its forecasts.</param>
    /// <param name="days">Snapshot days, ascending; <see cref="ForecastRules.Day"/> at most.</param>
    /// <param name="members">Only these customers; null for all.</param>
    /// <param name="cancellation">Gives up.</param>
    public static IReadOnlyList<PastEquityDay>? Of(CustomerFacts facts, ForecastRules rules, IReadOnlyList<int> days, CustomerSet? members = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(days);
        var forecaster = new Forecaster(facts, rules);
        if (!forecaster.HasModel || facts.Lifecycle is not { } spells) return null;
        var (parts, total, gate) = (new CustomerParts(facts), new Sums(days.Count), new Lock());
        Parallel.For(0, parts.Count, new() { CancellationToken = cancellation }, p =>
        {
            var ((from, to), sums) = (parts[p], new Sums(days.Count));
            Span<int> block = stackalloc int[BlendedPurchases.Block];
            for (var i = from; i < to;)
            {
                var n = 0;
                for (; i < to && n < block.Length; i++)
                    if (facts.Customers.Purchases[i] > 0 && (members is null || members[i])) block[n++] = i;
                sums.Add(forecaster, spells, days, block[..n]);
            }
            lock (gate) total.Add(sums);
        });
        return total.Days(days);
    }

    private sealed class Sums(int days)
    {
        private readonly long[] _closing = new long[days];
        private readonly long[] _acquired = new long[days];
        private readonly long[] _growth = new long[days];
        private readonly long[] _decay = new long[days];
        private readonly long[] _reactivated = new long[days];
        private readonly int[] _customers = new int[days];

        public void Add(Forecaster forecaster, LifecycleSpells spells, IReadOnlyList<int> days, ReadOnlySpan<int> customers)
        {
            Span<long> values = stackalloc long[BlendedPurchases.Block], before = stackalloc long[BlendedPurchases.Block];
            Span<int> purchases = stackalloc int[BlendedPurchases.Block], had = stackalloc int[BlendedPurchases.Block];
            before.Clear();
            had.Clear();
            for (var d = 0; d < days.Count; d++)
            {
                forecaster.ValuesAt(customers, days[d], values, purchases);
                for (var i = 0; i < customers.Length; i++)
                {
                    if (purchases[i] == 0) continue;
                    _closing[d] += values[i];
                    _customers[d] += values[i] > 0 ? 1 : 0;
                    if (had[i] == 0) _acquired[d] += values[i];
                    else if (purchases[i] > had[i] && spells.At(customers[i], days[d - 1]) == LifecycleState.Lost) _reactivated[d] += values[i] - before[i];
                    else if (values[i] > before[i]) _growth[d] += values[i] - before[i];
                    else _decay[d] += values[i] - before[i];
                    (before[i], had[i]) = (values[i], purchases[i]);
                }
            }
        }

        public void Add(Sums other)
        {
            for (var d = 0; d < days; d++)
            {
                (_closing[d], _acquired[d], _growth[d]) = (_closing[d] + other._closing[d], _acquired[d] + other._acquired[d], _growth[d] + other._growth[d]);
                (_decay[d], _reactivated[d], _customers[d]) = (_decay[d] + other._decay[d], _reactivated[d] + other._reactivated[d], _customers[d] + other._customers[d]);
            }
        }

        public IReadOnlyList<PastEquityDay> Days(IReadOnlyList<int> of) => [.. of.Select((day, d) => new PastEquityDay(day, _closing[d], _acquired[d], _growth[d], _decay[d], _reactivated[d], _customers[d]))];
    }
}
