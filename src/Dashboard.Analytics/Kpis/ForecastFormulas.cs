using Dashboard.Analytics.Forecasts;

namespace Dashboard.Analytics.Kpis;

/// <summary>KPIs that look ahead, from the forecasts of the snapshot. They know no other day than its last and no other purchases than all of a customer's.</summary>
internal sealed class ForecastFormulas
{
    private const int TopPercent = 20;

    private readonly KpiPlan _plan;
    private readonly bool _hasModel;
    private readonly long[] _revenue;
    private readonly int[] _customers;
    private readonly long _predicted;

    /// <summary>Sums the customers with a purchase.</summary>
    public ForecastFormulas(KpiPlan plan)
    {
        _plan = plan;
        _hasModel = plan.Facts.Forecasts is not null && ForecastRules.Parse(plan.Facts.Stamp.Forecast)?.Model is not null;
        var c = plan.Facts.Customers;
        var (customers, members) = (new List<int>(), plan.Query.Customers);
        for (var i = 0; i < c.Purchases.Length; i++)
        {
            if (c.Purchases[i] == 0 || members is not null && !members[i]) continue;
            customers.Add(i);
            _predicted += plan.Facts.Forecasts?.Value[i] ?? 0;
        }
        _customers = [.. customers];
        _revenue = Array.ConvertAll(_customers, i => c.Revenue[i]);
    }

    public KpiResult Of(KpiId id, DayRange window)
    {
        var n = _customers.Length;
        if (_plan.Facts.Forecasts is not { } forecasts || !_plan.Filter.IsNone || window.To < _plan.Facts.Span.Last) return KpiResult.None(NoValueReason.NoForecast);
        if (n == 0) return KpiResult.None(NoValueReason.NoCustomers);
        if (id == KpiId.ValuableAtRisk) return KpiResult.Ratio(TopAtRisk(forecasts, out var top), top, top, NoValueReason.NoRevenue);
        if (!_hasModel) return KpiResult.None(NoValueReason.NoForecast, n);
        var major = (_plan.Query.Margin ?? 1) / _plan.Facts.Stamp.MinorPerMajor;
        return new(id switch
        {
            KpiId.PredictedClvMean => _predicted * major / n,
            KpiId.TotalClvMean => (_revenue.Sum() + _predicted) * major / n,
            KpiId.CustomerEquity => _predicted * major,
            _ => throw new ArgumentOutOfRangeException(nameof(id)),
        }, null, n);
    }

    /// <summary>Of the best fifth by revenue to date, rounded up to whole customers, those in danger; of equals at its edge the first on file.</summary>
    private int TopAtRisk(ForecastColumns forecasts, out int top)
    {
        var n = _customers.Length;
        top = (int)(((long)n * TopPercent + 99) / 100);
        var limit = new MoneyRanking(_revenue).At(n - top);
        if (Array.TrueForAll(_revenue, r => r <= 0)) return top = 0;
        var (edge, risky) = (top - _revenue.Count(r => r > limit), 0);
        for (var i = 0; i < n; i++)
        {
            if (_revenue[i] < limit || _revenue[i] == limit && edge-- <= 0) continue;
            risky += (LifecycleState)forecasts.State[_customers[i]] >= LifecycleState.AtRisk ? 1 : 0;
        }
        return risky;
    }
}
