using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Rfm;

namespace Dashboard.Analytics.Segments;

/// <summary>Another segment, as rules ask for it.</summary>
/// <param name="Rule">Its rule; null for one whose members do not change.</param>
/// <param name="Frozen">The members of such a one in a snapshot; null otherwise.</param>
public sealed record SegmentContent(SegmentRule? Rule, Func<CustomerFacts, CustomerSet>? Frozen = null);

/// <summary>What rules may ask for besides the snapshot.</summary>
public sealed record SegmentInputs
{
    /// <summary>Finds another segment by its number; null when there is none.</summary>
    public Func<int, SegmentContent?> Find { get; init; } = _ => null;

    /// <summary>Those whom people marked so; null for a tag that does not exist.</summary>
    public Func<MarkRule, CustomerSet?> Marked { get; init; } = _ => null;

    /// <summary>Those who came into a segment or went out of it; null where no history is known.</summary>
    public Func<MovedRule, CustomerSet?> Moved { get; init; } = _ => null;

    /// <summary>The rule that was sealed; null when it cannot be opened.</summary>
    public Func<SealedRule, SegmentRule?> Open { get; init; } = _ => null;

    /// <summary>The hash by which the snapshot holds a value that few have, see <see cref="FreeValue"/>.</summary>
    public Func<string, string> Hide { get; init; } = value => value;

    /// <summary>The day by which it is judged who is still snoozed.</summary>
    public DateOnly Today { get; init; }
}

/// <summary>Answers a rule about one snapshot. What several rules need is computed once; nothing is kept from one scan to the next. For one caller at a time.</summary>
public sealed class SegmentScan
{
    private readonly SegmentInputs _inputs;
    private readonly HashSet<int> _above = [];
    private readonly Dictionary<int, RfmScores> _scores = [];
    private readonly Lazy<bool> _hasModel;

    private SegmentScan(CustomerFacts facts, SegmentInputs inputs, CancellationToken cancellation)
    {
        (Facts, _inputs, Cancellation) = (facts, inputs, cancellation);
        _hasModel = new(() => HasModel(facts));
    }

    internal CustomerFacts Facts { get; }
    internal CancellationToken Cancellation { get; }

    /// <summary>The day from which relative windows look back: the last business day with an order.</summary>
    internal int Today => Facts.Span.Last;

    internal SegmentInputs Inputs => _inputs;

    /// <summary>The forecasts of a model that serves; null without one.</summary>
    internal ForecastColumns? Forecasts => _hasModel.Value ? Facts.Forecasts : null;

    /// <summary>The customers who fulfil a rule.</summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="rule">The rule; one with problems is answered as far as it goes.</param>
    /// <param name="inputs">Other segments and marks; null for none.</param>
    /// <param name="cancellation">Asked before every rule of a group.</param>
    /// <exception cref="OperationCanceledException">Nobody waits for the answer any more.</exception>
    public static CustomerSet Run(CustomerFacts facts, SegmentRule rule, SegmentInputs? inputs = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(rule);
        return rule.Select(new(facts, inputs ?? new(), cancellation), CustomerSet.Everybody(facts.CustomerCount));
    }

    /// <summary>Whether a purchase model serves; without one P(alive) and the like are unknown.</summary>
    public static bool HasModel(CustomerFacts facts) => facts.Forecasts is not null && ForecastRules.Parse(facts.Stamp.Forecast)?.Model is not null;

    /// <summary>Scores as of a day, or of now where it is not over.</summary>
    internal RfmScores ScoresOn(DateOnly? on)
    {
        var day = on is { } date ? Math.Min(FactDay.From(date), Today) : Today;
        return _scores.TryGetValue(day, out var known) ? known : _scores[day] = RfmScores.Compute(Facts, day < Today ? on : null);
    }

    /// <summary>Members of another segment among these; nobody of one that is not there or asks for itself.</summary>
    internal CustomerSet MembersOf(int segment, CustomerSet within)
    {
        if (!_above.Add(segment)) return new(within.Size);
        try
        {
            return _inputs.Find(segment) switch
            {
                { Frozen: { } frozen } => CustomerSet.Intersect(frozen(Facts), within),
                { Rule: { } rule } => rule.Select(this, within),
                _ => new(within.Size),
            };
        }
        finally
        {
            _above.Remove(segment);
        }
    }
}
