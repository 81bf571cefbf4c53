using Dashboard.SqliteJobs.Files;
using Dashboard.SqliteJobs.Storage;

namespace Dashboard.SqliteJobs.Tables;

/// <summary>Jobs that wait in queues, and those that were fetched until they are done. <see cref="LeasedJob"/> fetches and removes.</summary>
internal static class QueueTable
{
    private const string Waits = "queue = ? AND leasedUntil <= ?";
    private const string IsFetched = "queue = ? AND leasedUntil > ?";

    public static void Add(Database db, string queue, long job) => db.Run("INSERT INTO queued (queue, job) VALUES (?, ?)", queue, job);

    /// <summary>Names of all queues that hold something or that a server works on.</summary>
    public static IEnumerable<string> Names(Database db) =>
        db.All("SELECT DISTINCT queue FROM queued", static row => row.Text(0))
            .Union(ServerTable.All(db).SelectMany(server => server.Queues), StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);

    public static long CountWaiting(Database db, string queue, long now) => db.Number($"SELECT COUNT(*) FROM queued WHERE {Waits}", queue, now);

    public static long CountFetched(Database db, string queue, long now) => db.Number($"SELECT COUNT(*) FROM queued WHERE {IsFetched}", queue, now);

    /// <summary>Jobs in the order in which they will be fetched.</summary>
    public static List<long> Waiting(Database db, string queue, long now, int from, int count) =>
        db.All($"SELECT job FROM queued WHERE {Waits} ORDER BY id LIMIT ? OFFSET ?", static row => row.Integer(0), queue, now, count, from);

    public static List<long> Fetched(Database db, string queue, long now, int from, int count) =>
        db.All($"SELECT job FROM queued WHERE {IsFetched} ORDER BY id LIMIT ? OFFSET ?", static row => row.Integer(0), queue, now, count, from);
}
