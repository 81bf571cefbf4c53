using System.Globalization;
using System.Reflection;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Data;

/// <summary>Brings the store to the schema of this version: checks SQLite, copies the file aside, applies what is missing.</summary>
public sealed partial class StoreMigrator(
    DataFolder folder, IDbContextFactory<DashboardDbContext> contexts, TimeProvider clock, ILogger<StoreMigrator> logger)
{
    /// <summary>Older versions can lose a WAL commit (fixed in 3.51.3).</summary>
    private static readonly Version OldestSafeSqlite = new(3, 51, 3);

    private const int CopiesKept = 5;

    /// <summary>Ready to be used when this returns null; otherwise the sentence says what stands in the way.</summary>
    public async Task<string?> MigrateAsync(CancellationToken cancellation)
    {
        folder.Create();
        if (File.Exists(folder.StoreFile) && IsCurrent()) return null;
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        await db.Database.OpenConnectionAsync(cancellation);
        if (db.Database.GetDbConnection() is SqliteConnection sqlite && Version.Parse(sqlite.ServerVersion) < OldestSafeSqlite)
            return $"SQLite {sqlite.ServerVersion} can lose data; version {OldestSafeSqlite} or newer is needed.";

        var known = db.Database.GetMigrations().ToHashSet();
        var applied = (await db.Database.GetAppliedMigrationsAsync(cancellation)).ToList();
        if (applied.FirstOrDefault(m => !known.Contains(m)) is { } newer)
            return $"The store was written by a newer version of the dashboard (it has the change {newer}). Start that version, or restore a copy from {folder.Copies}.";
        if (applied.Count == known.Count)
            return null;

        if (applied.Count > 0)
            CopyAside((SqliteConnection)db.Database.GetDbConnection());
        await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancellation);
        await db.Database.MigrateAsync(cancellation);
        LogMigrated(known.Count - applied.Count);
        return null;
    }

    // Without EF Core, whose model takes longer to build than all of the rest of a start. Anything else than "the same" is looked at again with it.
    private bool IsCurrent()
    {
        using var store = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = folder.StoreFile, Pooling = false }.ToString());
        store.Open();
        using var command = store.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sqlite_master WHERE name = '__EFMigrationsHistory'";
        if (Version.Parse(store.ServerVersion) < OldestSafeSqlite || command.ExecuteScalar() is 0L) return false;
        command.CommandText = "SELECT MigrationId FROM __EFMigrationsHistory";
        using var rows = command.ExecuteReader();
        var applied = new HashSet<string>();
        while (rows.Read()) applied.Add(rows.GetString(0));
        return applied.SetEquals(typeof(StoreMigrator).Assembly.GetTypes().Select(t => t.GetCustomAttribute<MigrationAttribute>()?.Id).OfType<string>());
    }

    private void CopyAside(SqliteConnection store)
    {
        var name = $"shop-before-migration-{clock.GetUtcNow().UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}.db";
        var path = Path.Combine(folder.Copies, name);
        using (var copy = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString()))
        {
            copy.Open();
            store.BackupDatabase(copy);
        }
        LogCopied(name);
        foreach (var old in Directory.GetFiles(folder.Copies, "shop-before-migration-*.db").OrderDescending(StringComparer.Ordinal).Skip(CopiesKept))
            File.Delete(old);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Applied {Count} schema changes to the store")]
    private partial void LogMigrated(int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "Copied the store to {Name} before changing its schema")]
    private partial void LogCopied(string name);
}
