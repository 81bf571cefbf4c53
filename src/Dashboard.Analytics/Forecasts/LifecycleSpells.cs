using System.Runtime.InteropServices;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Lifetime;

namespace Dashboard.Analytics.Forecasts;

/// <summary>
/// Every stay of every customer in a lifecycle state by the rules in service, looked at over the whole history: what <see cref="LifecyclePath"/> tells of each, kept in
/// columns for questions about everybody on any day. Stay <c>s</c> of customer <c>i</c> is one of <c>Start[i] .. Start[i+1]</c>, in the order of time; a customer without
/// a purchase has none. Days as in the snapshot.
/// </summary>
/// <param name="Start">First stay per customer, one element more than customers.</param>
/// <param name="Day">First day at whose end the state held; the stay ends with the next one's.</param>
/// <param name="State">A <see cref="LifecycleState"/>.</param>
/// <param name="Until">Day up to which silence is known; a customer who bought later is known up to the last purchase.</param>
public sealed record LifecycleSpells(int[] Start, ushort[] Day, byte[] State, int Until)
{
    /// <summary>The state at the end of a day, which must not be later than the customer is known.</summary>
    public LifecycleState At(int customer, int day)
    {
        for (var s = Start[customer + 1] - 1; s >= Start[customer]; s--)
        {
            if (Day[s] <= day) return (LifecycleState)State[s];
        }
        return LifecycleState.Prospect;
    }

    /// <summary>The state that a stay of a customer followed.</summary>
    public LifecycleState Before(int customer, int stay) => stay > Start[customer] ? (LifecycleState)State[stay - 1] : LifecycleState.Prospect;

    /// <summary>Finds them on all cores.</summary>
    internal static LifecycleSpells Of(CustomerFacts facts, ForecastRules rules)
    {
        var (parts, silences, start) = (new CustomerParts(facts), new SilentStates(facts, rules), new int[facts.CustomerCount + 1]);
        var (days, states) = (new List<ushort>[parts.Count], new List<byte>[parts.Count]);
        Parallel.For(0, parts.Count, p =>
        {
            var (from, to) = parts[p];
            var walk = new Walk(facts, rules, silences, days[p] = [], states[p] = []);
            for (var i = from; i < to; i++)
            {
                walk.Follow(i);
                start[i + 1] = days[p].Count;
            }
        });
        var before = 0;
        for (var p = 0; p < parts.Count; p++)
        {
            var (from, to) = parts[p];
            for (var i = from; i < to; i++) start[i + 1] += before;
            before += days[p].Count;
        }
        return new(start, Join(days, before), Join(states, before), rules.Day);
    }

    private static T[] Join<T>(List<T>[] parts, int count)
    {
        var (all, at) = (GC.AllocateUninitializedArray<T>(count), 0);
        foreach (var part in parts)
        {
            CollectionsMarshal.AsSpan(part).CopyTo(all.AsSpan(at));
            at += part.Count;
        }
        return all;
    }

    /// <summary>Follows one customer after the other.</summary>
    private sealed class Walk(CustomerFacts facts, ForecastRules rules, SilentStates silences, List<ushort> days, List<byte> states)
    {
        private readonly List<int> _gaps = [];
        private int _state;

        public void Follow(int customer)
        {
            var (orders, o, end) = (facts.Orders.Day, facts.Customers.OrderStart[customer], facts.Customers.OrderStart[customer + 1]);
            _state = -1;
            _gaps.Clear();
            if (o == end) return;
            var (first, last, purchases, known) = ((int)orders[o], (int)orders[o], 1, Math.Max(rules.Day, facts.Customers.LastDay[customer]));
            while (true)
            {
                while (o < end && orders[o] == last) o++;
                Silent(first, last, purchases, o < end ? orders[o] - 1 : known);
                if (o == end) return;
                if (!silences.HasModel) Insert(orders[o] - last);
                (last, purchases) = (orders[o], purchases + 1);
            }
        }

        private void Silent(int first, int last, int purchases, int to)
        {
            var from = last;
            if (last - first <= rules.Lifecycle.NewDays)
            {
                Enter(last, LifecycleState.New);
                from = first + rules.Lifecycle.NewDays + 1;
            }
            if (from > to) return;
            var changes = purchases == 1 ? silences.Once : silences.HasModel ? silences.Of(purchases, last - first, to - last) : OwnRhythm();
            var now = 0;
            while (now + 1 < changes.Length && last + changes[now + 1].Days <= from) now++;
            Enter(from, changes[now].State);
            for (now++; now < changes.Length && last + changes[now].Days <= to; now++) Enter(last + changes[now].Days, changes[now].State);
        }

        private void Enter(int day, LifecycleState state)
        {
            if (_state == (int)state) return;
            _state = (int)state;
            days.Add((ushort)day);
            states.Add((byte)state);
        }

        private void Insert(int gap)
        {
            var at = _gaps.BinarySearch(gap);
            _gaps.Insert(at < 0 ? ~at : at, gap);
        }

        // Gaps are sorted already, and the state is worst after the longest of them.
        private SilentChange[] OwnRhythm()
        {
            var gaps = CollectionsMarshal.AsSpan(_gaps);
            int usual = gaps[(4 * gaps.Length + 4) / 5 - 1], longest = gaps[^1];
            return usual < longest
                ? [new(0, LifecycleState.Active), new(usual + 1, LifecycleState.AtRisk), new(longest + 1, LifecycleState.Lost)]
                : [new(0, LifecycleState.Active), new(longest + 1, LifecycleState.Lost)];
        }
    }
}
