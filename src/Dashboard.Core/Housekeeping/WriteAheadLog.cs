using Dashboard.Core.Data;

namespace Dashboard.Core.Housekeeping;

/// <summary>Moves the write-ahead log into the store and truncates it, so that what was deleted leaves that file too.</summary>
internal sealed class WriteAheadLog(StoreConnections connections, WriteGate gate) : IChore
{
    public string Name => "write-ahead log pages";

    public async Task<long> RunAsync(CancellationToken cancellation)
    {
        using var turn = await gate.EnterAsync(cancellation);
        using var connection = connections.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        using var reader = command.ExecuteReader();
        return reader.Read() && reader.GetInt64(0) == 0 ? Math.Max(0, reader.GetInt64(1)) : 0;
    }
}
