using Dashboard.Core.Data;
using Microsoft.Data.Sqlite;

namespace Dashboard.Core.Snapshots;

/// <summary>One or two read transactions that see the same moment of the store, so that a snapshot never mixes two.</summary>
internal sealed class StoreMoments : IDisposable
{
    private const int Attempts = 50;

    private readonly List<(SqliteConnection Connection, SqliteTransaction Transaction)> _open = [];

    private StoreMoments(StoreHead head) => Head = head;

    public StoreHead Head { get; private set; }
    public SqliteConnection First => _open[0].Connection;
    public IReadOnlyList<SqliteConnection> Readers => [.. _open.Select(o => o.Connection)];

    /// <summary>Opens a second reader when the store has at least <paramref name="ordersWorthTwo"/> orders.</summary>
    public static StoreMoments Open(StoreConnections connections, long ordersWorthTwo = long.MaxValue)
    {
        var moments = new StoreMoments(null!);
        try
        {
            moments.Head = moments.Begin(connections);
            if (moments.Head.MaxOrderId < ordersWorthTwo || Environment.ProcessorCount < 2) return moments;

            // Every change to the rows raises the revision in its own transaction: equal heads are one moment.
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                if (moments.Begin(connections) is var head && head == moments.Head) return moments;
                moments.Close(0);
                moments.Head = head;
            }
            moments.Close(0);
            moments.Head = moments.Begin(connections);
            return moments;
        }
        catch
        {
            moments.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        while (_open.Count > 0)
            Close(_open.Count - 1);
    }

    private StoreHead Begin(StoreConnections connections)
    {
        var connection = connections.Open();
        _open.Add((connection, connection.BeginTransaction(deferred: true)));
        return StoreHead.Read(connection);
    }

    private void Close(int at)
    {
        _open[at].Transaction.Dispose();
        _open[at].Connection.Dispose();
        _open.RemoveAt(at);
    }
}
