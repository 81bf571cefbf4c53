namespace Dashboard.Analytics.Lifetime.Holdout;

/// <summary>A split of the history: forecasts use what was known at the end of <paramref name="Day"/> and are judged by what came up to and including <paramref name="Until"/>.</summary>
public readonly record struct Origin(int Day, int Until)
{
    /// <summary>Days forecast.</summary>
    public int Horizon => Until - Day;
}

/// <summary>Splits inside the data, by which models are compared and learners taught without touching what comes after.</summary>
public static class RollingOrigins
{
    private const double Spacing = 0.05;
    private const double LeastHistory = 0.2;

    /// <summary>
    /// Origins a twentieth of the history apart, latest first, back to a fifth of the history. All are followed for the horizon asked, or for half of the history
    /// where that is shorter, so that the latest still has a fair past behind it.
    /// </summary>
    /// <param name="firstDay">Day of the first purchase.</param>
    /// <param name="lastDay">Last day known.</param>
    /// <param name="horizon">Days to forecast after it, 1 or more.</param>
    /// <returns>None for histories of less than ten days.</returns>
    public static IReadOnlyList<Origin> Of(int firstDay, int lastDay, int horizon)
    {
        var length = lastDay - firstDay + 1;
        if (length < 10 || horizon < 1) return [];
        var followed = Math.Min(horizon, length / 2);
        var (step, least) = (Math.Max(1, (int)(length * Spacing)), firstDay + (int)(length * LeastHistory) - 1);
        var origins = new List<Origin>();
        for (var day = lastDay - followed; day >= least; day -= step) origins.Add(new(day, day + followed));
        return origins;
    }
}
