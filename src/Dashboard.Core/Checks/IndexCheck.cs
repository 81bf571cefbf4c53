using Dashboard.Core.Data;
using Dashboard.Core.Imports;

namespace Dashboard.Core.Checks;

/// <summary>Orders are findable by customer. The first import of a large file drops that index and makes it again at its end.</summary>
internal sealed class IndexCheck(StoreConnections connections, DataFolder folder) : ICheck
{
    public string Name => "indexes";

    public Task<IReadOnlyList<CheckFinding>> RunAsync(CancellationToken cancellation) => Task.Run<IReadOnlyList<CheckFinding>>(() =>
    {
        using var nobodyImports = ImportLock.TryTake(folder);
        return nobodyImports is null || connections.Count("SELECT count(*) FROM sqlite_schema WHERE type='index' AND name='IX_Orders_CustomerId'", cancellation) > 0
            ? []
            : [new(CheckReason.MissingIndex, 1, "The index of orders by customer is missing, because an import was interrupted and never went on: customers open slowly. Import the file again, or leave it to the nightly work.")];
    }, cancellation);
}
