using Dashboard.Core.Data;

namespace Dashboard.Core.Checks;

/// <summary>An order that has lines is worth what they add up to, up to one minor unit of rounding per line.</summary>
internal sealed class OrderLinesCheck(StoreConnections connections) : ICheck
{
    public string Name => "orders against their lines";

    public Task<IReadOnlyList<CheckFinding>> RunAsync(CancellationToken cancellation) => Task.Run<IReadOnlyList<CheckFinding>>(() =>
    {
        var wrong = connections.Count("""
            SELECT COUNT(*) FROM Orders o
            JOIN (SELECT OrderId, SUM(Amount) AS Amount, COUNT(*) AS Lines FROM OrderLines GROUP BY OrderId) l ON l.OrderId = o.Id
            WHERE ABS(o.Subtotal - l.Amount) > l.Lines
            """, cancellation);
        return wrong == 0 ? [] : [new(CheckReason.OrderDiffersFromLines, wrong, $"Orders that differ from the sum of their lines: {wrong}. Import their file again.")];
    }, cancellation);
}
