using Dashboard.SqliteJobs.Files;

namespace Dashboard.SqliteJobs.Tables;

/// <summary>Sets of texts, ordered by score and then by text.</summary>
internal static class SetTable
{
    public static void Add(Database db, string key, string value, double score) => db.Run(
        "INSERT INTO set_item (key, value, score) VALUES (?, ?, ?) ON CONFLICT (key, value) DO UPDATE SET score = excluded.score", key, value, score);

    public static void Remove(Database db, string key, string value)
    {
        if (db.Run("DELETE FROM set_item WHERE key = ? AND value = ?", key, value) > 0) ExpiryTable.ClearIfGone(db, Collection.Set, key);
    }

    public static void Clear(Database db, string key)
    {
        db.Run("DELETE FROM set_item WHERE key = ?", key);
        ExpiryTable.Clear(db, Collection.Set, key);
    }

    public static List<string> All(Database db, string key) =>
        db.All("SELECT value FROM set_item WHERE key = ? ORDER BY score, value", static row => row.Text(0), key);

    public static List<string> Range(Database db, string key, int from, int to) => db.All(
        "SELECT value FROM set_item WHERE key = ? ORDER BY score, value LIMIT ? OFFSET ?", static row => row.Text(0), key, to - (long)from + 1, from);

    public static List<string> Lowest(Database db, string key, double from, double to, int count) => db.All(
        "SELECT value FROM set_item WHERE key = ? AND score BETWEEN ? AND ? ORDER BY score, value LIMIT ?", static row => row.Text(0), key, from, to, count);

    public static bool Contains(Database db, string key, string value) => db.Has("SELECT 1 FROM set_item WHERE key = ? AND value = ?", key, value);

    /// <param name="most">Counting stops here.</param>
    public static long Count(Database db, string key, long most = long.MaxValue) =>
        db.Number("SELECT COUNT(*) FROM (SELECT 1 FROM set_item WHERE key = ? LIMIT ?)", key, most);
}
