using Dashboard.SqliteJobs.Files;

namespace Dashboard.SqliteJobs.Tables;

/// <summary>Lists of texts, the last inserted first.</summary>
internal static class ListTable
{
    public static void Insert(Database db, string key, string value) => db.Run("INSERT INTO list_item (key, value) VALUES (?, ?)", key, value);

    public static void Remove(Database db, string key, string value)
    {
        if (db.Run("DELETE FROM list_item WHERE key = ? AND value = ?", key, value) > 0) ExpiryTable.ClearIfGone(db, Collection.List, key);
    }

    /// <summary>Keeps the places <paramref name="from"/> to <paramref name="to"/>, counted from 0; nothing when there are none.</summary>
    public static void Trim(Database db, string key, int from, int to)
    {
        var kept = Math.Max(0, to - (long)from + 1);
        var removed = db.Run(
            "DELETE FROM list_item WHERE key = ?1 AND id NOT IN (SELECT id FROM list_item WHERE key = ?1 ORDER BY id DESC LIMIT ?2 OFFSET ?3)",
            key, kept, Math.Max(0, from));
        if (removed > 0) ExpiryTable.ClearIfGone(db, Collection.List, key);
    }

    public static List<string> All(Database db, string key) =>
        db.All("SELECT value FROM list_item WHERE key = ? ORDER BY id DESC", static row => row.Text(0), key);

    public static List<string> Range(Database db, string key, int from, int to) => db.All(
        "SELECT value FROM list_item WHERE key = ? ORDER BY id DESC LIMIT ? OFFSET ?", static row => row.Text(0), key, to - (long)from + 1, from);

    public static long Count(Database db, string key) => db.Number("SELECT COUNT(*) FROM list_item WHERE key = ?", key);
}
