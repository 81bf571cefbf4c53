using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.BetaGeometric;
using Dashboard.Analytics.Lifetime.Pareto;
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

    // What a customer costs on one day, in about 0.15 µs of a processor.
    private const double SecondsOfCost = 0.15e-6;
    private const int CostOfSharing = 1;        // Customers with as many purchases at the same age share most of it,
    private const int CostOfFew = 6;            // but few customers do not:
    private const int Few = 50_000;             // beyond so many, hardly any age is new.
    private const int CostOfPareto = 3;
    private const int CostOfRegular = 10;
    private const int CostOfOtherDays = 20;     // A season that was learned for other days is followed month by month.
    private const int CostOfLearner = 100;
    private const long MostAtNight = 60_000_000;
    private const long MostWhileWaiting = 240_000;

    private static readonly string[] Sharing = [BgCnbdFamily.Nbd.Name, BgCnbdFamily.BgNbd.Name, BgCnbdFamily.MbgNbd.Name];

    /// <summary>Days of it: the last ends of months before the day of the forecast on which the shop had an order behind it, and that day itself.</summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="rules">The forecast in service.</param>
    /// <param name="months">How many months back at most; null for as many as a night has the time for.</param>
    public static IReadOnlyList<int> DaysOf(CustomerFacts facts, ForecastRules rules, int? months = null)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(rules);
        var today = FactDay.ToDate(rules.Day);
        var month = new DateOnly(today.Year, today.Month, 1);
        return [.. Enumerable.Range(0, months ?? MonthsOf(facts.CustomerCount, rules)).Select(m => FactDay.From(month.AddMonths(-m)) - 1).Where(d => d >= facts.Span.First && d < rules.Day).Reverse(), rules.Day];
    }

    /// <summary>How many months a night has the time for: 24, fewer or none where a shop is large and its forecast costly.</summary>
    /// <param name="customers">How many customers.</param>
    /// <param name="rules">The forecast in service.</param>
    public static int MonthsOf(int customers, ForecastRules rules) =>
        (int)Math.Clamp(MostAtNight / (Math.Max(1L, customers) * Cost(rules)) - 1, 0, MostMonths);

    /// <summary>Whether it takes no longer than somebody waits.</summary>
    /// <param name="customers">How many customers.</param>
    /// <param name="rules">The forecast in service.</param>
    /// <param name="days">How many days.</param>
    public static bool IsAtOnce(int customers, ForecastRules rules, int days) => (long)customers * days * Math.Max(CostOfFew, Cost(rules)) <= MostWhileWaiting;

    /// <summary>About how many seconds of one processor it takes.</summary>
    /// <param name="customers">How many customers.</param>
    /// <param name="rules">The forecast in service.</param>
    /// <param name="days">How many days.</param>
    public static double SecondsFor(int customers, ForecastRules rules, int days) =>
        Math.Max((double)customers * Cost(rules), (double)Math.Min(customers, Few) * CostOfFew) * days * SecondsOfCost;

    private static int Cost(ForecastRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        if (rules.Blend?.Learner is not null) return CostOfLearner;
        if (rules.Blend is { Days: { } days } && days != rules.HorizonDays) return CostOfOtherDays;
        return (rules.Blend?.Models ?? []).Select(m => m.Model).Append(rules.Model)
            .Max(m => Sharing.Contains(m) ? CostOfSharing : m == ParetoNbdFamily.ModelName ? CostOfPareto : CostOfRegular);
    }

    /// <summary>Day by day, oldest first, on all cores; what led to the first is not known, it has its closing alone. Null while no model serves.</summary>
    /// <param name="facts">The snapshot, with forecasts.</param>
    /// <param name="rules">Those of its forecasts.</param>
    /// <param name="days">Snapshot days, ascending; <see cref="ForecastRules.Day"/> at most.</param>
    /// <param name="members">Only these customers; null for all.</param>
    /// <param name="cancellation">Gives up.</param>
    public static IReadOnlyList<PastEquityDay>? Of(CustomerFacts facts, ForecastRules rules, IReadOnlyList<int> days, CustomerSet? members = null, CancellationToken cancellation = default) =>
        Of(facts, rules, days, members, null, null, cancellation);

    /// <summary>The same beside other work.</summary>
    /// <param name="facts">The snapshot, with forecasts.</param>
    /// <param name="rules">Those of its forecasts.</param>
    /// <param name="days">Snapshot days, ascending; <see cref="ForecastRules.Day"/> at most.</param>
    /// <param name="members">Only these customers; null for all.</param>
    /// <param name="progress">Receives the share done, 0 to 1, from several threads; null for nobody.</param>
    /// <param name="threads">At most so many at once; null for all cores.</param>
    /// <param name="cancellation">Gives up after a day of some thousand customers.</param>
    public static IReadOnlyList<PastEquityDay>? Of(
        CustomerFacts facts, ForecastRules rules, IReadOnlyList<int> days, CustomerSet? members, IProgress<double>? progress, int? threads, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(days);
        var forecaster = new Forecaster(facts, rules);
        if (!forecaster.HasModel || facts.LostSpells is not { } lost) return null;
        var (parts, total, gate) = (new CustomerParts(facts), new Sums(days.Count), new Lock());
        var (done, all) = (0L, Math.Max(1L, members?.Count ?? facts.CustomerCount) * days.Count);
        Parallel.For(0, parts.Count, new() { MaxDegreeOfParallelism = threads ?? -1, CancellationToken = cancellation }, p =>
        {
            var ((from, to), sums) = (parts[p], new Sums(days.Count));
            var customers = Enumerable.Range(from, to - from).Where(i => facts.Customers.Purchases[i] > 0 && (members is null || members[i]));
            EarlierPurchases? known = null;
            foreach (var block in customers.Chunk(EarlierPurchases.Block))
            {
                if (known?.Count != block.Length) known = forecaster.Earlier(block.Length);
                known.Begin(block);
                sums.Add(forecaster, lost, days, known, Advance);
            }
            lock (gate) total.Add(sums);
        });
        return total.Days(days);

        void Advance(int customers)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report((double)Interlocked.Add(ref done, customers) / all);
        }
    }

    private sealed class Sums(int days)
    {
        private readonly long[] _closing = new long[days];
        private readonly long[] _acquired = new long[days];
        private readonly long[] _growth = new long[days];
        private readonly long[] _decay = new long[days];
        private readonly long[] _reactivated = new long[days];
        private readonly int[] _customers = new int[days];

        public void Add(Forecaster forecaster, LostSpells lost, IReadOnlyList<int> days, EarlierPurchases known, Action<int> advance)
        {
            long[] values = new long[known.Count], before = new long[known.Count];
            var had = new int[known.Count];
            for (var d = 0; d < days.Count; d++)
            {
                known.Advance(days[d]);
                forecaster.ValuesAt(known, values);
                for (var i = 0; i < known.Count; i++)
                {
                    if (known.Purchases[i] == 0) continue;
                    _closing[d] += values[i];
                    _customers[d] += values[i] > 0 ? 1 : 0;
                    if (had[i] == 0) _acquired[d] += values[i];
                    else if (known.Purchases[i] > had[i] && lost.IsLost(known.Customers[i], days[d - 1])) _reactivated[d] += values[i] - before[i];
                    else if (values[i] > before[i]) _growth[d] += values[i] - before[i];
                    else _decay[d] += values[i] - before[i];
                    (before[i], had[i]) = (values[i], known.Purchases[i]);
                }
                advance(known.Count);
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
