using Dashboard.Analytics.Forecasts;

namespace Dashboard.Analytics.Kpis;

/// <summary>KPIs that look ahead, from the forecasts of the snapshot. They know no other day than its last and no other purchases than all of a customer's.</summary>
internal sealed class ForecastFormulas
{
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
        if (id == KpiId.ValuableAtRisk) return OfTheBest(forecasts);
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

    private KpiResult OfTheBest(ForecastColumns forecasts)
    {
        var (c, members, best, risky) = (_plan.Facts.Customers, _plan.Query.Customers, BestFifth.Of(_plan.Facts, _plan.Query.Customers), 0);
        for (var i = 0; i < c.Purchases.Length; i++)
        {
            if (c.Revenue[i] >= best.From && c.Purchases[i] > 0 && (LifecycleState)forecasts.State[i] >= LifecycleState.AtRisk && (members is null || members[i])) risky++;
        }
        return KpiResult.Ratio(risky, best.Customers, best.Customers, NoValueReason.NoRevenue) with { Best = best };
    }
}
