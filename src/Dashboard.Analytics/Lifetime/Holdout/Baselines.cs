namespace Dashboard.Analytics.Lifetime.Holdout;

/// <summary>Forecasts that need no model and that a model must beat. Each gives expected purchases per customer within <c>horizon</c>, in the unit of the histories.</summary>
public static class Baselines
{
    /// <summary>Their names and forecasts.</summary>
    public static IReadOnlyList<(string Name, Func<PurchaseSummary, double, double[]> Forecast)> All { get; } =
        [("zero", Zero), ("cohort mean", CohortMean), ("past rate", PastRate), ("silence rule", SilenceRule)];

    /// <summary>Nobody buys again.</summary>
    public static double[] Zero(PurchaseSummary customers, double horizon)
    {
        ArgumentNullException.ThrowIfNull(customers);
        return new double[customers.Count];
    }

    /// <summary>Everybody buys as often as all customers together did per unit of time: Σx / ΣT.</summary>
    public static double[] CohortMean(PurchaseSummary customers, double horizon)
    {
        ArgumentNullException.ThrowIfNull(customers);
        var (purchases, time) = (0.0, 0.0);
        for (var i = 0; i < customers.Count; i++) (purchases, time) = (purchases + customers.WeightOf(i) * customers.X[i], time + customers.WeightOf(i) * customers.T[i]);
        var forecast = new double[customers.Count];
        if (time > 0) Array.Fill(forecast, purchases / time * horizon);
        return forecast;
    }

    /// <summary>Everybody goes on as before: x / T, and 0 on the first day.</summary>
    public static double[] PastRate(PurchaseSummary customers, double horizon)
    {
        ArgumentNullException.ThrowIfNull(customers);
        var forecast = new double[customers.Count];
        for (var i = 0; i < forecast.Length; i++) forecast[i] = customers.T[i] > 0 ? customers.X[i] / customers.T[i] * horizon : 0;
        return forecast;
    }

    /// <summary>As before, but whoever has been silent for more than half of the time since the first purchase is gone (after Wübben and Wangenheim 2008).</summary>
    public static double[] SilenceRule(PurchaseSummary customers, double horizon)
    {
        var forecast = PastRate(customers, horizon);
        for (var i = 0; i < forecast.Length; i++)
            if (customers.T[i] - customers.Tx[i] > customers.T[i] / 2) forecast[i] = 0;
        return forecast;
    }
}
