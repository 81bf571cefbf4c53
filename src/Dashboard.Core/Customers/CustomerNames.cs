using Dashboard.Core.Data;

namespace Dashboard.Core.Customers;

/// <summary>The name by which a source knows each customer: its number there, else the e-mail address or phone it came with.</summary>
public sealed class CustomerNames(StoreConnections connections)
{
    /// <summary>All customers, ascending by number in the store, streamed: a million of them take no more memory than one.</summary>
    public IEnumerable<(long Id, string? Name)> Read(CancellationToken cancellation)
    {
        using var connection = connections.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT c.Id, i.Value FROM Customers c LEFT JOIN CustomerIdentities i ON i.CustomerId = c.Id ORDER BY c.Id, i.Kind, i.Id";
        using var reader = command.ExecuteReader();
        var last = 0L;
        while (reader.Read())
        {
            if (reader.GetInt64(0) is var id && id == last) continue;   // further names of the same customer
            cancellation.ThrowIfCancellationRequested();
            last = id;
            yield return (id, reader.IsDBNull(1) ? null : reader.GetString(1));
        }
    }
}
