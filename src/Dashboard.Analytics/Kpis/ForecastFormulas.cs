using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Segments;

namespace Dashboard.Analytics.Kpis;

/// <summary>KPIs that look ahead, from the forecasts of the snapshot. They know no other day than its last and no other purchases than all of a customer's.</summary>
internal sealed class ForecastFormulas
{
    private readonly KpiPlan _plan;
    private readonly Func<CustomerValues> _values;
    private readonly bool _hasModel;
    private readonly int _customers;
    private readonly long _revenue;
    private readonly long _predicted;

    /// <summary>Sums the customers with a purchase.</summary>
    /// <param name="plan">Filter and customers.</param>
    /// <param name="values">What each of them brought by the last day.</param>
    public ForecastFormulas(KpiPlan plan, Func<CustomerValues> values)
    {
        (_plan, _values) = (plan, values);
        _hasModel = plan.Facts.Forecasts is not null && ForecastRules.Parse(plan.Facts.Stamp.Forecast)?.Model is not null;
        if (plan.Facts.Forecasts?.Value is not { } predicted) return;
        _customers = plan.Buyers.Count;
        _revenue = plan.BuyerRevenue;
        _predicted = CustomerSet.Sums([plan.Buyers], predicted)[0];
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
        var (values, revenue) = (_values(), _plan.Facts.Customers.Revenue);
        var from = Math.Max(1, values.TopLimit(BestFifth.Percent));
        var theirs = CustomerSet.Intersect(_plan.Buyers, CustomerSet.Above<long>(revenue, from - 1));
        var best = BestFifth.Above(_plan.Facts, from, theirs.Count);
        var risky = CustomerSet.CountBoth(theirs, CustomerSet.Above<byte>(forecasts.State, (byte)LifecycleState.AtRisk - 1));
        return KpiResult.Ratio(risky, best.Customers, best.Customers, NoValueReason.NoRevenue) with { Best = best };
    }
}
