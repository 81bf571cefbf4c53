using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Lifetime;

namespace Dashboard.Analytics.Forecasts;

/// <summary>
/// Every time a customer was lost: the first day in the Lost state by the lifecycle rules in service, looked at over the whole history, and the purchase that
/// ended it. Spell <c>s</c> of customer <c>i</c> is one of <c>Start[i] .. Start[i+1]</c>, in the order of time; days as in the snapshot.
/// </summary>
/// <param name="Start">First spell per customer, one element more than customers.</param>
/// <param name="After">Day of the last purchase before.</param>
/// <param name="Lost">First day in the Lost state, not beyond the last day with an order.</param>
/// <param name="Back">Day of the purchase that ended the spell; 0 while it lasts.</param>
public sealed record LostSpells(int[] Start, ushort[] After, ushort[] Lost, ushort[] Back)
{
    /// <summary>1 where the customer of a spell was lost before, else 0; found when first asked for.</summary>
    internal byte[] IsAgain => _isAgain ??= FindAgain();

    private byte[]? _isAgain;

    private byte[] FindAgain()
    {
        var again = new byte[Lost.Length + 1];
        Array.Fill(again, (byte)1);
        foreach (var first in Start) again[first] = 0;
        return again;
    }

    /// <summary>Whether a customer was lost at the end of a day.</summary>
    public bool IsLost(int customer, int day)
    {
        for (var s = Start[customer]; s < Start[customer + 1]; s++)
        {
            if (Lost[s] <= day && (Back[s] == 0 || Back[s] > day)) return true;
        }
        return false;
    }

    /// <summary>Finds them on all cores.</summary>
    internal static LostSpells Of(CustomerFacts facts, ForecastRules rules)
    {
        var (parts, silence, start) = (new CustomerParts(facts), new Silence(facts, rules), new int[facts.CustomerCount + 1]);
        var found = new List<(ushort After, ushort Lost, ushort Back)>[parts.Count];
        Parallel.For(0, parts.Count, p =>
        {
            var (from, to) = parts[p];
            var spells = found[p] = [];
            for (var i = from; i < to; i++)
            {
                Find(facts, silence, rules.Lifecycle.NewDays, i, spells);
                start[i + 1] = spells.Count;
            }
        });
        var before = 0;
        for (var p = 0; p < parts.Count; p++)
        {
            var (from, to) = parts[p];
            for (var i = from; i < to; i++) start[i + 1] += before;
            before += found[p].Count;
        }
        return new(start, Column(found, s => s.After), Column(found, s => s.Lost), Column(found, s => s.Back));
    }

    private static void Find(CustomerFacts facts, Silence silence, int newDays, int customer, List<(ushort, ushort, ushort)> spells)
    {
        var (days, o, end) = (facts.Orders.Day, facts.Customers.OrderStart[customer], facts.Customers.OrderStart[customer + 1]);
        if (o == end) return;
        int first = days[o], last = first, purchases = 1, longest = 0;
        while (true)
        {
            while (o < end && days[o] == last) o++;
            var lost = Math.Max(last + (long)silence.DaysUntilLost(purchases, last - first, longest), first + newDays + 1L);
            if (lost <= (o < end ? days[o] - 1 : facts.Span.Last)) spells.Add(((ushort)last, (ushort)lost, o < end ? days[o] : (ushort)0));
            if (o == end) return;
            (longest, last, purchases) = (Math.Max(longest, days[o] - last), days[o], purchases + 1);
        }
    }

    private static ushort[] Column(List<(ushort After, ushort Lost, ushort Back)>[] found, Func<(ushort After, ushort Lost, ushort Back), ushort> value) =>
        [.. found.SelectMany(spells => spells.Select(value))];
}
