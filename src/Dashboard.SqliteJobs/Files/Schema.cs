namespace Dashboard.SqliteJobs.Files;

/// <summary>The tables, made by whoever opens the file first. Times are milliseconds since 1970 in UTC.</summary>
internal static class Schema
{
    /// <summary>Version of the tables; raise it and add a step to <see cref="Steps"/> when they change.</summary>
    public const int Version = 1;

    // "DJob": says that the file is one of ours.
    private const int Application = 0x444A6F62;

    private static readonly string[] Steps =
    [
        $"""
        PRAGMA application_id = {Application};

        CREATE TABLE job (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            invocation TEXT NOT NULL,
            arguments TEXT NOT NULL,
            parameters TEXT NOT NULL,
            createdAt INTEGER NOT NULL,
            expireAt INTEGER,
            state TEXT COLLATE NOCASE,
            stateNumber INTEGER,
            stateAt INTEGER
        );
        INSERT INTO sqlite_sequence (name, seq) VALUES ('job', 0);
        CREATE INDEX job_state ON job (state, stateAt, id) WHERE state IS NOT NULL;
        CREATE INDEX job_expiry ON job (expireAt) WHERE expireAt IS NOT NULL;

        CREATE TABLE state (
            job INTEGER NOT NULL,
            number INTEGER NOT NULL,
            name TEXT NOT NULL,
            reason TEXT,
            data TEXT NOT NULL,
            createdAt INTEGER NOT NULL,
            PRIMARY KEY (job, number)
        ) WITHOUT ROWID;

        CREATE TABLE queued (
            id INTEGER PRIMARY KEY,
            queue TEXT NOT NULL,
            job INTEGER NOT NULL,
            leasedUntil INTEGER NOT NULL DEFAULT 0,
            stamp INTEGER
        );
        CREATE INDEX queued_next ON queued (queue, id);

        CREATE TABLE counter (key TEXT PRIMARY KEY, value INTEGER NOT NULL, expireAt INTEGER) WITHOUT ROWID;
        CREATE INDEX counter_expiry ON counter (expireAt) WHERE expireAt IS NOT NULL;

        CREATE TABLE set_item (key TEXT NOT NULL, value TEXT NOT NULL, score REAL NOT NULL, PRIMARY KEY (key, value)) WITHOUT ROWID;
        CREATE INDEX set_item_score ON set_item (key, score, value);
        CREATE TABLE hash_field (key TEXT NOT NULL, name TEXT NOT NULL, value TEXT, PRIMARY KEY (key, name)) WITHOUT ROWID;
        CREATE TABLE list_item (id INTEGER PRIMARY KEY, key TEXT NOT NULL, value TEXT NOT NULL);
        CREATE INDEX list_item_key ON list_item (key, id);

        CREATE TABLE expiry (kind INTEGER NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID;
        CREATE INDEX expiry_at ON expiry (at);

        CREATE TABLE server (id TEXT PRIMARY KEY, workers INTEGER NOT NULL, queues TEXT NOT NULL, startedAt INTEGER NOT NULL, heartbeatAt INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE held_lock (resource TEXT PRIMARY KEY, owner INTEGER NOT NULL, expireAt INTEGER NOT NULL) WITHOUT ROWID;
        """,
    ];

    /// <summary>Throws when the file is not ours or was written by a newer program.</summary>
    public static void Refuse(Database db, string path)
    {
        // One transaction, so that a file that another prepares meanwhile is seen before or after, never half.
        db.Execute("BEGIN");
        var found = db.Number("PRAGMA user_version");
        var ours = db.Number("PRAGMA application_id") == Application;
        var empty = found == 0 && !db.Has("SELECT 1 FROM sqlite_schema LIMIT 1");
        db.Execute("COMMIT");
        if (!ours && !empty)
            throw new SQLiteStorageException($"{path} is a database of something else; jobs need a file of their own.");
        if (found > Version)
        {
            throw new SQLiteStorageException(
                $"{path} was written by a newer program (schema {found}, this one knows {Version}). Start the newer one, or give this one another file.");
        }
    }

    /// <summary>Brings the file to <see cref="Version"/>.</summary>
    public static void Prepare(Database db)
    {
        db.Execute("BEGIN IMMEDIATE");
        try
        {
            var found = (int)db.Number("PRAGMA user_version");
            for (var step = found; step < Version; step++) db.Execute(Steps[step]);
            if (found < Version) db.Execute($"PRAGMA user_version = {Version}");
            db.Execute("COMMIT");
        }
        catch
        {
            if (db.IsInTransaction) db.Execute("ROLLBACK");
            throw;
        }
    }
}
