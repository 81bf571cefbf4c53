using System.Diagnostics;

namespace Dashboard.SqliteJobs.Files;

internal static class JobFile
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Makes the file ready to be used, alone among all processes that open it at this moment.</summary>
    public static void Prepare(string path)
    {
        var begun = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var db = new Database(path, "PRAGMA busy_timeout = 10000;");
                // Before the tables, so that a file of something else keeps its mode.
                Schema.Refuse(db, path);
                db.Execute("PRAGMA journal_mode = WAL");
                Schema.Prepare(db);
                return;
            }
            catch (SQLiteStorageException busy) when (busy.IsBusy && Stopwatch.GetElapsedTime(begun) < Patience)
            {
                // Changing the journal's mode does not wait for the others by itself.
                Thread.Sleep(TimeSpan.FromMilliseconds(5 + Random.Shared.Next(20)));
            }
        }
    }
}
