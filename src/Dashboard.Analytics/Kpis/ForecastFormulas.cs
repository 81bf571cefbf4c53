using Dashboard.Analytics.Forecasts;

namespace Dashboard.Analytics.Kpis;

/// <summary>KPIs that look ahead, from the forecasts of the snapshot. They know no other day than its last and no other purchases than all of a customer's.</summary>
internal sealed class ForecastFormulas
{
    private const int TopPercent = 20;

    private readonly KpiPlan _plan;
    private readonly bool _hasModel;
    private readonly int _customers;
    private readonly long _revenue;
    private readonly long _predicted;

    /// <summary>Sums the customers with a purchase.</summary>
    public ForecastFormulas(KpiPlan plan)
    {
        _plan = plan;
        _hasModel = plan.Facts.Forecasts is not null && ForecastRules.Parse(plan.Facts.Stamp.Forecast)?.Model is not null;
        if (plan.Facts.Forecasts?.Value is not { } values) return;
        var (revenue, purchases, members) = (plan.Facts.Customers.Revenue, plan.Facts.Customers.Purchases, plan.Query.Customers);
        var (customers, historic, predicted) = (0, 0L, 0L);
        for (var i = 0; i < purchases.Length; i++)
        {
            if (purchases[i] == 0 || members is not null && !members[i]) continue;
            (customers, historic, predicted) = (customers + 1, historic + revenue[i], predicted + values[i]);
        }
        (_customers, _revenue, _predicted) = (customers, historic, predicted);
    }

    public KpiResult Of(KpiId id, DayRange window)
    {
        var n = _customers;
        if (_plan.Facts.Forecasts is not { } forecasts || !_plan.Filter.IsNone || window.To < _plan.Facts.Span.Last) return KpiResult.None(NoValueReason.NoForecast);
        if (n == 0) return KpiResult.None(NoValueReason.NoCustomers);
        if (id == KpiId.ValuableAtRisk) return KpiResult.Ratio(TopAtRisk(forecasts, out var top), top, top, NoValueReason.NoRevenue);
        if (!_hasModel) return KpiResult.None(NoValueReason.NoForecast, n);
        var major = (_plan.Query.Margin ?? 1) / _plan.Facts.Stamp.MinorPerMajor;
        return new(id switch
        {
            KpiId.PredictedClvMean => _predicted * major / n,
            KpiId.TotalClvMean => (_revenue + _predicted) * major / n,
            KpiId.CustomerEquity => _predicted * major,
            _ => throw new ArgumentOutOfRangeException(nameof(id)),
        }, null, n);
    }

    /// <summary>Of the best fifth by revenue to date, rounded up to whole customers, those in danger; of equals at its edge the first on file.</summary>
    private int TopAtRisk(ForecastColumns forecasts, out int top)
    {
        var (c, members, revenue, states, n) = (_plan.Facts.Customers, _plan.Query.Customers, new long[_customers], new byte[_customers], 0);
        for (var i = 0; i < c.Purchases.Length; i++)
        {
            if (c.Purchases[i] > 0 && (members is null || members[i])) (revenue[n], states[n++]) = (c.Revenue[i], forecasts.State[i]);
        }
        top = (int)(((long)n * TopPercent + 99) / 100);
        var limit = new MoneyRanking(revenue).At(n - top);
        if (Array.TrueForAll(revenue, r => r <= 0)) return top = 0;
        var (edge, risky) = (top - revenue.Count(r => r > limit), 0);
        for (var i = 0; i < n; i++)
        {
            if (revenue[i] < limit || revenue[i] == limit && edge-- <= 0) continue;
            risky += (LifecycleState)states[i] >= LifecycleState.AtRisk ? 1 : 0;
        }
        return risky;
    }
}
