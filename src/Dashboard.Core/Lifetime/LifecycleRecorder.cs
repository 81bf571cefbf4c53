using System.Globalization;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Core.Data;
using Dashboard.Core.Settings;
using Dashboard.Core.Snapshots;

namespace Dashboard.Core.Lifetime;

/// <summary>Writes down where every customer stands, every change of it with its day and cause, and the bridge of the customer equity, all in one transaction.</summary>
public sealed class LifecycleRecorder(SnapshotService snapshots, SettingsService settings, StoreConnections connections, WriteGate gate, TimeProvider clock)
{
    /// <summary>
    /// Compares the snapshot with what was written down before and tells what happened since, day by day. Safe to run again: without a change nothing is written. The
    /// first time it takes stock: nobody is known to have changed state on that day, so that a transition would be untrue (and there would be one per customer).
    /// </summary>
    /// <returns>Transitions written.</returns>
    public async Task<int> RecordAsync(CancellationToken cancellation)
    {
        var facts = snapshots.Current;
        if (facts.Forecasts is null) return 0;
        var shop = await settings.GetAsync(cancellation);
        return await Task.Run(() => Record(facts, shop, cancellation), cancellation);
    }

    private int Record(CustomerFacts facts, ShopSettings shop, CancellationToken cancellation)
    {
        var rules = ForecastRules.Parse(facts.Stamp.Forecast)!;
        // Values that measure something else than those before cannot be bridged.
        var basis = string.Create(CultureInfo.InvariantCulture, $"{facts.Stamp.Currency}, {rules.HorizonDays} days, {rules.DiscountRate:R} a year, {facts.Stamp.Rules}");
        using var turn = gate.Enter(cancellation);
        using var connection = connections.Open();
        using var transaction = connection.BeginTransaction();
        using var known = new Statement(connection, "SELECT Basis, RecordedDay FROM ServedForecasts");
        var isKnown = known.Step();
        var bridges = rules.Model is not null && isKnown && known.Text(0) == basis;
        var replay = new LifecycleReplay(facts, rules, isKnown && !known.IsNull(1) ? known.Int32(1) : rules.Day);
        known.Reset();

        var written = 0;
        EquityBridge bridge;
        using (var earlier = connections.OpenScan())
        using (var add = new Statement(connection, "INSERT INTO LifecycleTransitions (CustomerId, Day, \"From\", \"To\", Cause) SELECT ?1, ?2, ?3, ?4, ?5 WHERE EXISTS (SELECT 1 FROM Customers WHERE Id = ?1)"))
        using (var set = new Statement(connection, """
            INSERT INTO CustomerLifecycles (CustomerId, State, Since, Purchases, Value) SELECT ?1, ?2, ?3, ?4, ?5 WHERE EXISTS (SELECT 1 FROM Customers WHERE Id = ?1)
            ON CONFLICT (CustomerId) DO UPDATE SET State = ?2, Since = ?3, Purchases = ?4, Value = ?5
            """))
        {
            bridge = Compare(facts, rules, replay, earlier, c =>
            {
                set.Bind(1, c.CustomerId).Bind(2, (long)c.State).Bind(3, (long)c.Since).Bind(4, (long)c.Purchases).Bind(5, c.Value).Run();
                foreach (var move in c.Moves) add.Bind(1, c.CustomerId).Bind(2, (long)move.Day).Bind(3, (long)move.From).Bind(4, (long)move.To).Bind(5, (long)move.Cause).Run();
                written += c.Moves.Count;
            }, cancellation);
        }
        using (var remember = new Statement(connection, "UPDATE ServedForecasts SET Basis = ?1, RecordedDay = ?2")) remember.BindText(1, basis).Bind(2, (long)rules.Day).Run();
        if (rules.Model is not null) WriteBridge(connection, rules.Day, bridge, bridges, (shop.MarginPercent ?? 100) / 100 / facts.Stamp.MinorPerMajor);
        transaction.Commit();
        return written;
    }

    private readonly record struct Change(int CustomerId, LifecycleState State, int Since, int Purchases, long Value, IReadOnlyList<LifecycleMove> Moves);

    // What stood before is read from a moment of its own, so that what is written here never comes along.
    private static EquityBridge Compare(CustomerFacts facts, ForecastRules rules, LifecycleReplay replay, StoreScan earlier, Action<Change> write, CancellationToken cancellation)
    {
        var (bridge, c, f) = (new EquityBridge(), facts.Customers, facts.Forecasts!);
        using var rows = new Statement(earlier, "SELECT CustomerId, State, Since, Purchases, Value FROM CustomerLifecycles ORDER BY CustomerId");
        var more = rows.Step();
        var isFirst = !more;
        for (var i = 0; i < facts.CustomerCount; i++)
        {
            if (i % 10_000 == 0) cancellation.ThrowIfCancellationRequested();
            while (more && rows.Int32(0) < c.Id[i])
            {
                bridge.Add(rows.Int64(4), 0, isReactivated: false);
                more = rows.Step();
            }
            var (to, purchases, value) = ((LifecycleState)f.State[i], c.Purchases[i], f.Value[i]);
            if (!more || rows.Int32(0) != c.Id[i])
            {
                bridge.AddNew(value);
                var told = isFirst ? [] : replay.Of(i, LifecycleState.Prospect, 0);
                write(new(c.Id[i], to, told is [.., var newest] ? newest.Day : rules.Day, purchases, value, told));
                continue;
            }
            var (from, since, had, was) = ((LifecycleState)rows.Int32(1), rows.Int32(2), rows.Int32(3), rows.Int64(4));
            more = rows.Step();
            if (had == 0 && purchases > 0) bridge.AddNew(value);
            else bridge.Add(was, value, from == LifecycleState.Lost && purchases > had);
            var moves = replay.Of(i, from, had);
            if (moves.Count > 0 || had != purchases || was != value) write(new(c.Id[i], to, moves is [.., var last] ? last.Day : since, purchases, value, moves));
        }
        for (; more; more = rows.Step()) bridge.Add(rows.Int64(4), 0, isReactivated: false);
        return bridge;
    }

    // Recorded again on the same day, the parts add up and the opening stays that of the day.
    private void WriteBridge(Microsoft.Data.Sqlite.SqliteConnection connection, int day, EquityBridge bridge, bool bridges, double major)
    {
        var now = StoreConventions.ToMilliseconds(clock.GetUtcNow().UtcDateTime);
        using var set = new Statement(connection, "INSERT INTO KpiHistory (Day, Kpi, Value, N, ComputedAt) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (Day, Kpi) DO UPDATE SET Value = ?3, N = ?4, ComputedAt = ?5");
        using var get = new Statement(connection, "SELECT Value FROM KpiHistory WHERE Day = ?1 AND Kpi = ?2");
        void Set(string kpi, double? value) => set.Bind(1, (long)day).BindText(2, kpi).Bind(3, value).Bind(4, (long)bridge.Customers).Bind(5, now).Run();
        double? Get(string kpi)
        {
            double? value = get.Bind(1, (long)day).BindText(2, kpi).Step() && !get.IsNull(0) ? get.Double(0) : null;
            get.Reset();
            return value;
        }
        var goesOn = bridges && Get(EquityBridge.Names[0]) is not null;
        for (var i = 0; i < EquityBridge.Names.Count; i++)
        {
            var (name, part) = (EquityBridge.Names[i], bridge.Parts[i] * major);
            Set(name, !bridges ? null : !goesOn ? part : i == 0 ? Get(name) : Get(name) + part);
        }
        Set(EquityBridge.Closing, bridge.Total * major);
    }
}
