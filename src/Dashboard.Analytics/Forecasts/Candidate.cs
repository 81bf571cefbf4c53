using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Holdout;

namespace Dashboard.Analytics.Forecasts;

/// <summary>Why a forecast serves, or none does.</summary>
public enum ChoiceReason
{
    /// <summary>The best of the accepted forecasts serves.</summary>
    BestAccepted = 0,

    /// <summary>Nobody has bought yet.</summary>
    NoCustomers = 1,

    /// <summary>The history is too short to hold a part of it out.</summary>
    HistoryTooShort = 2,

    /// <summary>Every fit was refused or is not to be trusted.</summary>
    NothingFits = 3,

    /// <summary>No model beats every rule of thumb in the hold-outs, as <see cref="HoldoutErrors.Beats"/> has it.</summary>
    NothingBeatsBaselines = 4,

    /// <summary>What beats every rule of thumb was too far off in total, as <see cref="HoldoutErrors.HoldsTotals"/> has it.</summary>
    NothingHoldsTotals = 5,
}

/// <summary>What stood for choice.</summary>
public enum CandidateKind
{
    /// <summary>A model of how often customers buy.</summary>
    Purchases = 0,

    /// <summary>A rule of thumb that a model has to beat; it never serves.</summary>
    Baseline = 1,

    /// <summary>The model of what a purchase is worth.</summary>
    Spend = 2,

    /// <summary>A purchase model times the season that was known at the time.</summary>
    Season = 3,

    /// <summary>What a learner makes of the mean expectation of a few models; a part of the stack that is judged by itself and never serves alone.</summary>
    Learner = 4,

    /// <summary>The learner and those models weighted against each other.</summary>
    Stack = 5,
}

/// <summary>One candidate for service.</summary>
/// <param name="Name">Name of the model or the rule of thumb, or in words what was combined.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Fit">The fit to all customers; null for a rule of thumb and for what is combined of models.</param>
/// <param name="Scores">Pooled over the hold-outs; null when there was none or a fit failed.</param>
/// <param name="IsAccepted">Trusted, and in the hold-outs its totals hold and it <see cref="HoldoutErrors.Beats"/> every rule of thumb.</param>
public sealed record Candidate(string Name, CandidateKind Kind, FitResult? Fit, HoldoutScores? Scores, bool IsAccepted)
{
    /// <summary><see cref="HoldoutErrors.Combined"/> in the hold-outs; +∞ without scores.</summary>
    public double Error => Scores?.Errors.Combined ?? double.PositiveInfinity;

    /// <summary>Whether it stands on models instead of being one.</summary>
    public bool IsBlend => Kind is CandidateKind.Season or CandidateKind.Learner or CandidateKind.Stack;
}
