using System.Diagnostics;
using Dashboard.Analytics.Facts;
using Dashboard.Core.Data;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Snapshots;

/// <summary>
/// Holds the facts snapshot that every page, job and verb reads. Readers take <see cref="Current"/> once and keep it for their whole answer;
/// a refresh puts a new one in its place and never touches the old.
/// </summary>
public sealed partial class SnapshotService(DataFolder folder, StoreConnections connections, TimeProvider clock, ILogger<SnapshotService> logger) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly FactsReader _reader = new(connections, clock);
    private volatile CustomerFacts _current = CustomerFacts.Empty;

    /// <summary>The newest picture; <see cref="CustomerFacts.Empty"/> until the first is there.</summary>
    public CustomerFacts Current => _current;

    /// <summary>Raised after <see cref="Current"/> was replaced, on the thread that replaced it.</summary>
    public event Action? Changed;

    /// <summary>Takes the snapshot from its file, or builds it when the file is absent, damaged or of another version, and brings it up to the store.</summary>
    public Task<SnapshotRefresh> LoadAsync(CancellationToken cancellation = default) => RefreshAsync(null, cancellation);

    /// <summary>Brings the snapshot up to the store. Safe to call at any time from anywhere; calls wait for each other.</summary>
    public async Task<SnapshotRefresh> RefreshAsync(IProgress<SnapshotProgress>? progress = null, CancellationToken cancellation = default)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            return await Task.Run(() => Refresh(progress, cancellation), cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private SnapshotRefresh Refresh(IProgress<SnapshotProgress>? progress, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        if (!File.Exists(folder.StoreFile)) return Outcome(SnapshotOutcome.Unchanged, watch);
        Publish(_reader.ReadAll(progress, cancellation));
        return Outcome(SnapshotOutcome.Rebuilt, watch);
    }

    private void Publish(CustomerFacts facts)
    {
        _current = facts;
        Changed?.Invoke();
    }

    private SnapshotRefresh Outcome(SnapshotOutcome outcome, Stopwatch watch)
    {
        var result = new SnapshotRefresh(outcome, _current.CustomerCount, _current.OrderCount, watch.ElapsedMilliseconds);
        if (outcome != SnapshotOutcome.Unchanged) LogRefreshed(outcome, result.Customers, result.Orders, result.Milliseconds);
        return result;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Snapshot {Outcome}: {Customers} customers and {Orders} orders in {Milliseconds} ms")]
    private partial void LogRefreshed(SnapshotOutcome outcome, int customers, int orders, long milliseconds);
}
