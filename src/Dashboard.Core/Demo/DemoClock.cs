namespace Dashboard.Core.Demo;

/// <summary>
/// The sample shop's two clocks. On the busy clock demand is even: a busy day lasts long and a quiet one passes quickly, so whatever is spread evenly
/// on it (visits of a customer, new customers) is seasonal on the calendar without a draw being thrown away.
/// </summary>
internal sealed class DemoClock
{
    private readonly double[] _busy;   // busy time at the start of each day, one more than days

    public DemoClock(DateOnly firstDay, DateOnly lastDay, Func<DateOnly, double> demand)
    {
        FirstDay = firstDay;
        Days = lastDay.DayNumber - firstDay.DayNumber + 1;
        _busy = new double[Days + 1];
        for (var d = 0; d < Days; d++) _busy[d + 1] = _busy[d] + demand(firstDay.AddDays(d));
        var perDay = _busy[Days] / Days;
        for (var d = 0; d <= Days; d++) _busy[d] /= perDay;
    }

    public DateOnly FirstDay { get; }
    public int Days { get; }

    /// <summary>Busy time at the end; equal to <see cref="Days"/>.</summary>
    public double End => _busy[Days];

    /// <summary>Busy time at a moment given in days since the first day began.</summary>
    public double ToBusy(double time)
    {
        var day = Math.Clamp((int)time, 0, Days - 1);
        return _busy[day] + (time - day) * (_busy[day + 1] - _busy[day]);
    }

    /// <summary>Days since the first day began, for a busy time before <see cref="End"/>.</summary>
    public double FromBusy(double busy)
    {
        var found = Array.BinarySearch(_busy, busy);
        var day = Math.Clamp(found >= 0 ? found : ~found - 1, 0, Days - 1);
        return day + Math.Min(0.999999, (busy - _busy[day]) / (_busy[day + 1] - _busy[day]));
    }
}
