using Dashboard.SqliteJobs.Files;

namespace Dashboard.SqliteJobs.Tables;

/// <summary>What has a name, many rows and one time at which all of them expire.</summary>
internal enum Collection
{
    Set = 1,
    Hash = 2,
    List = 3,
}

/// <summary>When sets, hashes and lists expire. Whatever is added to one meanwhile expires with it.</summary>
internal static class ExpiryTable
{
    public static void Set(Database db, Collection kind, string key, long at)
    {
        if (Exists(db, kind, key))
            db.Run("INSERT INTO expiry (kind, key, at) VALUES (?, ?, ?) ON CONFLICT (kind, key) DO UPDATE SET at = excluded.at", (long)kind, key, at);
    }

    public static void Clear(Database db, Collection kind, string key) => db.Run("DELETE FROM expiry WHERE kind = ? AND key = ?", (long)kind, key);

    /// <summary>To be called after rows were removed: a collection without any is gone, and the next of its name does not expire.</summary>
    public static void ClearIfGone(Database db, Collection kind, string key)
    {
        if (!Exists(db, kind, key)) Clear(db, kind, key);
    }

    /// <summary>When the collection expires; null when it does not or is not there.</summary>
    public static long? Find(Database db, Collection kind, string key) =>
        db.First("SELECT at FROM expiry WHERE kind = ? AND key = ?", static row => row.IntegerOrNull(0), (long)kind, key);

    /// <summary>Removes rows of collections that expired before <paramref name="now"/>.</summary>
    /// <returns>Rows removed, at most about <paramref name="most"/>.</returns>
    public static int RemoveExpired(Database db, long now, int most)
    {
        var expired = db.All(
            "SELECT kind, key FROM expiry WHERE at <= ? ORDER BY at LIMIT ?", static row => (Kind: (Collection)row.Integer(0), Key: row.Text(1)), now, most);
        var removed = 0;
        foreach (var (kind, key) in expired)
        {
            if (removed >= most) break;
            removed += RemoveSome(db, kind, key, most - removed);
            ClearIfGone(db, kind, key);
        }
        return removed;
    }

    private static bool Exists(Database db, Collection kind, string key) => kind switch
    {
        Collection.Set => db.Has("SELECT 1 FROM set_item WHERE key = ? LIMIT 1", key),
        Collection.Hash => db.Has("SELECT 1 FROM hash_field WHERE key = ? LIMIT 1", key),
        _ => db.Has("SELECT 1 FROM list_item WHERE key = ? LIMIT 1", key),
    };

    private static int RemoveSome(Database db, Collection kind, string key, int most) => kind switch
    {
        Collection.Set => db.Run("DELETE FROM set_item WHERE key = ?1 AND value IN (SELECT value FROM set_item WHERE key = ?1 LIMIT ?2)", key, most),
        Collection.Hash => db.Run("DELETE FROM hash_field WHERE key = ?1 AND name IN (SELECT name FROM hash_field WHERE key = ?1 LIMIT ?2)", key, most),
        _ => db.Run("DELETE FROM list_item WHERE id IN (SELECT id FROM list_item WHERE key = ? LIMIT ?)", key, most),
    };
}
