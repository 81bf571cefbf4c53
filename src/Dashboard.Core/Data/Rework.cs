using Microsoft.Data.Sqlite;

namespace Dashboard.Core.Data;

/// <summary>How far a change of all orders and refunds has come.</summary>
public sealed record ReworkProgress(long Done, long Total);

/// <summary>Changes all orders and refunds within one transaction, in steps that can be watched and stopped; stopped, nothing is changed.</summary>
internal static class Rework
{
    private const long Step = 50_000;

    /// <summary>Runs <c>UPDATE table SET change WHERE … AND condition</c> over both tables; <c>?3</c> is <paramref name="parameter"/>.</summary>
    /// <returns>Rows changed.</returns>
    public static long Run(
        SqliteConnection store, Func<string, string> change, Func<string, string> condition, long parameter, IProgress<ReworkProgress>? progress, CancellationToken cancellation)
    {
        using var highest = new Statement(store, "SELECT (SELECT max(Id) FROM Orders), (SELECT max(Id) FROM Refunds)");
        highest.Step();
        (string Table, long Last)[] tables = [("Orders", highest.Int64(0)), ("Refunds", highest.Int64(1))];
        var (changed, done, total) = (0L, 0L, tables.Sum(t => t.Last));
        foreach (var (table, last) in tables)
        {
            using var update = new Statement(store, $"UPDATE {table} SET {change(table)} WHERE Id > ?1 AND Id <= ?2 AND ?3 = ?3 AND ({condition(table)})");
            for (long from = 0; from < last; from += Step)
            {
                cancellation.ThrowIfCancellationRequested();
                changed += update.Bind(1, from).Bind(2, from + Step).Bind(3, parameter).Run();
                done += Math.Min(Step, last - from);
                progress?.Report(new(done, total));
            }
        }
        return changed;
    }

    /// <summary>Raises the store's revision so that every older snapshot is built anew.</summary>
    public static void AskForRebuild(SqliteConnection store)
    {
        using var raise = new Statement(store, "UPDATE StoreState SET Revision = Revision + 1, RebuildRevision = Revision + 1");
        raise.Run();
    }
}
