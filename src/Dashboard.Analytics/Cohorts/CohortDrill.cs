using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;

namespace Dashboard.Analytics.Cohorts;

/// <summary>The customers behind the figures of a <see cref="CohortTriangle"/>, as a rule: asked of the same snapshot it is fulfilled by exactly as many as were counted.</summary>
/// <param name="facts">The snapshot.</param>
/// <param name="triangle">What was answered, up to the snapshot's last day.</param>
/// <param name="within">What makes somebody one of <see cref="CohortQuery.Customers"/>; null when everybody is.</param>
public sealed class CohortDrill(CustomerFacts facts, CohortTriangle triangle, SegmentRule? within = null)
{
    private readonly Dictionary<CohortRow, SegmentRule[]?> _rows = new(ReferenceEqualityComparer.Instance);

    /// <summary>The customers of a row, or of one of its cells; null where no rule can say who they are.</summary>
    /// <param name="row">One of the triangle's cohorts, or its average.</param>
    /// <param name="step">What the cell counts; null for all customers of the row.</param>
    /// <param name="period">k.</param>
    /// <exception cref="ArgumentException">The row is none of the triangle's.</exception>
    public SegmentRule? Of(CohortRow row, CohortStep? step, int period)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (!_rows.TryGetValue(row, out var rules)) _rows[row] = rules = RulesOf(row)?.ToArray();
        if (rules is null) return null;
        if (step is { } asked) rules = [.. rules, new CohortRule(triangle.Bucket, period, asked, triangle.Query.WeekStart)];
        if (within is not null) rules = [.. rules, within];
        return rules is [var only] ? only : new RuleGroup(GroupMode.All, rules);
    }

    private List<SegmentRule>? RulesOf(CohortRow row)
    {
        var (from, to) = triangle.Acquired;
        var rules = new List<SegmentRule>();
        var isAverage = ReferenceEquals(row, triangle.Average);
        if (!isAverage && !triangle.Cohorts.Any(c => ReferenceEquals(c, row))) throw new ArgumentException("The row is none of the triangle's.", nameof(row));
        if (triangle.Query.Parts is { } all && isAverage)
            return DaysOf(all, from, to) is { } days ? [days is [var only] ? only : new RuleGroup(GroupMode.Any, days)] : null;
        if (triangle.Query.Parts is { } parts)
        {
            var part = parts[triangle.Cohorts.TakeWhile(c => !ReferenceEquals(c, row)).Count()];
            if (part.Members is not null && part.Rule is null) return null;
            if (part.Rule is { } members) rules.Add(members);
            (from, to) = (Math.Max(from, part.From is { } first ? FactDay.From(first) : from), Math.Min(to, part.To is { } last ? FactDay.From(last) : to));
        }
        else if (!isAverage && triangle.Query.Key is { } key)
        {
            if (GroupOf(row, key) is not { } group) return null;
            rules.Add(group);
        }
        else if (!isAverage)
            (from, to) = (FactDay.From(row.Start), CohortPeriods.End(FactDay.From(row.Start), triangle.Bucket));
        if (from > facts.Span.First || to < facts.Span.Last || triangle.Query.Parts is not null || rules.Count == 0)
            rules.Add(new OrderRule(OrderPlace.First) { Window = new(From: FactDay.ToDate(Math.Max(from, 0)), To: FactDay.ToDate(Math.Clamp(to, 0, FactDay.Max))) });
        return rules;
    }

    // Who first bought on the days of any of them; null where somebody could be in two cohorts and count twice.
    private static SegmentRule[]? DaysOf(IReadOnlyList<CohortPart> parts, int from, int to)
    {
        if (parts.Any(p => p.Members is not null)) return null;
        var days = parts.Select(p => (From: Math.Max(Math.Max(from, 0), p.From is { } first ? FactDay.From(first) : from), To: Math.Min(Math.Min(to, FactDay.Max), p.To is { } last ? FactDay.From(last) : to)))
            .Where(d => d.From <= d.To).OrderBy(d => d.From).ToList();
        if (days.Count == 0 || days.Zip(days.Skip(1)).Any(d => d.First.To >= d.Second.From)) return null;
        return [.. days.Select(d => new OrderRule(OrderPlace.First) { Window = new(From: FactDay.ToDate(d.From), To: FactDay.ToDate(d.To)) })];
    }

    private AcquiredRule? GroupOf(CohortRow row, CustomerKey key)
    {
        var names = AcquiredRule.NamesOf(facts, key);
        var shown = row.Code is { } own ? [names[own]] : triangle.Cohorts.Where(c => c.Code is not null).Select(c => names[c.Code!.Value]).ToHashSet();
        // Two sources may sell different products under one article number.
        if (key == CustomerKey.FirstProduct && names.Count(shown.Contains) > shown.Count) return null;
        return new(key, [.. shown]) { Not = row.Code is null };
    }
}
