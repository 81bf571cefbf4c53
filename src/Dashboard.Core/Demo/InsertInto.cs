using Dashboard.Core.Data;
using Microsoft.Data.Sqlite;

namespace Dashboard.Core.Demo;

/// <summary>One prepared insert, run many times. Columns are named once; values follow in their order.</summary>
internal sealed class InsertInto(SqliteConnection connection, string table, params string[] columns) : IDisposable
{
    private readonly Statement _insert = new(connection, $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select((_, i) => $"?{i + 1}"))})");

    /// <summary>Writes a row and returns its number.</summary>
    public long Add(params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            _ = values[i] switch
            {
                null => _insert.BindNull(i + 1),
                string text => _insert.BindText(i + 1, text),
                long number => _insert.Bind(i + 1, number),
                int number => _insert.Bind(i + 1, (long)number),
                bool yes => _insert.Bind(i + 1, yes ? 1L : 0L),
                double number => _insert.Bind(i + 1, number),
                var other => throw new ArgumentException($"{other.GetType().Name} has no column type."),
            };
        }
        _insert.Run();
        return _insert.LastInsertedId;
    }

    public void Dispose() => _insert.Dispose();
}
