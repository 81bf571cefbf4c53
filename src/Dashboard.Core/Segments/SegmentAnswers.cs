using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Rfm;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Data;
using Dashboard.Core.Kpis;
using Dashboard.Core.Marks;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Segments;

/// <summary>How many customers a rule describes, and what they are like.</summary>
/// <param name="Members">The customers.</param>
/// <param name="Revenue">Their net revenue to date in minor units.</param>
/// <param name="Everybody">Customers on file.</param>
/// <param name="Total">Net revenue to date of all of them.</param>
public sealed record SegmentCount(CustomerSet Members, int Size, long Revenue, int Everybody, long Total)
{
    /// <summary>Members per group, all groups in their order, then those who never bought.</summary>
    public IReadOnlyList<KeyValuePair<RfmGroup, int>> Groups { get; init; } = [];

    /// <summary>Members per state; empty while there is no forecast.</summary>
    public IReadOnlyList<KeyValuePair<LifecycleState, int>> States { get; init; } = [];

    /// <summary>Members per own country, most first.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> Countries { get; init; } = [];

    /// <summary>Members who bought per channel of their last order, most first.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> Channels { get; init; } = [];
}

/// <summary>A rule's answer: its count, or the problems for which it has none.</summary>
public sealed record SegmentAnswer(SegmentCount? Count, IReadOnlyList<RuleProblem> Problems);

/// <summary>Answers rules and segments about a snapshot. Members are shared until snapshot, segments or the day change.</summary>
public sealed class SegmentAnswers(IDbContextFactory<DashboardDbContext> contexts, KpiService kpis, MarkBook marks, RuleSeals seals)
{
    private readonly SnapshotCache<(int Segment, int Generation, DateOnly Today), CustomerSet?> _members = new(256);
    private readonly SnapshotCache<(string Rule, int Generation, DateOnly Today), CustomerSet?> _fulfilling = new(64);   // an eighth of a megabyte each with a million customers
    private volatile Task<Definitions>? _definitions;
    private int _generation;

    /// <summary>Raised after a segment was added, changed, removed, restored or measured.</summary>
    public event Action? Changed;

    /// <summary>What rules ask for besides the snapshot.</summary>
    public async Task<SegmentInputs> InputsAsync(CustomerFacts facts, CancellationToken cancellation)
    {
        var known = await DefinitionsAsync(cancellation);
        var today = await marks.TodayAsync(cancellation);
        return new()
        {
            Find = id => known.ById.GetValueOrDefault(id),
            Marked = rule => marks.Members(facts, today, rule),
            Moved = rule => ReadMoved(facts, rule),
            Open = seals.Read,
            Hide = value => FreeValue.Hide(value, known.Secret),
            Today = today,
        };
    }

    /// <summary>Members of a kept segment; null when there is none of that number or its rule has no answer.</summary>
    public async Task<CustomerSet?> MembersAsync(CustomerFacts facts, int segment, CancellationToken cancellation)
    {
        var inputs = await InputsAsync(facts, cancellation);
        if (inputs.Find(segment) is not { } content) return null;
        return await _members.GetAsync(facts, (segment, Volatile.Read(ref _generation), inputs.Today), () => content.Frozen is { } frozen ? frozen(facts) : Members(facts, segment, content.Rule!, inputs), cancellation);
    }

    /// <summary>Who fulfils a rule; null when it has no answer. Whoever asks the same gets the same set, so that what was counted of it is found again.</summary>
    public async Task<CustomerSet?> MembersAsync(CustomerFacts facts, SegmentRule rule, CancellationToken cancellation)
    {
        var inputs = await InputsAsync(facts, cancellation);
        return await _fulfilling.GetAsync(facts, (SegmentJson.Write(rule), Volatile.Read(ref _generation), inputs.Today), () => Members(facts, null, rule, inputs), cancellation);
    }

    /// <summary>Counts a rule on a thread of the pool.</summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="segment">The segment it belongs to, by which cycles are found; null for a new one.</param>
    /// <param name="cancellation">Gives the count up.</param>
    public async Task<SegmentAnswer> CountAsync(CustomerFacts facts, SegmentRule rule, int? segment, CancellationToken cancellation)
    {
        var inputs = await InputsAsync(facts, cancellation);
        var problems = RuleCheck.Run(rule, facts, inputs, segment);
        if (problems.Any(p => !p.IsCountable)) return new(null, problems);
        var members = await Task.Run(() => SegmentScan.Run(facts, rule, inputs, cancellation), cancellation);
        return new(await DescribeAsync(facts, members, cancellation), problems);
    }

    /// <summary>What these customers are like.</summary>
    public async Task<SegmentCount> DescribeAsync(CustomerFacts facts, CustomerSet members, CancellationToken cancellation)
    {
        var scores = await kpis.RfmAsync(facts.OrderCount == 0 ? null : FactDay.ToDate(facts.Span.Last), cancellation);
        // Between two snapshots the scores may already be the newer one's.
        if (scores.Recency.Length != facts.CustomerCount) scores = await Task.Run(() => RfmScores.Compute(facts), cancellation);
        return await Task.Run(() => Describe(facts, members, scores), cancellation);
    }

    /// <summary>Reads the segments anew when they are asked for next.</summary>
    internal void Forget()
    {
        _definitions = null;
        Interlocked.Increment(ref _generation);
    }

    internal void Tell()
    {
        Interlocked.Increment(ref _generation);   // rules may ask who came and who went
        Changed?.Invoke();
    }

    private CustomerSet ReadMoved(CustomerFacts facts, MovedRule rule)
    {
        var (from, to) = rule.Window.Dates(FactDay.ToDate(facts.Span.Last));
        using var db = contexts.CreateDbContext();
        var all = db.SegmentDays.Where(d => d.SegmentId == rule.Segment);
        var days = all.Where(d => (from == null || d.Day >= from) && (to == null || d.Day <= to));
        if (rule.Move == SegmentMove.Belonged)
        {
            if (all.Min(d => (DateOnly?)d.Day) is not { } measured || to < measured) return new(facts.CustomerCount);
            var first = from > measured ? from.Value : measured;
            // The members of now are kept whole, those of earlier days as steps on the way to them.
            var steps = all.Where(d => d.Day > first).OrderByDescending(d => d.Day).Select(d => new { d.EnteredIds, d.ExitedIds }).AsEnumerable();
            var then = CustomerIds.Before(db.Segments.Where(s => s.Id == rule.Segment).Select(s => s.Members).FirstOrDefault(), steps.Select(s => (s.EnteredIds, s.ExitedIds)), facts);
            return CustomerSet.Union(then, CustomerIds.UnpackAny(days.Where(d => d.Day > first).Select(d => d.EnteredIds).AsEnumerable(), facts));
        }
        return CustomerIds.UnpackAny((rule.Move == SegmentMove.Came ? days.Select(d => d.EnteredIds) : days.Select(d => d.ExitedIds)).AsEnumerable(), facts);
    }

    private static CustomerSet? Members(CustomerFacts facts, int? segment, SegmentRule rule, SegmentInputs inputs) =>
        RuleCheck.Run(rule, facts, inputs, segment).Any(p => !p.IsCountable) ? null : SegmentScan.Run(facts, rule, inputs);

    private static SegmentCount Describe(CustomerFacts facts, CustomerSet members, RfmScores scores)
    {
        var (c, o) = (facts.Customers, facts.Orders);
        var (size, revenue) = (0, 0L);
        Span<int> groups = stackalloc int[16], states = stackalloc int[8], countries = stackalloc int[256], channels = stackalloc int[256];
        foreach (var i in members.Members())
        {
            size++;
            revenue += c.Revenue[i];
            groups[(int)scores.Group(i)]++;
            countries[c.Country[i]]++;
            if (facts.Forecasts is { } f) states[f.State[i]]++;
            if (c.Purchases[i] > 0) channels[o.Channel[c.OrderStart[i + 1] - 1]]++;
        }
        var (byGroup, byState) = (groups.ToArray(), states.ToArray());
        return new(members, size, revenue, facts.CustomerCount, c.Revenue.Sum())
        {
            Groups = [.. RfmGroups.All.Append(RfmGroup.None).Select(g => KeyValuePair.Create(g, byGroup[(int)g]))],
            States = facts.Forecasts is null ? [] : [.. Enum.GetValues<LifecycleState>().Select(s => KeyValuePair.Create(s, byState[(int)s]))],
            Countries = Named(countries.ToArray(), facts.Codes.Countries),
            Channels = Named(channels.ToArray(), facts.Codes.Channels),
        };
    }

    private static List<KeyValuePair<string, int>> Named(int[] counts, string[] names) =>
        [.. counts.Select((count, code) => (count, code)).Where(p => p.count > 0).OrderByDescending(p => p.count).ThenBy(p => p.code).Select(p => KeyValuePair.Create(p.code < names.Length ? names[p.code] : "", p.count))];

    private sealed record Definitions(IReadOnlyDictionary<int, SegmentContent> ById, byte[] Secret);

    private async Task<Definitions> DefinitionsAsync(CancellationToken cancellation)
    {
        var known = _definitions;
        if (known is null or { IsFaulted: true }) _definitions = known = ReadAsync();
        return await known.WaitAsync(cancellation);
    }

    private async Task<Definitions> ReadAsync()
    {
        await using var db = await contexts.CreateDbContextAsync();
        var rows = await db.Segments.Where(s => s.RemovedAt == null).Select(s => new { s.Id, s.Rule, s.IsFrozen, Members = s.IsFrozen ? s.Members : null }).ToListAsync();
        return new(rows.ToDictionary(
            s => s.Id, s => s.IsFrozen ? new SegmentContent(null, facts => CustomerIds.Unpack(s.Members, facts)) : new(SegmentJson.Read(s.Rule, out _) ?? new UnknownRule(default))),
            await db.State.Select(s => s.Secret).FirstOrDefaultAsync() ?? []);
    }
}
