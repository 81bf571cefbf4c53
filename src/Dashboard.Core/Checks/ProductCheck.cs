using Dashboard.Core.Data;

namespace Dashboard.Core.Checks;

/// <summary>Every line of an order or a refund names a product that exists.</summary>
internal sealed class ProductCheck(StoreConnections connections) : ICheck
{
    public string Name => "products of lines";

    public Task<IReadOnlyList<CheckFinding>> RunAsync(CancellationToken cancellation) => Task.Run<IReadOnlyList<CheckFinding>>(() =>
        [.. new[] { "OrderLines", "RefundLines" }
            .Select(table => (Table: table, Count: connections.Count($"SELECT COUNT(*) FROM {table} WHERE ProductId NOT IN (SELECT Id FROM Products)", cancellation)))
            .Where(found => found.Count > 0)
            .Select(found => new CheckFinding(CheckReason.MissingProduct, found.Count, $"{found.Count} rows of {found.Table} name a product that is not there. Import their file again."))],
        cancellation);
}
