using Dashboard.SqliteJobs.Files;
using Dashboard.SqliteJobs.Storage;
using Hangfire.Server;
using Hangfire.Storage.Monitoring;

namespace Dashboard.SqliteJobs.Tables;

/// <summary>Servers that announced themselves and when they were last heard of.</summary>
internal static class ServerTable
{
    public static void Announce(Database db, string id, ServerContext server, long now) => db.Run(
        """
        INSERT INTO server (id, workers, queues, startedAt, heartbeatAt) VALUES (?1, ?2, ?3, ?4, ?4)
        ON CONFLICT (id) DO UPDATE SET workers = excluded.workers, queues = excluded.queues, heartbeatAt = excluded.heartbeatAt
        """,
        id, server.WorkerCount, Json.WriteList(server.Queues), now);

    public static void Remove(Database db, string id) => db.Run("DELETE FROM server WHERE id = ?", id);

    /// <summary>False when the server is not known any more.</summary>
    public static bool Heartbeat(Database db, string id, long now) => db.Run("UPDATE server SET heartbeatAt = ? WHERE id = ?", now, id) == 1;

    /// <returns>How many were last heard of before <paramref name="time"/> and were removed.</returns>
    public static int RemoveSilent(Database db, long time) => db.Run("DELETE FROM server WHERE heartbeatAt < ?", time);

    public static List<ServerDto> All(Database db) => db.All("SELECT id, workers, queues, startedAt, heartbeatAt FROM server ORDER BY id", static row => new ServerDto
    {
        Name = row.Text(0),
        WorkersCount = (int)row.Integer(1),
        Queues = Json.ReadList(row.Text(2)),
        StartedAt = row.Integer(3).ToTime(),
        Heartbeat = row.Integer(4).ToTime(),
    });

    public static long Count(Database db) => db.Number("SELECT COUNT(*) FROM server");
}
