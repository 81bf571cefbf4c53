using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Lifetime;

/// <summary>Customer equity of one day as it was written down then, in major units, times the margin of then.</summary>
/// <param name="Day">The day.</param>
/// <param name="Value">The closing.</param>
/// <param name="Steps">
/// What led to it from the day written down before; null where nothing did: on the first day, or where horizon, discount, currency or rules of counting changed.
/// </param>
public sealed record EquityDay(DateOnly Day, double Value, EquitySteps? Steps);

/// <summary>From one customer equity to a later one: opening + acquired + growth of retained + reactivated + decay = closing. Major units.</summary>
/// <param name="Opening">Before.</param>
/// <param name="Acquired">Of customers who are new.</param>
/// <param name="Growth">Of customers who are worth more than before.</param>
/// <param name="Decay">Of customers who are worth less, or are lost; 0 or less.</param>
/// <param name="Reactivated">Of lost customers who bought again.</param>
public sealed record EquitySteps(double Opening, double Acquired, double Growth, double Decay, double Reactivated)
{
    public double Closing => Opening + Acquired + Growth + Decay + Reactivated;

    /// <summary>These and the steps that followed, as one.</summary>
    internal EquitySteps Then(EquitySteps next) => new(Opening, Acquired + next.Acquired, Growth + next.Growth, Decay + next.Decay, Reactivated + next.Reactivated);
}

/// <summary>The bridge over several days.</summary>
/// <param name="From">Day of the opening.</param>
/// <param name="To">Day of the closing.</param>
/// <param name="Steps">All that happened in between.</param>
public sealed record EquityChange(DateOnly From, DateOnly To, EquitySteps Steps);

/// <summary>Customer equity from day to day, of all customers together.</summary>
/// <param name="Days">Days that measured the same as the newest, oldest first.</param>
/// <param name="Bridge">Over the last <see cref="BridgeDays"/>, or as far back as days join without a gap; null before the second day.</param>
public sealed record EquityTrend(IReadOnlyList<EquityDay> Days, EquityChange? Bridge)
{
    /// <summary>Days that the bridge looks back at most.</summary>
    public const int BridgeDays = 30;

    // The days' steps and closings are sums of doubles.
    private const double Slack = 1e-6;

    /// <summary>Joins days.</summary>
    /// <param name="days">All that are known, oldest first.</param>
    public static EquityTrend Of(IReadOnlyList<EquityDay> days)
    {
        ArgumentNullException.ThrowIfNull(days);
        var start = days.Count - 1;
        while (start > 0 && days[start].Steps is { } known && Joins(known.Opening, days[start - 1].Value)) start--;
        var same = days.Skip(Math.Max(0, start)).ToList();
        EquityChange? bridge = null;
        for (var at = same.Count - 1; at >= 0 && same[at].Steps is { } steps; at--)
        {
            if (same[^1].Day.DayNumber - same[at].Day.DayNumber >= BridgeDays) break;
            bridge = new(same[Math.Max(0, at - 1)].Day, same[^1].Day, bridge is null ? steps : steps.Then(bridge.Steps));
        }
        return new(same, bridge);
    }

    // Where the settings changed and the same day was written down again, only its opening shows that it measures something else.
    private static bool Joins(double opening, double closing) => Math.Abs(opening - closing) <= Slack * Math.Max(1, Math.Abs(closing));
}

/// <summary>Reads the customer equity that was written down from day to day.</summary>
public sealed class EquityHistory(IDbContextFactory<DashboardDbContext> contexts)
{
    /// <summary>Days that a trend looks back at most.</summary>
    public const int MostDays = 731;

    public async Task<EquityTrend> ReadAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        string[] names = [EquityBridge.Closing, .. EquityBridge.Names];
        var last = await db.KpiHistory.Where(h => h.Kpi == EquityBridge.Closing).MaxAsync(h => (DateOnly?)h.Day, cancellation);
        if (last is not { } day) return EquityTrend.Of([]);
        var from = day.AddDays(-MostDays);
        var rows = await db.KpiHistory.Where(h => h.Day >= from && names.Contains(h.Kpi)).ToListAsync(cancellation);
        return EquityTrend.Of([.. rows.GroupBy(r => r.Day).OrderBy(g => g.Key).Select(g => Of(g.Key, g.ToDictionary(r => r.Kpi, r => r.Value))).OfType<EquityDay>()]);
    }

    // A closing alone is of a snapshot that was never compared with the one before.
    private static EquityDay? Of(DateOnly day, Dictionary<string, double?> values)
    {
        if (!values.ContainsKey(EquityBridge.Names[0])) return null;
        var parts = EquityBridge.Names.Select(n => values.GetValueOrDefault(n)).OfType<double>().ToList();
        if (parts is not [var opening, var acquired, var growth, var decay, var reactivated])
            return values.GetValueOrDefault(EquityBridge.Closing) is { } closing ? new(day, closing, null) : null;
        var steps = new EquitySteps(opening, acquired, growth, decay, reactivated);
        return new(day, steps.Closing, steps);
    }
}
