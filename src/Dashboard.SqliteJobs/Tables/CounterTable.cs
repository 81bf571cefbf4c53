using Dashboard.SqliteJobs.Files;

namespace Dashboard.SqliteJobs.Tables;

/// <summary>
/// Counters, one row each. Storages whose writers meet on the row append increments and fold them later; here one writer at a time adds in place, so
/// there is nothing to fold and a counter is exact at any moment.
/// </summary>
internal static class CounterTable
{
    /// <param name="expireAt">New expiry; null keeps the one it has.</param>
    public static void Add(Database db, string key, long amount, long? expireAt = null)
    {
        var value = db.Number(
            """
            INSERT INTO counter (key, value, expireAt) VALUES (?, ?, ?)
            ON CONFLICT (key) DO UPDATE SET value = value + excluded.value, expireAt = COALESCE(excluded.expireAt, expireAt)
            RETURNING value
            """,
            key, amount, expireAt);
        if (value == 0) db.Run("DELETE FROM counter WHERE key = ?", key);
    }

    public static long Find(Database db, string key) => db.Number("SELECT value FROM counter WHERE key = ?", key);

    /// <returns>How many expired before <paramref name="now"/> and were removed, at most <paramref name="most"/>.</returns>
    public static int RemoveExpired(Database db, long now, int most) =>
        db.Run("DELETE FROM counter WHERE key IN (SELECT key FROM counter WHERE expireAt <= ? LIMIT ?)", now, most);
}
