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
    private static readonly TimeSpan LongestSave = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly FactsReader _reader = new(connections, clock);
    private readonly FactsUpdater _updater = new(connections, clock);
    private volatile CustomerFacts _current = CustomerFacts.Empty;
    private (DateTime Written, long Bytes) _file;

    /// <summary>The newest picture; <see cref="CustomerFacts.Empty"/> until the first is there.</summary>
    public CustomerFacts Current => _current;

    /// <summary>Raised after <see cref="Current"/> was replaced, on the thread that replaced it.</summary>
    public event Action? Changed;

    /// <summary>Takes the snapshot from its file, builds it when the file is absent, damaged, of another version or by other settings, and brings it up to the store.</summary>
    public Task<SnapshotRefresh> LoadAsync(CancellationToken cancellation = default) => RefreshAsync(null, cancellation);

    /// <summary>Brings the snapshot up to the store. Safe to call at any time and from anywhere; calls wait for each other, and one too many costs a millisecond.</summary>
    public Task<SnapshotRefresh> RefreshAsync(IProgress<SnapshotProgress>? progress = null, CancellationToken cancellation = default) =>
        InTurnAsync(() => Refresh(progress, cancellation), cancellation);

    /// <summary>Takes over what another process wrote since; false when there is nothing newer.</summary>
    internal Task<bool> TakeOverAsync(CancellationToken cancellation) => InTurnAsync(TakeOver, cancellation);

    public void Dispose() => _turn.Dispose();

    private async Task<T> InTurnAsync<T>(Func<T> work, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            return await Task.Run(work, cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }

    private SnapshotRefresh Refresh(IProgress<SnapshotProgress>? progress, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        if (!File.Exists(folder.StoreFile)) return Result(SnapshotOutcome.Unchanged, watch);

        var outcome = SnapshotOutcome.Unchanged;
        if (_current == CustomerFacts.Empty && LoadFile())
            outcome = SnapshotOutcome.Loaded;
        if (_current == CustomerFacts.Empty || _updater.Update(_current, cancellation) is not { } updated)
        {
            Publish(_reader.ReadAll(progress, cancellation));
            outcome = SnapshotOutcome.Rebuilt;
            if (_current.OrderCount > FactsReader.OrdersWorthCollecting) SpareMemory.GiveBack();
        }
        else if (updated != _current)
        {
            Publish(updated);
            outcome = SnapshotOutcome.Merged;
        }
        var result = Result(outcome, watch);
        if (outcome is SnapshotOutcome.Merged or SnapshotOutcome.Rebuilt)
        {
            progress?.Report(new(SnapshotStep.Saving, result.Orders, result.Orders));
            Save();
        }
        return result;
    }

    private bool TakeOver()
    {
        if (FileIdentity() is var file && file == _file) return false;
        _file = file;
        if (!FileIsNewer()) return false;
        var watch = Stopwatch.StartNew();
        if (!LoadFile()) return false;
        Result(SnapshotOutcome.Loaded, watch);
        return true;
    }

    private bool LoadFile()
    {
        var file = FileIdentity();
        var (facts, state) = FactsFile.Load(folder.SnapshotFile);
        if (state is FactsFileState.Damaged or FactsFileState.OtherVersion) LogUnusable(state);
        if (facts is null) return false;
        _file = file;
        Publish(facts);
        return true;
    }

    private bool FileIsNewer()
    {
        var seen = _current.Stamp;
        return FactsFile.LoadStamp(folder.SnapshotFile) is { } stamp
            && (stamp.Revision > seen.Revision || (stamp.Revision == seen.Revision && stamp.BuiltAtUtc > seen.BuiltAtUtc));
    }

    // The file only saves time: without it the next start builds the snapshot again.
    private void Save()
    {
        try
        {
            // Another process may have gone further since this one read the store; its file is taken over, not written over.
            if (FileIdentity() != _file && FileIsNewer()) return;
            FactsFile.RemoveLeftovers(folder.SnapshotFile, clock.GetUtcNow().UtcDateTime - LongestSave);
            FactsFile.Save(folder.SnapshotFile, _current);
            _file = FileIdentity();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotSaved(e);
        }
    }

    private (DateTime, long) FileIdentity() => new FileInfo(folder.SnapshotFile) is { Exists: true } file ? (file.LastWriteTimeUtc, file.Length) : default;

    private void Publish(CustomerFacts facts)
    {
        _current = facts;
        // Found beside the pages that are told now, not by the first of them that asks.
        _ = Task.Run(() => facts.LostSpells);
        Changed?.Invoke();
    }

    private SnapshotRefresh Result(SnapshotOutcome outcome, Stopwatch watch)
    {
        var result = new SnapshotRefresh(outcome, _current.CustomerCount, _current.OrderCount, watch.ElapsedMilliseconds);
        if (outcome != SnapshotOutcome.Unchanged) LogRefreshed(outcome, result.Customers, result.Orders, result.Milliseconds);
        return result;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Snapshot {Outcome}: {Customers} customers and {Orders} orders in {Milliseconds} ms")]
    private partial void LogRefreshed(SnapshotOutcome outcome, int customers, int orders, long milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The snapshot's file is of no use ({State}) and is made anew from the store")]
    private partial void LogUnusable(FactsFileState state);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The snapshot could not be saved; the next start will build it again")]
    private partial void LogNotSaved(Exception cause);
}
