using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Data;
using Dashboard.Core.Kpis;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Lifetime;

/// <summary>Customer equity of one day in major units, times the margin of when it was written down.</summary>
/// <param name="Day">The day.</param>
/// <param name="Value">The closing.</param>
/// <param name="Steps">
/// What led to it from the day before in the list; null where nothing did: on the first day, or where horizon, discount, currency or rules of counting changed.
/// </param>
public sealed record EquityDay(DateOnly Day, double Value, EquitySteps? Steps)
{
    /// <summary>Not written down on the day: the forecast in service, applied to what was known then.</summary>
    public bool IsRecomputed { get; init; }
}

/// <summary>From one customer equity to a later one: opening + acquired + growth of retained + reactivated + decay = closing. Major units.</summary>
/// <param name="Opening">Before.</param>
/// <param name="Acquired">Of customers who are new.</param>
/// <param name="Growth">Of customers who are worth more than before.</param>
/// <param name="Decay">Of customers who are worth less, or are lost; 0 or less.</param>
/// <param name="Reactivated">Of lost customers who bought again.</param>
public sealed record EquitySteps(double Opening, double Acquired, double Growth, double Decay, double Reactivated)
{
    public double Closing => Opening + Acquired + Growth + Decay + Reactivated;

    // What the fit of a day saw and what was written down on it differ by orders that came after the fit: worth that grew or shrank.
    internal EquitySteps From(double opening) => (this with { Opening = opening }).To(Closing);

    internal EquitySteps To(double closing) => this with { Growth = Growth + Math.Max(0, closing - Closing), Decay = Decay + Math.Min(0, closing - Closing) };

    /// <summary>These and the steps that followed, as one.</summary>
    internal EquitySteps Then(EquitySteps next) => new(Opening, Acquired + next.Acquired, Growth + next.Growth, Decay + next.Decay, Reactivated + next.Reactivated);
}

/// <summary>The bridge over several days.</summary>
/// <param name="From">Day of the opening.</param>
/// <param name="To">Day of the closing.</param>
/// <param name="Steps">All that happened in between.</param>
/// <param name="IsRecomputed">The opening, and what followed up to the newest fit, was recomputed.</param>
public sealed record EquityChange(DateOnly From, DateOnly To, EquitySteps Steps, bool IsRecomputed);

/// <summary>Customer equity from day to day, of all customers together.</summary>
/// <param name="Days">Days that were written down and measured the same as the newest, oldest first.</param>
/// <param name="Recomputed">Ends of months and the day of the newest fit as its forecast sees them, oldest first; none where they measure something else.</param>
public sealed record EquityTrend(IReadOnlyList<EquityDay> Days, IReadOnlyList<EquityDay> Recomputed)
{
    // The days' steps and closings are sums of doubles.
    private const double Slack = 1e-6;

    /// <summary>The past as far back as it is known: recomputed until the first day that was written down.</summary>
    public IEnumerable<EquityDay> All => Recomputed.TakeWhile(d => Days.Count == 0 || d.Day < Days[0].Day).Concat(Days);

    /// <summary>Joins days.</summary>
    /// <param name="days">All that were written down, oldest first.</param>
    /// <param name="recomputed">All that were recomputed, oldest first.</param>
    public static EquityTrend Of(IReadOnlyList<EquityDay> days, IReadOnlyList<EquityDay>? recomputed = null)
    {
        ArgumentNullException.ThrowIfNull(days);
        var start = days.Count - 1;
        while (start > 0 && days[start].Steps is { } known && IsSame(known.Opening, days[start - 1].Value)) start--;
        var same = days.Skip(Math.Max(0, start)).ToList();
        return new(same, recomputed is [.., var newest] && Joins(newest, same) ? recomputed : []);
    }

    /// <summary>The days of a range, and the last known before it, from which it opens.</summary>
    /// <param name="from">First day.</param>
    /// <param name="to">Last day, included.</param>
    public IReadOnlyList<EquityDay> Within(DateOnly from, DateOnly to)
    {
        var all = All.Where(d => d.Day <= to).ToList();
        return [.. all.Skip(Math.Max(0, all.FindLastIndex(d => d.Day < from)))];
    }

    /// <summary>All that happened in a range; null where too few of its days are known.</summary>
    /// <param name="from">First day.</param>
    /// <param name="to">Last day, included.</param>
    public EquityChange? Bridge(DateOnly from, DateOnly to)
    {
        var days = Within(from, to);
        // On its first day something may have been written down twice.
        if (days is [{ Steps: { } within } only]) return new(only.Day, only.Day, within, only.IsRecomputed);
        if (days is not [var opening, .., var closing]) return null;
        // What was written down by forecasts of then does not follow on what that of now sees: a past that began before them is recomputed as a whole.
        var chain = opening.IsRecomputed ? [.. Recomputed, .. Days.Where(Follows)] : Days;
        EquitySteps? steps = null;
        var last = opening;
        foreach (var day in chain.Where(d => d.Day > opening.Day && d.Day <= closing.Day))
        {
            if (day.Steps?.From(last.Value) is not { } more) return null;
            (steps, last) = (steps is null ? more : steps.Then(more), day);
        }
        if (opening.IsRecomputed && last.Day == closing.Day && last.Day == Recomputed[^1].Day) steps = steps?.To(closing.Value);
        return steps is null ? null : new(opening.Day, last.Day, steps, opening.IsRecomputed);
    }

    // Where nothing is known of the day before, what was written down on the day of the fit begins with what the fit saw.
    private bool Follows(EquityDay day) => day.Day > Recomputed[^1].Day || (day.Day == Recomputed[^1].Day && day.Steps is { } steps && IsSame(steps.Opening, Recomputed[^1].Value));

    // The newest fit wrote down what it saw. Where orders came later on its day, what was written down goes on from there; where the settings changed, from something else.
    private static bool Joins(EquityDay newest, List<EquityDay> days)
    {
        for (var at = 0; at < days.Count; at++)
        {
            if (days[at].Day == newest.Day) return IsSame(days[at].Value, newest.Value) || (days[at].Steps is { } steps && (at > 0 || IsSame(steps.Opening, newest.Value)));
        }
        return false;
    }

    // Where the settings changed and the same day was written down again, only its opening shows that it measures something else.
    private static bool IsSame(double opening, double closing) => Math.Abs(opening - closing) <= Slack * Math.Max(1, Math.Abs(closing));
}

/// <summary>Reads the customer equity that was written down from day to day.</summary>
public sealed class EquityHistory(IDbContextFactory<DashboardDbContext> contexts) : IDisposable
{
    /// <summary>Days that a trend looks back at most.</summary>
    public const int MostDays = 731;

    private static readonly int Threads = Math.Max(1, Environment.ProcessorCount / 2);

    private readonly SnapshotCache<(CustomerSet, double?), EquityTrend?> _parts = new(32);
    private readonly SemaphoreSlim _turn = new(1);

    public async Task<EquityTrend> ReadAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        string[] names = [EquityBridge.Closing, .. EquityBridge.Names];
        var last = await db.KpiHistory.Where(h => h.Kpi == EquityBridge.Closing).MaxAsync(h => (DateOnly?)h.Day, cancellation);
        if (last is not { } day) return EquityTrend.Of([]);
        var from = day.AddDays(-MostDays);
        var rows = await db.KpiHistory.Where(h => (h.Day >= from && names.Contains(h.Kpi)) || PastEquityRecorder.Names.Contains(h.Kpi)).ToListAsync(cancellation);
        var days = rows.GroupBy(r => r.Day).OrderBy(g => g.Key).Select(g => (Day: g.Key, Values: g.ToDictionary(r => r.Kpi, r => r.Value))).ToList();
        return EquityTrend.Of([.. days.Select(d => Of(d.Day, d.Values)).OfType<EquityDay>()], Recomputed(days));
    }

    /// <summary>That of some of the customers, which nobody wrote down: recomputed all of it; null where it takes longer than somebody waits and <see cref="RecomputeAsync"/> was not asked for it, or no model serves.</summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="members">Who they are.</param>
    /// <param name="margin">Gross margin as a fraction; null for none.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<EquityTrend?> OfAsync(CustomerFacts facts, CustomerSet members, double? margin, CancellationToken cancellation)
    {
        if (PartsOf(facts, members) is not var (rules, days)) return null;
        if (!PastEquity.IsAtOnce(members.Count, rules, days.Count) && !_parts.Has(facts, (members, margin))) return null;
        return await _parts.GetAsync(facts, (members, margin), () => TrendOf(facts, PastEquity.Of(facts, rules, days, members), margin), cancellation);
    }

    /// <summary>About how long <see cref="RecomputeAsync"/> takes; null while no model serves.</summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="members">Whose customer equity it is.</param>
    public static TimeSpan? TimeFor(CustomerFacts facts, CustomerSet members) =>
        PartsOf(facts, members) is var (rules, days) ? TimeSpan.FromSeconds(PastEquity.SecondsFor(members.Count, rules, days.Count) / Threads) : null;

    /// <summary>Recomputes it however long it takes, so that <see cref="OfAsync"/> finds it until the snapshot changes. One at a time in the process, on half of the cores: pages go on meanwhile.</summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="members">Who they are.</param>
    /// <param name="margin">Gross margin as a fraction; null for none.</param>
    /// <param name="progress">Receives the share done, 0 to 1, from several threads; nothing while another is at work.</param>
    /// <param name="cancellation">Gives up; nothing is kept then.</param>
    public async Task RecomputeAsync(CustomerFacts facts, CustomerSet members, double? margin, IProgress<double> progress, CancellationToken cancellation)
    {
        if (PartsOf(facts, members) is not var (rules, days)) return;
        await _turn.WaitAsync(cancellation);
        try
        {
            if (_parts.Has(facts, (members, margin))) return;   // somebody else asked for the same
            var trend = await Task.Run(() => TrendOf(facts, PastEquity.Of(facts, rules, days, members, progress, Threads, cancellation), margin), cancellation);
            await _parts.GetAsync(facts, (members, margin), () => trend, cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    // The time that it takes grows with these customers alone, so that the shop's size shortens nothing.
    private static (ForecastRules Rules, IReadOnlyList<int> Days)? PartsOf(CustomerFacts facts, CustomerSet members)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(members);
        return facts.Forecasts is not null && ForecastRules.Parse(facts.Stamp.Forecast) is { Model: not null } rules ? (rules, PastEquity.DaysOf(facts, rules, PastEquity.MostMonths)) : null;
    }

    private static EquityTrend? TrendOf(CustomerFacts facts, IReadOnlyList<PastEquityDay>? past, double? margin)
    {
        var major = (margin ?? 1) / facts.Stamp.MinorPerMajor;
        return past is null ? null : new EquityTrend([], [.. past.Select((day, at) => new EquityDay(
            FactDay.ToDate(day.Day), day.Closing * major,
            at == 0 ? null : new(past[at - 1].Closing * major, day.Acquired * major, day.Growth * major, day.Decay * major, day.Reactivated * major)) { IsRecomputed = true })]);
    }

    private static List<EquityDay> Recomputed(List<(DateOnly Day, Dictionary<string, double?> Values)> days)
    {
        var known = new List<EquityDay>();
        foreach (var (day, values) in days)
        {
            var parts = PastEquityRecorder.Names.Select(n => values.GetValueOrDefault(n)).OfType<double>().ToList();
            if (parts.Count == 0) continue;
            known.Add(new(day, parts[0], parts is [_, var acquired, var growth, var decay, var reactivated] && known.Count > 0 ? new(known[^1].Value, acquired, growth, decay, reactivated) : null) { IsRecomputed = true });
        }
        return known;
    }

    // A closing alone is of a snapshot that was never compared with the one before.
    private static EquityDay? Of(DateOnly day, Dictionary<string, double?> values)
    {
        if (!values.ContainsKey(EquityBridge.Names[0])) return null;
        var parts = EquityBridge.Names.Select(n => values.GetValueOrDefault(n)).OfType<double>().ToList();
        if (parts is not [var opening, var acquired, var growth, var decay, var reactivated])
            return values.GetValueOrDefault(EquityBridge.Closing) is { } closing ? new(day, closing, null) : null;
        var steps = new EquitySteps(opening, acquired, growth, decay, reactivated);
        return new(day, steps.Closing, steps);
    }
}
