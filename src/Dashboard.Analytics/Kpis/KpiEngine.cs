using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Kpis;

/// <summary>Answers KPI questions from a snapshot: plan, scan, report.</summary>
public static class KpiEngine
{
    /// <summary>All asked KPIs of the range and its comparison. Any dates are allowed; KPIs without a value say why.</summary>
    /// <exception cref="ArgumentException">The customer set belongs to a snapshot of another size.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Lost-after or early-repeat days are below 1.</exception>
    public static KpiReport Run(CustomerFacts facts, KpiQuery query)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.LostAfterDays, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.EarlyRepeatDays, 1);
        if (query.Customers is { } members && members.Size != facts.CustomerCount)
            throw new ArgumentException("The customer set belongs to a snapshot of another size.", nameof(query));

        var plan = KpiPlan.For(facts, query);
        if (plan.Nothing is { } reason) return WithoutValues(plan, reason);
        using var formulas = new KpiFormulas(plan);
        return WithValues(plan, formulas);
    }

    private static KpiReport WithValues(KpiPlan plan, KpiFormulas formulas) => Frame(plan) with
    {
        Values = plan.Kpis.Ids.ToDictionary(id => id, id => Value(id, plan, formulas)),
        Series = plan.Kpis.Ids.Where(id => KpiCatalog.Of(id).HasSeries).ToDictionary(id => id, id => Series(id, plan, formulas)),
        Breakdown = BreakdownRows.Of(plan, formulas),
        AnonymousOrders = formulas.AnonymousOrders(plan.Range),
        Gaps = plan.Kpis.Wants(KpiId.DaysBetweenPurchases) ? formulas.Gaps() : null,
    };

    private static KpiReport WithoutValues(KpiPlan plan, NoValueReason reason) => Frame(plan) with
    {
        Values = plan.Kpis.Ids.ToDictionary(id => id, id => new KpiValue(id, null, reason, 0, 0, 0, null)),
    };

    private static KpiValue Value(KpiId id, KpiPlan plan, KpiFormulas formulas)
    {
        var info = KpiCatalog.Of(id);
        var result = formulas.Of(id, plan.Range);
        var excluded = info.IsAboutCustomers ? formulas.AnonymousOrders(plan.Range, info.IsLifetime) : 0;
        return new(id, result.Value, result.Reason, result.N, excluded, result.Immature, plan.Compare is { } compare ? formulas.Of(id, compare).Value : null) { Best = result.Best };
    }

    private static KpiSeries Series(KpiId id, KpiPlan plan, KpiFormulas formulas) => new(
        id,
        [.. plan.Buckets.Select(b => Point(id, b.Days, plan, formulas))],
        plan.Compare is null ? null : [.. plan.Buckets.Select(b => Point(id, b.Compare, plan, formulas))]);

    /// <summary>Null before the first day with data: the shop did not sell nothing, it is not known.</summary>
    private static double? Point(KpiId id, DayRange? window, KpiPlan plan, KpiFormulas formulas) =>
        window is { } days && days.Touches(plan.Facts.Span.First, plan.Facts.Span.Last) ? formulas.Of(id, days).Value : null;

    private static KpiReport Frame(KpiPlan plan)
    {
        var (facts, query, hasData) = (plan.Facts, plan.Query, plan.Facts.OrderCount > 0);
        return new()
        {
            AsOf = hasData ? FactDay.ToDate(Math.Clamp(plan.Range.To, plan.Facts.Span.First, plan.Facts.Span.Last)) : null,
            From = query.From ?? (hasData ? FactDay.ToDate(plan.Asked.From) : null),
            To = query.To ?? (hasData ? FactDay.ToDate(plan.Asked.To) : null),
            CompareFrom = plan.Compare is { } compare ? FactDay.ToDate(compare.From) : null,
            CompareTo = plan.Compare is { } same ? FactDay.ToDate(same.To) : null,
            Unfinished = plan.Nothing is null && plan.Unfinished,
            Currency = facts.Stamp.Currency,
            MinorPerMajor = facts.Stamp.MinorPerMajor,
            Bucket = plan.Bucket,
            Buckets = [.. plan.Buckets.Select(Bucket)],
            LeftOut = LeftOut(plan),
            Values = new Dictionary<KpiId, KpiValue>(),
            Series = new Dictionary<KpiId, KpiSeries>(),
            Breakdown = [],
            AnonymousOrders = 0,
            Gaps = null,
        };
    }

    private static KpiBucket Bucket(BucketWindow bucket) => new(
        FactDay.ToDate(bucket.Days.From), FactDay.ToDate(bucket.Days.To), bucket.Unfinished,
        bucket.Compare is { } from ? FactDay.ToDate(from.From) : null, bucket.Compare is { } to ? FactDay.ToDate(to.To) : null);

    private static Dictionary<LeftOutReason, long> LeftOut(KpiPlan plan)
    {
        var (leftOut, starts, members) = (plan.Facts.LeftOut, plan.Facts.Customers.LeftOutStart, plan.Query.Customers);
        var asked = plan.Facts.OrderCount > 0 ? plan.Asked : new(plan.Query.From is null ? 0 : plan.Asked.From, plan.Query.To is null ? FactDay.Max : plan.Asked.To);
        var counts = new Dictionary<LeftOutReason, long>();
        if (members is null) Add(0, leftOut.Day.Length);
        for (var i = 0; members is not null && leftOut.Day.Length > 0 && i < plan.Facts.CustomerCount; i++)
        {
            if (members[i]) Add(starts[i], starts[i + 1]);
        }
        return counts;

        void Add(int from, int to)
        {
            for (var row = from; row < to; row++)
            {
                if (leftOut.Day[row] < asked.From || leftOut.Day[row] > asked.To) continue;
                var reason = (LeftOutReason)leftOut.Reason[row];
                counts[reason] = counts.GetValueOrDefault(reason) + 1;
            }
        }
    }
}
