using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Dashboard.SqliteJobs.Files;

/// <summary>
/// The one connection of this process that writes, behind a gate. Whoever finds the gate shut leaves its work there; whoever has the gate does all of it in
/// one transaction. So threads never fight for SQLite's write lock, and one wait for the disk serves as many as came during the last.
/// </summary>
internal sealed class Writer : IDisposable
{
    // Some ten pages a transaction, mostly the same ones: a checkpoint writes each of them once and waits for the disk twice. 8,000 pages are 32 MB.
    // The first of these reads the file, which another that closes it may hold for a moment; only afterwards the gate does the waiting.
    private const string Pragmas =
        "PRAGMA busy_timeout = 10000; PRAGMA temp_store = MEMORY; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 8000; PRAGMA busy_timeout = 0;";

    // Another process may hold the write lock for one of its transactions, some milliseconds; longer means that it is stuck.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private const int TurnsOfLeader = 8;

    private readonly Lock _gate = new();
    private readonly Database _db;
    private List<Work> _waiting = [];
    private bool _open = true;
    private bool _closed;
    private bool _full = true;

    public Writer(string path) => _db = new Database(path, Pragmas);

    /// <summary>Does <paramref name="work"/> in a transaction, alone or with others. When it throws, it has changed nothing.</summary>
    public T Write<T>(Durability durability, Func<Database, T> work)
    {
        T result = default!;
        Write(new Work(durability, db => result = work(db)));
        return result;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed) return;
            _closed = true;
        }
        // The last transaction still runs for those who wait for it.
        Write(new Work(Durability.Process, static _ => { }), isLast: true);
        _db.Dispose();
    }

    private void Write(Work work, bool isLast = false)
    {
        bool leads;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed && !isLast, typeof(SQLiteStorage));
            leads = _open;
            _open = false;
            _waiting.Add(work);
        }
        if (leads || work.Wait()) Lead();
        work.Error?.Throw();
    }

    // Does what waits and goes on with those who came meanwhile: to wake one of them first would leave the disk idle until that thread runs. After some turns
    // another leads, so that nobody works for others for ever.
    private void Lead()
    {
        for (var turn = 0; turn < TurnsOfLeader; turn++)
        {
            List<Work> batch;
            lock (_gate)
            {
                batch = _waiting;
                _waiting = [];
                _open = batch.Count == 0;
                if (_open) return;
            }
            Perform(batch);
            foreach (var work in batch) work.MakeDone();
        }
        Work? next;
        lock (_gate)
        {
            next = _waiting.Count > 0 ? _waiting[0] : null;
            _open = next is null;
        }
        next?.MakeLeader();
    }

    private void Perform(List<Work> batch)
    {
        try
        {
            Begin(batch.Exists(w => w.Durability == Durability.Disk));
            if (batch.Count == 1)
            {
                batch[0].Run(_db);
            }
            else
            {
                foreach (var work in batch) PerformOneOfMany(work);
            }
            _db.Run("COMMIT");
        }
        catch (Exception failure)
        {
            var error = ExceptionDispatchInfo.Capture(failure);
            foreach (var work in batch) work.Error ??= error;
            TryRollBack();
        }
    }

    // When even this fails, the file is beyond help and the next to begin says so; the gate must not stay shut.
    private void TryRollBack()
    {
        try
        {
            if (_db.IsInTransaction) _db.Execute("ROLLBACK");
        }
        catch (SQLiteStorageException)
        {
        }
    }

    private void PerformOneOfMany(Work work)
    {
        _db.Run("SAVEPOINT work");
        try
        {
            work.Run(_db);
        }
        catch (Exception failure) when (_db.IsInTransaction)
        {
            work.Error = ExceptionDispatchInfo.Capture(failure);
            _db.Run("ROLLBACK TO work");
        }
        _db.Run("RELEASE work");
    }

    private void Begin(bool full)
    {
        if (full != _full) _db.Execute(full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
        _full = full;
        var begun = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                _db.Run("BEGIN IMMEDIATE");
                return;
            }
            catch (SQLiteStorageException busy) when (busy.IsBusy && Stopwatch.GetElapsedTime(begun) < Patience)
            {
                // Two processes that wait equally long would meet again.
                Thread.Sleep(TimeSpan.FromMilliseconds(1 + Random.Shared.Next(4)));
            }
        }
    }

    private sealed class Work(Durability durability, Action<Database> action)
    {
        private bool _leads;
        private bool _done;

        public Durability Durability { get; } = durability;

        public ExceptionDispatchInfo? Error { get; set; }

        public void Run(Database db) => action(db);

        /// <summary>True when the caller has become the leader and has to do its own work too.</summary>
        public bool Wait()
        {
            lock (this)
            {
                while (!_done && !_leads) Monitor.Wait(this);
                return !_done;
            }
        }

        public void MakeLeader()
        {
            lock (this)
            {
                _leads = true;
                Monitor.Pulse(this);
            }
        }

        public void MakeDone()
        {
            lock (this)
            {
                _done = true;
                Monitor.Pulse(this);
            }
        }
    }
}
