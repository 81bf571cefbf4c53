using Dashboard.Core.Data;
using Microsoft.Data.Sqlite;

namespace Dashboard.Core.Checks;

/// <summary>The store's file is whole: SQLite's own integrity check.</summary>
internal sealed class StoreFileCheck(StoreConnections connections, DataFolder folder) : ICheck
{
    public string Name => "store file";

    public Task<IReadOnlyList<CheckFinding>> RunAsync(CancellationToken cancellation) => Task.Run<IReadOnlyList<CheckFinding>>(() =>
    {
        try
        {
            var found = connections.Column("PRAGMA integrity_check(20)", cancellation);
            return found is ["ok"] ? [] : [Damaged(found.Count)];
        }
        catch (SqliteException e) when (e.SqliteErrorCode is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB)
        {
            return [Damaged(1)];
        }
    }, cancellation);

    private CheckFinding Damaged(int count) =>
        new(CheckReason.DamagedFile, count, $"The store's file is damaged. Stop the dashboard and restore a copy from {folder.Copies} or a backup.");
}
