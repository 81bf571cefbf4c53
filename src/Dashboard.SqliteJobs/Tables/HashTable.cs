using Dashboard.SqliteJobs.Files;

namespace Dashboard.SqliteJobs.Tables;

/// <summary>Hashes: texts by name.</summary>
internal static class HashTable
{
    public static void Set(Database db, string key, IEnumerable<KeyValuePair<string, string?>> fields)
    {
        foreach (var (name, value) in fields)
            db.Run("INSERT INTO hash_field (key, name, value) VALUES (?, ?, ?) ON CONFLICT (key, name) DO UPDATE SET value = excluded.value", key, name, value);
    }

    public static void Clear(Database db, string key)
    {
        db.Run("DELETE FROM hash_field WHERE key = ?", key);
        ExpiryTable.Clear(db, Collection.Hash, key);
    }

    public static string? Find(Database db, string key, string name) => db.Text("SELECT value FROM hash_field WHERE key = ? AND name = ?", key, name);

    /// <summary>Null when there is no such hash.</summary>
    public static Dictionary<string, string>? All(Database db, string key)
    {
        var fields = db.All("SELECT name, value FROM hash_field WHERE key = ?", static row => KeyValuePair.Create(row.Text(0), row.TextOrNull(1)!), key);
        return fields.Count == 0 ? null : new(fields, StringComparer.Ordinal);
    }

    public static long Count(Database db, string key) => db.Number("SELECT COUNT(*) FROM hash_field WHERE key = ?", key);
}
