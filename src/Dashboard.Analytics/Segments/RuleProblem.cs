using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Segments;

/// <summary>What is wrong with a rule.</summary>
public enum RuleReason
{
    /// <summary>A group without rules.</summary>
    EmptyGroup = 1,

    /// <summary>More rules than a segment may have.</summary>
    TooManyRules,

    /// <summary>Groups within groups deeper than a segment may have.</summary>
    TooDeep,

    /// <summary>Neither a least nor a greatest value.</summary>
    NoBound,

    /// <summary>The least value is above the greatest, or the first day after the last.</summary>
    BoundsCrossed,

    /// <summary>A bound that no customer can reach, or days out of reach.</summary>
    OutOfRange,

    /// <summary>A count or days with decimals.</summary>
    NotWhole,

    /// <summary>Nothing chosen of what many may be chosen of.</summary>
    NothingChosen,

    /// <summary>A channel, country or other name that the shop does not have (any more).</summary>
    UnknownName,

    /// <summary>Another segment that is not there (any more).</summary>
    UnknownSegment,

    /// <summary>The segment asks, by way of others, for itself.</summary>
    Cycle,

    /// <summary>Not a rule of this version.</summary>
    UnknownRule,

    /// <summary>There is no forecast of this kind yet.</summary>
    NoForecast,

    /// <summary>Not chosen what one must be chosen of, as a tag or a segment.</summary>
    NoChoice,

    /// <summary>Days without a first and a last one.</summary>
    NoDay,

    /// <summary>A first or last order of which nothing is asked.</summary>
    NoCondition,
}

/// <summary>What is wrong with one rule of a segment.</summary>
/// <param name="Path">Where the rule stands: its number within its group, after those of the groups around it; empty for the outermost.</param>
/// <param name="Reason">What is wrong.</param>
/// <param name="Name">The name that is not known.</param>
public sealed record RuleProblem(string Path, RuleReason Reason, string? Name = null)
{
    /// <summary>The rule cannot be saved. What is not fatal came about through the shop's data: the rule still means what it says and is only marked.</summary>
    public bool IsFatal => Reason is not (RuleReason.UnknownName or RuleReason.UnknownSegment or RuleReason.UnknownRule or RuleReason.NoForecast);

    /// <summary>The segment has an answer all the same. With another problem it has none: what cannot be known, negated, would be everybody.</summary>
    public bool IsCountable => Reason is RuleReason.UnknownName;
}

internal readonly record struct RuleFault(RuleReason Reason, string? Name = null);

/// <summary>Checks a rule against a shop.</summary>
public sealed class RuleCheck
{
    /// <summary>Most rules of a segment, groups included.</summary>
    public const int MostRules = 200;

    /// <summary>Most groups within each other.</summary>
    public const int MostDepth = 6;

    private readonly HashSet<int> _above = [];

    private RuleCheck(CustomerFacts facts, SegmentInputs inputs) => (Facts, Inputs) = (facts, inputs);

    internal CustomerFacts Facts { get; }
    internal SegmentInputs Inputs { get; }

    /// <summary>All that is wrong, in the order of the rules.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="facts">The shop.</param>
    /// <param name="inputs">Other segments.</param>
    /// <param name="segment">Number of the segment that the rule belongs to, by which cycles are found; null for a new one.</param>
    public static IReadOnlyList<RuleProblem> Run(SegmentRule rule, CustomerFacts facts, SegmentInputs inputs, int? segment = null)
    {
        var check = new RuleCheck(facts, inputs);
        if (segment is { } id) check._above.Add(id);
        var (problems, count) = (new List<RuleProblem>(), 0);
        check.Walk(rule, "", 0, problems, ref count);
        if (count > MostRules) problems.Insert(0, new("", RuleReason.TooManyRules));
        return problems;
    }

    /// <summary>Whether the segment asks for one that it is part of, directly or by way of others.</summary>
    internal bool IsCycle(int segment)
    {
        if (!_above.Add(segment)) return true;
        var cycle = Inputs.Find(segment) is { Rule: { } rule } && Members(rule).Any(m => IsCycle(m.Segment));
        _above.Remove(segment);
        return cycle;
    }

    /// <summary>All rules about membership in other segments.</summary>
    public static IEnumerable<MemberRule> Members(SegmentRule rule) => rule switch
    {
        MemberRule member => [member],
        RuleGroup group => group.Rules.SelectMany(Members),
        _ => [],
    };

    /// <summary>Numbers of all segments that a rule asks for.</summary>
    public static IEnumerable<int> Segments(SegmentRule rule) => rule switch
    {
        MemberRule member => [member.Segment],
        MovedRule moved => [moved.Segment],
        RuleGroup group => group.Rules.SelectMany(Segments),
        _ => [],
    };

    private void Walk(SegmentRule rule, string path, int depth, List<RuleProblem> problems, ref int count)
    {
        count++;
        problems.AddRange(rule.Faults(this).Select(f => new RuleProblem(path, f.Reason, f.Name)).Distinct());
        if (rule is not RuleGroup group) return;
        if (depth >= MostDepth)
        {
            problems.Add(new(path, RuleReason.TooDeep));
            return;
        }
        for (var i = 0; i < group.Rules.Count && count <= MostRules; i++)
            Walk(group.Rules[i], path.Length == 0 ? $"{i}" : $"{path}.{i}", depth + 1, problems, ref count);
    }
}
