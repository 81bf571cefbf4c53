using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Repeats;
using Dashboard.Analytics.Rfm;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Settings;
using Dashboard.Core.Snapshots;

namespace Dashboard.Core.Kpis;

/// <summary>
/// Answers questions about the current snapshot with the shop's settings. Pages, verbs and jobs all ask here, so that the same question has the same
/// answer everywhere; answers are shared until the snapshot changes.
/// </summary>
public sealed class KpiService(SnapshotService snapshots, SettingsService settings)
{
    private readonly SnapshotCache<(KpiQuery, ulong), KpiReport> _reports = new(512);
    private readonly SnapshotCache<(KpiQuery, int), IReadOnlyList<Mover>> _movers = new(128);
    private readonly SnapshotCache<CohortQuery, CohortTriangle> _cohorts = new(64);
    private readonly SnapshotCache<(CustomerKey, double?, CustomerSet), IReadOnlyList<ClvGroup>> _clvGroups = new(32);
    private readonly SnapshotCache<(double?, CustomerSet), ClvSpread> _clvSpreads = new(32);
    private readonly SnapshotCache<CustomerSet, TotalOutlook?> _totals = new(32);
    private readonly SnapshotCache<CustomerSet, ValueCurve?> _curves = new(32);
    private readonly SnapshotCache<(double?, CustomerSet), (ValueDistribution, ValueDistribution?)> _distributions = new(32);
    private readonly SnapshotCache<(int, CustomerSet), EarlyRepeat> _earlyRepeats = new(32);
    private readonly SnapshotCache<(int, CustomerKey, CustomerSet), IReadOnlyList<EarlyRepeatRow>> _earlyGroups = new(32);
    private readonly SnapshotCache<CustomerSet, RepeatHazard> _hazards = new(32);
    private readonly SnapshotCache<(double?, CustomerSet), RepeatWorth> _worths = new(32);
    private readonly SnapshotCache<DateOnly, RfmScores> _scores = new(8);   // a few megabytes each with a million customers

    private static readonly CustomerSet Everybody = new(0);

    /// <summary>The snapshot that answers come from; take it once where several answers must agree.</summary>
    public CustomerFacts Facts => snapshots.Current;

    /// <summary>KPIs; week start, lost-after and early-repeat days and the margin come from the settings, whatever the query says.</summary>
    public async Task<KpiReport> RunAsync(KpiQuery query, CancellationToken cancellation = default)
    {
        var (facts, asked) = (Facts, await WithSettingsAsync(query, cancellation));
        var mask = asked.Kpis?.Aggregate(0UL, (bits, id) => bits | 1UL << (int)id) ?? ulong.MaxValue;
        return await _reports.GetAsync(facts, (asked with { Kpis = null }, mask), () => KpiEngine.Run(facts, asked), cancellation);
    }

    /// <summary>Channels and countries whose revenue changed most between range and comparison.</summary>
    public async Task<IReadOnlyList<Mover>> MoversAsync(KpiQuery query, int take = 5, CancellationToken cancellation = default)
    {
        var (facts, asked) = (Facts, await WithSettingsAsync(query, cancellation) with { Kpis = null });
        return await _movers.GetAsync(facts, (asked, take), () => Movers.Find(facts, asked, take), cancellation);
    }

    /// <summary>The cohort triangle; the week start comes from the settings.</summary>
    public async Task<CohortTriangle> CohortsAsync(CohortQuery query, CancellationToken cancellation = default)
    {
        var (facts, asked) = (Facts, query with { WeekStart = (await settings.GetAsync(cancellation)).WeekStart });
        if (asked.Parts is not null) return await Task.Run(() => CohortTriangle.Compute(facts, asked), cancellation);   // lists of parts are never equal, so an answer would not be found again
        return await _cohorts.GetAsync(facts, asked, () => CohortTriangle.Compute(facts, asked), cancellation);
    }

    /// <summary>Lifetime value by what brought customers or what they bought first; the margin comes from the settings.</summary>
    /// <param name="key">What to group by.</param>
    /// <param name="members">Only these customers; null for all.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<IReadOnlyList<ClvGroup>> ClvGroupsAsync(CustomerKey key, CustomerSet? members = null, CancellationToken cancellation = default)
    {
        var (facts, margin) = (Facts, (await settings.GetAsync(cancellation)).MarginPercent / 100);
        return await _clvGroups.GetAsync(facts, (key, margin, members ?? Everybody), () => ClvGroups.Of(facts, key, members, margin), cancellation);
    }

    /// <summary>Lifetime value by when customers came, and how much of the predicted one the best hold; the margin comes from the settings.</summary>
    /// <param name="members">Only these customers; null for all.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<ClvSpread> ClvSpreadAsync(CustomerSet? members = null, CancellationToken cancellation = default)
    {
        var (facts, margin) = (Facts, (await settings.GetAsync(cancellation)).MarginPercent / 100);
        return await _clvSpreads.GetAsync(facts, (margin, members ?? Everybody), () => ClvSpread.Of(facts, members, margin), cancellation);
    }

    /// <summary>What customers are expected to buy and be worth together, with intervals; the margin comes from the settings. Null where no model serves.</summary>
    /// <param name="members">Only these customers; null for all.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<TotalOutlook?> TotalOutlookAsync(CustomerSet? members = null, CancellationToken cancellation = default)
    {
        var (facts, margin) = (Facts, (await settings.GetAsync(cancellation)).MarginPercent / 100 ?? 1);
        var total = await _totals.GetAsync(facts, members ?? Everybody, () => TotalOutlook.Of(facts, members), cancellation);
        return total is null ? null : total with { Value = total.Value * margin, ValueLow = total.ValueLow * margin, ValueHigh = total.ValueHigh * margin };
    }

    /// <summary>Customer equity at any horizon and discount rate, without margin. Null where no model serves.</summary>
    /// <param name="members">Only these customers; null for all.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<ValueCurve?> ValueCurveAsync(CustomerSet? members = null, CancellationToken cancellation = default)
    {
        var facts = Facts;
        return _curves.GetAsync(facts, members ?? Everybody, () => ValueCurve.Of(facts, members), cancellation);
    }

    /// <summary>How historic and predicted value are spread over customers; the margin comes from the settings.</summary>
    /// <param name="members">Only these customers; null for all.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Predicted null while no model serves.</returns>
    public async Task<(ValueDistribution Historic, ValueDistribution? Predicted)> ValueDistributionAsync(CustomerSet? members = null, CancellationToken cancellation = default)
    {
        var (facts, margin) = (Facts, (await settings.GetAsync(cancellation)).MarginPercent / 100);
        return await _distributions.GetAsync(facts, (margin, members ?? Everybody), () => (ValueDistribution.Historic(facts, members, margin), ValueDistribution.Predicted(facts, members, margin)), cancellation);
    }

    /// <summary>Early repeat rates by when customers came; the number of days comes from the settings.</summary>
    /// <param name="members">Only these customers; null for all.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<EarlyRepeat> EarlyRepeatAsync(CustomerSet? members = null, CancellationToken cancellation = default)
    {
        var (facts, days) = (Facts, (await settings.GetAsync(cancellation)).EarlyRepeatDays);
        return await _earlyRepeats.GetAsync(facts, (days, members ?? Everybody), () => EarlyRepeat.Of(facts, days, members), cancellation);
    }

    /// <summary>The same by what brought customers or what they bought first.</summary>
    /// <param name="key">What to group by.</param>
    /// <param name="members">Only these customers; null for all.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<IReadOnlyList<EarlyRepeatRow>> EarlyRepeatAsync(CustomerKey key, CustomerSet? members = null, CancellationToken cancellation = default)
    {
        var (facts, days) = (Facts, (await settings.GetAsync(cancellation)).EarlyRepeatDays);
        return await _earlyGroups.GetAsync(facts, (days, key, members ?? Everybody), () => EarlyRepeat.By(facts, days, key, members), cancellation);
    }

    /// <summary>When the second purchase comes.</summary>
    /// <param name="members">Only these customers; null for all.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<RepeatHazard> RepeatHazardAsync(CustomerSet? members = null, CancellationToken cancellation = default)
    {
        var facts = Facts;
        return _hazards.GetAsync(facts, members ?? Everybody, () => RepeatHazard.Of(facts, members), cancellation);
    }

    /// <summary>What a second purchase is worth; the margin comes from the settings.</summary>
    /// <param name="members">Only these customers; null for all.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<RepeatWorth> RepeatWorthAsync(CustomerSet? members = null, CancellationToken cancellation = default)
    {
        var (facts, margin) = (Facts, (await settings.GetAsync(cancellation)).MarginPercent / 100);
        return await _worths.GetAsync(facts, (margin, members ?? Everybody), () => RepeatWorth.Of(facts, members, margin), cancellation);
    }

    /// <summary>RFM scores as of a day; null for the last business day with an order.</summary>
    public Task<RfmScores> RfmAsync(DateOnly? asOf = null, CancellationToken cancellation = default)
    {
        var facts = Facts;
        var day = asOf ?? FactDay.ToDate(facts.Span.Last);
        return _scores.GetAsync(facts, day, () => RfmScores.Compute(facts, day), cancellation);
    }

    private async Task<KpiQuery> WithSettingsAsync(KpiQuery query, CancellationToken cancellation)
    {
        var shop = await settings.GetAsync(cancellation);
        return query with
        {
            WeekStart = shop.WeekStart,
            LostAfterDays = shop.LostAfterDays,
            EarlyRepeatDays = shop.EarlyRepeatDays,
            Margin = shop.MarginPercent / 100,
        };
    }
}
