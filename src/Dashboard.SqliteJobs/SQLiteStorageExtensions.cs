using Hangfire;

namespace Dashboard.SqliteJobs;

public static class SQLiteStorageExtensions
{
    /// <summary>Keeps jobs in the SQLite file <paramref name="path"/>, which is created when it is not there.</summary>
    /// <exception cref="SQLiteStorageException">The file cannot be opened, is not ours or was written by a newer program.</exception>
    public static IGlobalConfiguration<SQLiteStorage> UseSQLiteStorage(this IGlobalConfiguration configuration, string path, SQLiteStorageOptions? options = null) =>
        configuration.UseStorage(new SQLiteStorage(path, options));
}
