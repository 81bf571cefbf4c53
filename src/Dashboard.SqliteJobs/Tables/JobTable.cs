using System.Globalization;
using Dashboard.SqliteJobs.Files;
using Dashboard.SqliteJobs.Storage;
using Hangfire.Common;
using Hangfire.States;
using Hangfire.Storage;

namespace Dashboard.SqliteJobs.Tables;

/// <summary>A job with its current state.</summary>
internal sealed record JobRow(
    string Id, string Invocation, string Arguments, string Parameters, DateTime CreatedAt, DateTime? ExpireAt, string? State, string? Reason, string? StateData, DateTime? StateAt);

/// <summary>Jobs, their parameters and their states. A number that no job has is not an error anywhere: the job has expired.</summary>
internal static class JobTable
{
    private const string Columns = "j.id, j.invocation, j.arguments, j.parameters, j.createdAt, j.expireAt, j.state, s.reason, s.data, s.createdAt";
    private const string Tables = "job j LEFT JOIN state s ON s.job = j.id AND s.number = j.stateNumber";

    /// <summary>The number in an id; false when no job of ours can have it.</summary>
    public static bool TryId(string id, out long number)
    {
        ArgumentNullException.ThrowIfNull(id);
        return long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>A number that no other job gets, not even when its job is never made.</summary>
    public static long NextId(Database db) => db.Number("UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'job' RETURNING seq");

    public static void Create(Database db, long id, InvocationData invocation, string parameters, long createdAt, long expireAt) => db.Run(
        "INSERT INTO job (id, invocation, arguments, parameters, createdAt, expireAt) VALUES (?, ?, ?, ?, ?, ?)",
        id, invocation.SerializePayload(excludeArguments: true), invocation.Arguments, parameters, createdAt, expireAt);

    public static void SetParameter(Database db, long id, string name, string? value) =>
        db.Run("UPDATE job SET parameters = json_patch(parameters, json_object(?, ?)) WHERE id = ?", name, value, id);

    public static void Expire(Database db, long id, long? at) => db.Run("UPDATE job SET expireAt = ? WHERE id = ?", at, id);

    /// <summary>Adds a state to the job's history.</summary>
    /// <returns>Its number in the history; 0 when there is no such job.</returns>
    public static long AddState(Database db, long id, string name, string? reason, string data, long now) => db.Number(
        """
        INSERT INTO state (job, number, name, reason, data, createdAt)
        SELECT ?1, 1 + COALESCE((SELECT MAX(number) FROM state WHERE job = ?1), 0), ?2, ?3, ?4, ?5 FROM job WHERE id = ?1
        RETURNING number
        """,
        id, name, reason, data, now);

    /// <summary>Adds a state to the job's history and makes it the current one.</summary>
    public static void SetState(Database db, long id, string name, string? reason, string data, long now)
    {
        var number = AddState(db, id, name, reason, data, now);
        if (number > 0) db.Run("UPDATE job SET state = ?, stateNumber = ?, stateAt = ? WHERE id = ?", name, number, now, id);
    }

    public static JobRow? Find(Database db, long id) => db.First($"SELECT {Columns} FROM {Tables} WHERE j.id = ?", Read, id);

    /// <summary>Jobs of one state by the time they came into it.</summary>
    public static List<JobRow> InState(Database db, string state, int from, int count, bool newestFirst) => newestFirst
        ? db.All($"SELECT {Columns} FROM {Tables} WHERE j.state = ? ORDER BY j.stateAt DESC, j.id DESC LIMIT ? OFFSET ?", Read, state, count, from)
        : db.All($"SELECT {Columns} FROM {Tables} WHERE j.state = ? ORDER BY j.stateAt, j.id LIMIT ? OFFSET ?", Read, state, count, from);

    public static long CountInState(Database db, string state) => db.Number("SELECT COUNT(*) FROM job WHERE state = ?", state);

    public static List<StateHistoryRow> History(Database db, long id) => db.All(
        "SELECT name, reason, data, createdAt FROM state WHERE job = ? ORDER BY number DESC",
        static row => new StateHistoryRow(row.Text(0), row.TextOrNull(1), row.Text(2), row.Integer(3).ToTime()), id);

    /// <summary>Removes jobs that expired before <paramref name="now"/>, with their histories.</summary>
    /// <returns>How many there were, at most <paramref name="most"/>.</returns>
    public static int RemoveExpired(Database db, long now, int most)
    {
        var expired = db.All("SELECT id FROM job WHERE expireAt <= ? ORDER BY expireAt LIMIT ?", static row => row.Integer(0), now, most);
        foreach (var id in expired)
        {
            db.Run("DELETE FROM state WHERE job = ?", id);
            db.Run("DELETE FROM job WHERE id = ?", id);
        }
        return expired.Count;
    }

    /// <summary>What Hangfire makes of the row: the call that it stands for, or why it cannot be loaded.</summary>
    public static InvocationData Invocation(this JobRow row)
    {
        var invocation = InvocationData.DeserializePayload(row.Invocation);
        invocation.Arguments = row.Arguments;
        return invocation;
    }

    public static Job? TryLoad(this InvocationData invocation, out JobLoadException? mistake)
    {
        mistake = null;
        try
        {
            return invocation.DeserializeJob();
        }
        catch (JobLoadException notLoaded)
        {
            mistake = notLoaded;
            return null;
        }
    }

    public static bool IsIn(this JobRow row, string state) => state.Equals(row.State, StringComparison.OrdinalIgnoreCase);

    public static string WriteData(IState state) => Json.Write(state.SerializeData()!);

    private static JobRow Read(Statement row) => new(
        row.Integer(0).ToString(CultureInfo.InvariantCulture), row.Text(1), row.Text(2), row.Text(3), row.Integer(4).ToTime(), row.IntegerOrNull(5).ToTime(),
        row.TextOrNull(6), row.TextOrNull(7), row.TextOrNull(8), row.IntegerOrNull(9).ToTime());
}

/// <summary>One state a job was in.</summary>
internal sealed record StateHistoryRow(string Name, string? Reason, string Data, DateTime CreatedAt);
