namespace Dashboard.Core.Data;

/// <summary>
/// The one turnstile for writers of the store within a process. SQLite takes one writer at a time, and a bulk import that commits often
/// would starve the others into SQLITE_BUSY; here each waits its turn in order. Hold it for one transaction, never for a whole job.
/// </summary>
public sealed class WriteGate : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Waits for the turn; dispose what is returned to pass it on.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        return new Turn(_turn);
    }

    /// <summary>Waits for the turn on the calling thread, for the bulk paths that own theirs.</summary>
    public IDisposable Enter(CancellationToken cancellation)
    {
        _turn.Wait(cancellation);
        return new Turn(_turn);
    }

    public void Dispose() => _turn.Dispose();

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        private SemaphoreSlim? _turn = turn;

        public void Dispose() => Interlocked.Exchange(ref _turn, null)?.Release();
    }
}
