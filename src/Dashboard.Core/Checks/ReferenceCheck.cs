using Dashboard.Core.Data;

namespace Dashboard.Core.Checks;

/// <summary>Every row that names another row finds it.</summary>
internal sealed class ReferenceCheck(StoreConnections connections) : ICheck
{
    public string Name => "references";

    public Task<IReadOnlyList<CheckFinding>> RunAsync(CancellationToken cancellation) => Task.Run<IReadOnlyList<CheckFinding>>(() =>
        [.. connections.Column("PRAGMA foreign_key_check", cancellation).GroupBy(table => (string)table!)
            .Select(g => new CheckFinding(CheckReason.MissingReference, g.LongCount(), $"Rows of {g.Key} that belong to a row that is not there: {g.LongCount()}."))], cancellation);
}
