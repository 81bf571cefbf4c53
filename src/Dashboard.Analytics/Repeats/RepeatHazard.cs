using Dashboard.Analytics.Experiments;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Lifetime.Survival;
using Dashboard.Analytics.Segments;

namespace Dashboard.Analytics.Repeats;

/// <summary>Second purchases in a stretch of days since the first.</summary>
/// <param name="From">First day, counted from 1 for the day after the first purchase.</param>
/// <param name="To">Last day, included; null for all days seen.</param>
/// <param name="AtRisk">Customers seen on the first of these days or longer who had bought once until then.</param>
/// <param name="CustomerDays">Days of the stretch on which they were seen and had still bought once, up to and including that of the second purchase.</param>
/// <param name="Events">Second purchases.</param>
/// <param name="Here">One-time buyers whose purchase is so many days old now.</param>
public sealed record HazardSpan(int From, int? To, int AtRisk, long CustomerDays, int Events, int Here)
{
    internal const double Alpha = 0.05;

    /// <summary>Hazard: chance a day that somebody who has bought once until then buys again; null when nobody was seen.</summary>
    public double? Rate => CustomerDays == 0 ? null : (double)Events / CustomerDays;

    /// <summary>95 % interval of the hazard (Wilson 1927), every customer and day a trial of its own.</summary>
    public ShareInterval? Interval => IntervalAt(Alpha);

    /// <summary>The same of another confidence, 1 − <paramref name="alpha"/>.</summary>
    internal ShareInterval? IntervalAt(double alpha) => CustomerDays == 0 ? null : ShareInterval.Wilson(Events, CustomerDays, alpha);

    /// <summary>Chance to buy within so many days at one chance a day.</summary>
    public static double Within(double rate, int days) => 1 - Math.Pow(1 - rate, days);
}

/// <summary>
/// When the second purchase comes: the discrete hazard by day since the first, events over customers at risk, as in Kaplan, Meier (1958). Who has bought once leaves on
/// the last business day with an order without an event (censored). Two orders of one day are one purchase, so that nothing happens on day 0.
/// </summary>
/// <param name="Days">Day by day, as long as <see cref="Enough"/> customers are at risk, at most <see cref="MostDays"/>.</param>
/// <param name="Weeks">The same by stretches of <see cref="Week"/> days, and all days after them as the last.</param>
/// <param name="Curve">Share of customers who have bought once only, by day.</param>
/// <param name="Best">The stretch of <see cref="Week"/> days whose interval has the highest lower end: surely the best; null where none has enough customers and purchases.</param>
/// <param name="Mean">All <see cref="Days"/> together, against which <see cref="Best"/> is judged; null without days.</param>
/// <param name="Customers">Customers with a purchase.</param>
/// <param name="Repeaters">Those of them with a second.</param>
public sealed record RepeatHazard(
    IReadOnlyList<HazardSpan> Days, IReadOnlyList<HazardSpan> Weeks, SurvivalCurve Curve, HazardSpan? Best, HazardSpan? Mean, int Customers, int Repeaters)
{
    /// <summary>Half a year: later a second purchase has little to do with the first.</summary>
    public const int MostDays = 26 * Week;

    /// <summary>Days of a stretch.</summary>
    public const int Week = 7;

    /// <summary>Fewer customers at risk say nothing about a day.</summary>
    public const int Enough = 30;

    /// <summary>Fewer second purchases than these make no stretch the best.</summary>
    public const int EnoughEvents = 10;

    /// <summary>The best stretch is better than all together, beyond chance: its interval, made wider because it is the best of many (Bonferroni), lies above their mean.</summary>
    public bool StandsOut => Best is { } best && best.IntervalAt(HazardSpan.Alpha * Week / Days.Count)!.Value.Low > Mean!.Rate;

    /// <param name="facts">The snapshot.</param>
    /// <param name="members">Only these customers; null for all.</param>
    public static RepeatHazard Of(CustomerFacts facts, CustomerSet? members = null)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var (ended, running) = Count(facts, members);
        // Seen on day d or longer, without a second purchase before it.
        var atRisk = new int[ended.Length + 1];
        for (var d = ended.Length - 1; d >= 0; d--) atRisk[d] = atRisk[d + 1] + ended[d] + running[d];
        var shown = Math.Min(MostDays, ended.Length - 1);
        while (shown > 0 && atRisk[shown] < Enough) shown--;

        HazardSpan Span(int from, int? to)
        {
            var (exposed, events, here) = (0L, 0, 0);
            for (var d = from; d <= (to ?? ended.Length - 1) && d < ended.Length; d++) (exposed, events, here) = (exposed + atRisk[d], events + ended[d], here + running[d]);
            return new(from, to, from < atRisk.Length ? atRisk[from] : 0, exposed, events, here);
        }

        var weeks = Enumerable.Range(0, (shown + Week - 1) / Week).Select(w => Span(w * Week + 1, Math.Min((w + 1) * Week, shown))).ToList();
        if (shown < ended.Length - 1) weeks.Add(Span(shown + 1, null));
        var best = Enumerable.Range(1, Math.Max(0, shown - Week + 1)).Select(from => Span(from, from + Week - 1)).Where(s => s.Events >= EnoughEvents).MaxBy(s => s.Interval!.Value.Low);
        return new(
            [.. Enumerable.Range(1, shown).Select(d => Span(d, d))], weeks, SurvivalCurve.Estimate([.. Tenures(ended, running)]), best, shown == 0 ? null : Span(1, shown), atRisk[0], ended.Sum());
    }

    /// <summary>Customers by days to the second purchase, and one-time buyers by days seen.</summary>
    private static (int[] Ended, int[] Running) Count(CustomerFacts facts, CustomerSet? members)
    {
        var (ended, running, c) = (new int[facts.Span.Last - facts.Span.First + 1], new int[facts.Span.Last - facts.Span.First + 1], facts.Customers);
        for (var i = 0; i < facts.CustomerCount; i++)
        {
            if (c.Purchases[i] == 0 || members is not null && !members[i]) continue;
            if (c.Purchases[i] > 1) ended[facts.DaysToSecond(i)]++;
            else running[facts.Span.Last - c.FirstDay[i]]++;
        }
        return (ended, running);
    }

    private static IEnumerable<Tenure> Tenures(int[] ended, int[] running)
    {
        for (var d = 0; d < ended.Length; d++)
        {
            if (ended[d] > 0) yield return new(d, true, ended[d]);
            if (running[d] > 0) yield return new(d, false, running[d]);
        }
    }
}
