using System.Collections.Concurrent;

namespace Dashboard.Core.Jobs;

/// <summary>Knows every job of this process: waiting, running and the last that ended. Any thread may ask, tell and listen.</summary>
public sealed class JobTracker(TimeProvider clock) : IDisposable
{
    private const int EndedKept = 50;

    private readonly ConcurrentDictionary<string, Entry> _jobs = new(StringComparer.Ordinal);
    private readonly TimeProvider _clock = clock;
    private long _order;

    /// <summary>Raised after anything changed, on the thread that changed it; listeners marshal themselves and throttle.</summary>
    public event Action? Changed;

    /// <summary>All known jobs, the newest first.</summary>
    public IReadOnlyList<JobStatus> Jobs => [.. _jobs.Values.Where(e => !e.IsHidden).OrderByDescending(e => e.Order).Select(e => e.Status)];

    public JobStatus? Find(string id) => _jobs.TryGetValue(id, out var entry) ? entry.Status : null;

    /// <summary>True while a job of <paramref name="kind"/> waits or runs.</summary>
    public bool IsUnderWay(JobKind kind) => _jobs.Values.Any(e => e.Status.Kind == kind && !e.Status.IsOver);

    /// <summary>Asks a job to stop. False when it is unknown or over.</summary>
    public bool Cancel(string id)
    {
        if (!_jobs.TryGetValue(id, out var entry) || entry.Status.IsOver) return false;
        entry.Cancellation.Cancel();
        if (entry.Status.State == JobState.Waiting) Set(entry, s => s with { State = JobState.Cancelled, Ended = Now });
        return true;
    }

    /// <summary>Notes a job that will run later.</summary>
    /// <param name="id">Its name; null makes one.</param>
    /// <param name="resumed">It had begun in a process that is gone.</param>
    /// <param name="owner">Whose it is; null for everybody's who may do such work.</param>
    public string Expect(JobKind kind, string? subject, string? id = null, bool resumed = false, int? owner = null) => Expect(kind, subject, id, resumed, hidden: false, owner);

    private string Expect(JobKind kind, string? subject, string? id, bool resumed, bool hidden, int? owner)
    {
        id ??= Guid.NewGuid().ToString("n");
        _jobs.TryAdd(id, new Entry(new JobStatus(id, kind, subject, JobState.Waiting, Now) { IsResumed = resumed, OwnerId = owner }, Interlocked.Increment(ref _order)) { IsHidden = hidden });
        Forget();
        Changed?.Invoke();
        return id;
    }

    /// <summary>Notes that a job begins; null when somebody cancelled it before.</summary>
    /// <param name="id">What <see cref="Expect(JobKind, string?, string?, bool, int?)"/> gave, or what the scheduler calls it, or null.</param>
    /// <param name="resumed">It had begun before, in a process that is gone.</param>
    /// <param name="owner">Whose it is; null for everybody's who may do such work.</param>
    /// <param name="hidden">Nobody hears of it before it reports or ends with something to tell.</param>
    internal Run? Begin(string? id, JobKind kind, string? subject, bool resumed = false, bool hidden = false, int? owner = null)
    {
        // After a restart the scheduler may know a job that this process never heard of.
        if (id is null || !_jobs.TryGetValue(id, out var entry)) entry = _jobs[Expect(kind, subject, id, resumed, hidden && !resumed, owner)];
        if (entry.Status.State == JobState.Cancelled) return null;
        Set(entry, s => s with { State = JobState.Running, Subject = subject ?? s.Subject, OwnerId = owner ?? s.OwnerId, IsResumed = s.IsResumed || resumed, Started = Now, Ended = null, Reason = null });
        return new Run(this, entry);
    }

    /// <summary>Says why a job still waits; null takes it back.</summary>
    internal void Explain(string id, string? reason)
    {
        if (_jobs.TryGetValue(id, out var entry)) Set(entry, s => s.State == JobState.Waiting ? s with { Reason = reason } : s);
    }

    public void Dispose()
    {
        foreach (var entry in _jobs.Values) entry.Cancellation.Dispose();
    }

    private DateTime Now => _clock.GetUtcNow().UtcDateTime;

    private void Set(Entry entry, Func<JobStatus, JobStatus> change)
    {
        lock (entry) entry.Status = change(entry.Status);
        Changed?.Invoke();
    }

    private void Forget()
    {
        foreach (var old in _jobs.Values.Where(e => e.Status.IsOver).OrderByDescending(e => e.Order).Skip(EndedKept))
            _jobs.TryRemove(old.Status.Id, out _);
    }

    internal sealed class Entry(JobStatus status, long order)
    {
        public long Order { get; } = order;
        public CancellationTokenSource Cancellation { get; } = new();
        public JobStatus Status { get; set; } = status;
        public bool IsHidden { get; set; }
    }

    /// <summary>One run of a job, which reports progress and ends in exactly one way.</summary>
    internal sealed class Run : IProgress<JobProgress>
    {
        /// <summary>Between two reports that listeners hear of; a fast job would otherwise drown the pages.</summary>
        private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

        private readonly JobTracker _tracker;
        private readonly Entry _entry;
        private long _lastReport;

        internal Run(JobTracker tracker, Entry entry) => (_tracker, _entry) = (tracker, entry);

        public CancellationToken Cancelled => _entry.Cancellation.Token;

        public void Report(JobProgress value)
        {
            var now = _tracker._clock.GetTimestamp();
            if (_lastReport != 0 && _tracker._clock.GetElapsedTime(_lastReport, now) < Pause) return;
            _lastReport = now;
            _entry.IsHidden = false;
            _tracker.Set(_entry, s => s.IsOver ? s : s with { Share = value.Share is { } share ? Math.Clamp(share, 0, 1) : null, Counts = value.Counts, Link = value.Link ?? s.Link });
        }

        public void End(JobOutcome outcome)
        {
            if (outcome.IsIdle && _entry.IsHidden)
            {
                _tracker._jobs.TryRemove(_entry.Status.Id, out _);
                return;
            }
            _entry.IsHidden = false;
            _tracker.Set(_entry, s => s with
            {
                State = outcome.IsStopped ? JobState.Cancelled : outcome.Reason is null ? JobState.Finished : JobState.Failed,
                Reason = outcome.Reason,
                Link = outcome.Link,
                Share = outcome is { Reason: null, IsStopped: false } ? 1 : s.Share,
                Counts = outcome.Counts.Count > 0 ? outcome.Counts : s.Counts,
                Ended = _tracker.Now,
            });
        }

        public void EndCancelled() => _tracker.Set(_entry, s => s with { State = JobState.Cancelled, Ended = _tracker.Now });
    }
}
