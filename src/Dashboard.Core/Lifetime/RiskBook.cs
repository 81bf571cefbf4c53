using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Risk;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Kpis;
using Dashboard.Core.Segments;

namespace Dashboard.Core.Lifetime;

/// <summary>Says of a snapshot who is about to be lost; shared by all who look at the same customers.</summary>
public sealed class RiskBook(SegmentAnswers answers)
{
    private readonly SnapshotCache<CustomerSet, RiskReport> _reports = new(32);
    private readonly SnapshotCache<(CustomerSet, int, DayOfWeek, (DateOnly, DateOnly)?), RiskHistory> _histories = new(32);
    private readonly SnapshotCache<(CustomerSet, DateOnly), EarlierRisk> _earlier = new(32);
    private static readonly CustomerSet Everybody = new(0);

    /// <param name="facts">The snapshot.</param>
    /// <param name="within">Count these alone; null for everybody.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<RiskReport> ReadAsync(CustomerFacts facts, CustomerSet? within, CancellationToken cancellation)
    {
        var inputs = await answers.InputsAsync(facts, cancellation);
        return await _reports.GetAsync(facts, within ?? Everybody, () => RiskReport.Of(facts, within, inputs), cancellation);
    }

    /// <summary>Who stood in which bucket at the end of an earlier day.</summary>
    /// <param name="facts">The snapshot, with forecasts.</param>
    /// <param name="day">The day.</param>
    /// <param name="within">Count these alone; null for everybody.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<EarlierRisk> OnAsync(CustomerFacts facts, DateOnly day, CustomerSet? within, CancellationToken cancellation)
    {
        var inputs = await answers.InputsAsync(facts, cancellation);
        return await _earlier.GetAsync(facts, (within ?? Everybody, day), () => EarlierRisk.Of(facts, day, within, inputs), cancellation);
    }

    /// <summary>How the lists of earlier weeks turned out.</summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="days">Days after a list by which it is judged.</param>
    /// <param name="weekStart">First day of a week.</param>
    /// <param name="within">Count these alone; null for everybody.</param>
    /// <param name="range">First and last day on which a list may be; null for the whole history.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<RiskHistory> HistoryAsync(CustomerFacts facts, int days, DayOfWeek weekStart, CustomerSet? within, (DateOnly From, DateOnly To)? range, CancellationToken cancellation) =>
        _histories.GetAsync(facts, (within ?? Everybody, days, weekStart, range), () => RiskHistory.Of(facts, days, weekStart, within, range), cancellation);
}
