namespace Dashboard.SqliteJobs.Storage;

/// <summary>Lets threads of this process wait for something with a name, without asking the file again and again.</summary>
internal sealed class WakeUps
{
    private readonly Lock _sync = new();
    private readonly List<Waiter> _waiters = [];

    /// <summary>Stands in line for any of <paramref name="names"/>. Look once more before waiting: it may have come just before.</summary>
    public Waiter Join(params string[] names)
    {
        var waiter = new Waiter(this, names);
        lock (_sync) _waiters.Add(waiter);
        return waiter;
    }

    /// <summary>Wakes the first who waits for <paramref name="name"/>, if anybody does.</summary>
    public void Wake(string name)
    {
        lock (_sync)
        {
            foreach (var waiter in _waiters)
            {
                if (waiter.Take(name)) return;
            }
        }
    }

    internal sealed class Waiter(WakeUps line, string[] names) : IDisposable
    {
        private readonly ManualResetEventSlim _woken = new();
        private string? _by;

        /// <summary>True when woken, false when <paramref name="longest"/> has passed.</summary>
        /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
        public bool Wait(TimeSpan longest, CancellationToken cancellation)
        {
            if (!_woken.Wait(longest, cancellation)) return false;
            lock (line._sync)
            {
                _by = null;
                _woken.Reset();
            }
            return true;
        }

        public void Dispose()
        {
            string? unused;
            lock (line._sync)
            {
                line._waiters.Remove(this);
                unused = _by;
            }
            // Woken while it had already found something: the next in line gets the call.
            if (unused is not null) line.Wake(unused);
            _woken.Dispose();
        }

        // Called under the line's lock.
        internal bool Take(string name)
        {
            if (_by is not null || !names.Contains(name, StringComparer.Ordinal)) return false;
            _by = name;
            _woken.Set();
            return true;
        }
    }
}
