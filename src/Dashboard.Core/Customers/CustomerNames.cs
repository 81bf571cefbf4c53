using Dashboard.Core.Data;

namespace Dashboard.Core.Customers;

/// <summary>A customer's name in a source.</summary>
/// <param name="Id">Number in the store.</param>
/// <param name="Name">The customer's number there, else the e-mail address or phone; null when there is none.</param>
/// <param name="Source">The source whose number it is, else the one the customer came from first; numbers of two sources are of different customers.</param>
public readonly record struct NamedCustomer(long Id, string? Name, string Source);

/// <summary>The name by which a source knows each customer: its number there, else the e-mail address or phone it came with.</summary>
public sealed class CustomerNames(StoreConnections connections)
{
    /// <summary>Customers, ascending by number in the store, streamed: a million of them take no more memory than one.</summary>
    /// <param name="cancellation">Looked at between two customers.</param>
    /// <param name="only">Only the customers of this name, of every source that has one: a customer of several names is found by each and then called by it. Null for all.</param>
    public IEnumerable<NamedCustomer> Read(CancellationToken cancellation, string? only = null)
    {
        using var connection = connections.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            SELECT c.Id, i.Value, s.Name
            FROM Customers c LEFT JOIN CustomerIdentities i ON i.CustomerId = c.Id
            JOIN Labels s ON s.Id = CASE WHEN i.SourceId > 0 THEN i.SourceId ELSE c.SourceId END
            {(only is null ? "" : "WHERE i.Value = @only")}
            ORDER BY c.Id, i.Kind, i.Id
            """;
        if (only is not null) command.Parameters.AddWithValue("@only", only);
        using var reader = command.ExecuteReader();
        var last = 0L;
        while (reader.Read())
        {
            if (reader.GetInt64(0) is var id && id == last) continue;   // further names of the same customer
            cancellation.ThrowIfCancellationRequested();
            last = id;
            yield return new(id, reader.IsDBNull(1) ? null : reader.GetString(1), reader.GetString(2));
        }
    }
}
