using CsCheck;
using Dashboard.SqliteJobs.Storage;
using Hangfire.Common;
using Hangfire.States;
using Hangfire.Storage;

namespace Dashboard.SqliteJobs.Tests.Storage;

/// <summary>Clients, workers, deaths, stand-stills and the clock in any order never lose a job, run a succeeded one again or leave one stuck.</summary>
public sealed class InterleavingTests
{
    private const int Processes = 3;
    private const int Workers = 2;

    private enum Act
    {
        Enqueue,
        Schedule,
        CreateAndDie,
        Fetch,
        Begin,
        Perform,
        Fail,
        ShutDown,
        Kill,
        Renew,
        MoveDue,
        CleanUp,
        PassTime,
        PassMuchTime,
    }

    // Who does it, and what.
    private static readonly Gen<(Act Act, int Process, int Worker)[]> Plans = Gen.Select(
        Gen.Frequency(
            (4, Gen.Const(Act.Enqueue)), (1, Gen.Const(Act.Schedule)), (1, Gen.Const(Act.CreateAndDie)), (8, Gen.Const(Act.Fetch)), (8, Gen.Const(Act.Begin)),
            (8, Gen.Const(Act.Perform)), (2, Gen.Const(Act.Fail)), (1, Gen.Const(Act.ShutDown)), (1, Gen.Const(Act.Kill)), (3, Gen.Const(Act.Renew)),
            (2, Gen.Const(Act.MoveDue)), (1, Gen.Const(Act.CleanUp)), (4, Gen.Const(Act.PassTime)), (1, Gen.Const(Act.PassMuchTime))),
        Gen.Int[0, Processes - 1], Gen.Int[0, Workers - 1]).Array[20, 150];

    [Fact]
    public void No_order_of_events_loses_a_job_runs_a_succeeded_one_again_or_leaves_one_stuck() =>
        Plans.Sample(plan =>
        {
            using var world = new World();
            foreach (var (act, process, worker) in plan) world.Do(act, process, worker);
            world.Finish();
        }, iter: 60);

    /// <summary>Three processes on one file, each with workers that take one step at a time, as Hangfire's do.</summary>
    private sealed class World : IDisposable
    {
        private static readonly TimeSpan Lease = TimeSpan.FromHours(1);

        private readonly TestFile _file = new();
        private readonly ManualClock _clock = new();
        private readonly SQLiteStorage[] _processes;
        private readonly Worker?[,] _workers = new Worker?[Processes, Workers];
        private readonly HashSet<string> _asked = [];
        private readonly HashSet<string> _succeeded = [];

        public World() => _processes = [.. Enumerable.Range(0, Processes).Select(_ => Open())];

        public void Do(Act act, int process, int worker)
        {
            var storage = _processes[process];
            ref var hand = ref _workers[process, worker];
            switch (act)
            {
                case Act.Enqueue:
                    Queue(storage);
                    break;
                case Act.Schedule:
                    var due = _clock.GetUtcNow().UtcDateTime + Lease;
                    _asked.Add(Create(storage, (t, id) => t.AddToSet("schedule", id, JobHelper.ToTimestamp(due)), new ScheduledState(due)));
                    break;
                case Act.CreateAndDie:
                    Create(storage, null, null);
                    break;
                case Act.Fetch:
                    hand ??= Worker.Fetch(storage);
                    break;
                case Act.Begin:
                    if (hand is { Began: false } && !hand.Begin()) hand = null;
                    break;
                case Act.Perform:
                    if (hand is { Began: true })
                    {
                        // It runs here. One that another brought to its end meanwhile is only possible under a lost lease, and begins before that end.
                        Assert.False(hand.BeganAfterSuccess(_succeeded), $"Job {hand.Id} had succeeded and was run again.");
                        if (hand.End("Succeeded", null)) Assert.True(_succeeded.Add(hand.Id));
                        hand = null;
                    }
                    break;
                case Act.Fail:
                    if (hand is { Began: true })
                    {
                        var again = _clock.GetUtcNow().UtcDateTime;
                        hand.End("Scheduled", (t, id) => t.AddToSet("schedule", id, JobHelper.ToTimestamp(again)));
                        hand = null;
                    }
                    break;
                case Act.ShutDown:
                    hand?.GiveBack();
                    hand = null;
                    break;
                case Act.Kill:
                    for (var w = 0; w < Workers; w++) _workers[process, w] = null;
                    _processes[process].Dispose();
                    _processes[process] = Open();
                    break;
                case Act.Renew:
                    storage.Keeper.RenewAll();
                    break;
                case Act.MoveDue:
                    MoveDue(storage);
                    break;
                case Act.CleanUp:
                    new CleanUp(storage).Pass();
                    break;
                case Act.PassTime:
                    _clock.Advance(Lease / 3);
                    break;
                default:
                    _clock.Advance(2 * Lease);
                    break;
            }
            foreach (var begun in _workers) begun?.Note(_succeeded);
        }

        /// <summary>Nothing dies any more and time passes: every job must come to its end.</summary>
        public void Finish()
        {
            for (var p = 0; p < Processes; p++) Do(Act.Kill, p, 0);
            for (var round = 0; round < 4; round++)
            {
                _clock.Advance(2 * Lease);
                MoveDue(_processes[0]);
                while (Worker.Fetch(_processes[round % Processes]) is { } worker)
                {
                    if (!worker.Begin()) continue;
                    worker.Note(_succeeded);
                    Assert.False(worker.BeganAfterSuccess(_succeeded), $"Job {worker.Id} had succeeded and was run again.");
                    Assert.True(worker.End("Succeeded", null));
                    Assert.True(_succeeded.Add(worker.Id));
                }
            }
            Assert.Equal(_asked.Order(), _succeeded.Order());
            using var connection = _processes[0].GetConnection();
            Assert.All(_asked, id => Assert.Equal("Succeeded", connection.GetJobData(id).State));
            var monitor = _processes[0].GetMonitoringApi();
            Assert.Equal(0, monitor.ProcessingCount() + monitor.ScheduledCount() + monitor.EnqueuedCount("default") + monitor.FetchedCount("default"));
            Assert.Equal(_asked.Count, monitor.SucceededListCount());
        }

        public void Dispose()
        {
            foreach (var process in _processes) process.Dispose();
            _file.Dispose();
        }

        private SQLiteStorage Open() => new(_file.Path, new SQLiteStorageOptions { Clock = _clock, InvisibilityTimeout = Lease, DistributedLockLifetime = Lease });

        private void Queue(SQLiteStorage storage) => _asked.Add(Create(storage, (t, id) => t.AddToQueue("default", id), new EnqueuedState()));

        private static string Create(SQLiteStorage storage, Action<IWriteOnlyTransaction, string>? also, IState? state)
        {
            using var connection = storage.GetConnection();
            var id = connection.CreateExpiredJob(Work.Job(), new Dictionary<string, string>(), Work.March1, TimeSpan.FromHours(1));
            if (state is null) return id;
            using var transaction = connection.CreateWriteTransaction();
            transaction.SetJobState(id, state);
            transaction.PersistJob(id);
            also!(transaction, id);
            transaction.Commit();
            return id;
        }

        // As Hangfire's scheduler: under a lock of its own and one of the job.
        private void MoveDue(SQLiteStorage storage)
        {
            using var connection = (JobStorageConnection)storage.GetConnection();
            using var turn = connection.AcquireDistributedLock("locks:schedulepoller", TimeSpan.FromSeconds(5));
            foreach (var id in connection.GetFirstByLowestScoreFromSet("schedule", 0, JobHelper.ToTimestamp(_clock.GetUtcNow().UtcDateTime), 1000))
            {
                using var held = connection.AcquireDistributedJobLock(id, TimeSpan.FromSeconds(5));
                using var transaction = connection.CreateWriteTransaction();
                if (connection.GetJobData(id).State == "Scheduled")
                {
                    transaction.SetJobState(id, new EnqueuedState());
                    transaction.AddToQueue("default", id);
                }
                transaction.RemoveFromSet("schedule", id);
                transaction.Commit();
            }
        }
    }

    /// <summary>Takes the steps of Hangfire's worker one at a time.</summary>
    private sealed class Worker(JobStorageConnection connection, IFetchedJob job)
    {
        private bool _hadSucceeded;
        private bool _noted;

        public string Id => job.JobId;

        public bool Began { get; private set; }

        public static Worker? Fetch(SQLiteStorage storage)
        {
            var connection = new JobsConnection(storage);
            return connection.TryFetch(["default"]) is { } job ? new Worker(connection, job) : null;
        }

        /// <summary>False when the worker forgets the job: it is not to be run any more, or another has it.</summary>
        public bool Begin()
        {
            if (Change(["Enqueued", "Scheduled", "Processing"], "Processing", null)) return Began = true;
            job.RemoveFromQueue();
            return false;
        }

        /// <summary>False when nothing was written because another has the job or has ended it.</summary>
        public bool End(string state, Action<IWriteOnlyTransaction, string>? also)
        {
            var ended = Change(["Processing"], state, t =>
            {
                also?.Invoke(t, Id);
                t.RemoveFromQueue(job);
            });
            job.RemoveFromQueue();
            return ended;
        }

        public void GiveBack() => job.Requeue();

        /// <summary>Remembers whether the job had succeeded when this worker began.</summary>
        public void Note(HashSet<string> succeeded)
        {
            if (!Began || _noted) return;
            _noted = true;
            _hadSucceeded = succeeded.Contains(Id);
        }

        public bool BeganAfterSuccess(HashSet<string> succeeded)
        {
            Note(succeeded);
            return _hadSucceeded;
        }

        private bool Change(string[] from, string to, Action<JobStorageTransaction>? also)
        {
            using var held = connection.AcquireDistributedJobLock(Id, TimeSpan.FromSeconds(5));
            if (connection.GetJobData(Id) is not { } data || !from.Contains(data.State)) return false;
            using var transaction = (JobStorageTransaction)connection.CreateWriteTransaction();
            transaction.SetJobState(Id, new StateOf(to));
            also?.Invoke(transaction);
            try
            {
                transaction.Commit();
                return true;
            }
            catch (LostClaimException)
            {
                return false;
            }
        }
    }
}
