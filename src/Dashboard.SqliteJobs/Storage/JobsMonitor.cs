using System.Globalization;
using Dashboard.SqliteJobs.Files;
using Dashboard.SqliteJobs.Tables;
using Hangfire.Common;
using Hangfire.States;
using Hangfire.Storage;
using Hangfire.Storage.Monitoring;

namespace Dashboard.SqliteJobs.Storage;

/// <summary>What Hangfire's dashboard asks.</summary>
internal sealed class JobsMonitor(SQLiteStorage storage) : JobStorageMonitor
{
    private const int FirstJobs = 5;
    private const int Days = 7;
    private const int Hours = 24;

    public override IList<QueueWithTopEnqueuedJobsDto> Queues() => Read(db => QueueTable.Names(db).Select(queue => new QueueWithTopEnqueuedJobsDto
    {
        Name = queue,
        Length = QueueTable.CountWaiting(db, queue, storage.Now),
        Fetched = QueueTable.CountFetched(db, queue, storage.Now),
        FirstJobs = Jobs(db, QueueTable.Waiting(db, queue, storage.Now, 0, FirstJobs), Enqueued),
    }).ToList());

    public override IList<ServerDto> Servers() => Read(ServerTable.All);

    public override JobDetailsDto? JobDetails(string jobId) => !JobTable.TryId(jobId, out var id) ? null : Read(db =>
    {
        if (JobTable.Find(db, id) is not { } row) return null;
        var invocation = row.Invocation();
        return new JobDetailsDto
        {
            Job = invocation.TryLoad(out var mistake),
            LoadException = mistake,
            InvocationData = invocation,
            Properties = Json.Read(row.Parameters),
            CreatedAt = row.CreatedAt,
            ExpireAt = row.ExpireAt,
            History = [.. JobTable.History(db, id).Select(state =>
                new StateHistoryDto { StateName = state.Name, Reason = state.Reason, CreatedAt = state.CreatedAt, Data = Json.Read(state.Data) })],
        };
    });

    public override StatisticsDto GetStatistics() => Read(db => new StatisticsDto
    {
        Enqueued = JobTable.CountInState(db, EnqueuedState.StateName),
        Scheduled = JobTable.CountInState(db, ScheduledState.StateName),
        Processing = JobTable.CountInState(db, ProcessingState.StateName),
        Failed = JobTable.CountInState(db, FailedState.StateName),
        Awaiting = JobTable.CountInState(db, AwaitingState.StateName),
        Succeeded = CounterTable.Find(db, "stats:succeeded"),
        Deleted = CounterTable.Find(db, "stats:deleted"),
        Recurring = SetTable.Count(db, "recurring-jobs"),
        Retries = SetTable.Count(db, "retries"),
        Servers = ServerTable.Count(db),
        Queues = QueueTable.Names(db).Count(),
    });

    public override JobList<EnqueuedJobDto> EnqueuedJobs(string queue, int from, int perPage)
    {
        ArgumentNullException.ThrowIfNull(queue);
        return Read(db => Jobs(db, QueueTable.Waiting(db, queue, storage.Now, from, perPage), Enqueued));
    }

    public override JobList<FetchedJobDto> FetchedJobs(string queue, int from, int perPage)
    {
        ArgumentNullException.ThrowIfNull(queue);
        return Read(db => Jobs(db, QueueTable.Fetched(db, queue, storage.Now, from, perPage), static row =>
        {
            var call = Call.Of(row);
            return new FetchedJobDto { Job = call.Job, LoadException = call.Mistake, InvocationData = call.Invocation, State = row?.State, FetchedAt = row?.StateAt };
        }));
    }

    public override JobList<ProcessingJobDto> ProcessingJobs(int from, int count) => InState(ProcessingState.StateName, from, count, newestFirst: false, static (_, row) =>
    {
        var (call, data) = (Call.Of(row), Data(row));
        return new ProcessingJobDto
        {
            Job = call.Job,
            LoadException = call.Mistake,
            InvocationData = call.Invocation,
            InProcessingState = true,
            StateData = data,
            StartedAt = row.StateAt,
            ServerId = data.GetValueOrDefault("ServerId"),
        };
    });

    public override JobList<ScheduledJobDto> ScheduledJobs(int from, int count) => InState(ScheduledState.StateName, from, count, newestFirst: false, static (_, row) =>
    {
        var (call, data) = (Call.Of(row), Data(row));
        return new ScheduledJobDto
        {
            Job = call.Job,
            LoadException = call.Mistake,
            InvocationData = call.Invocation,
            InScheduledState = true,
            StateData = data,
            ScheduledAt = row.StateAt,
            EnqueueAt = JobHelper.DeserializeNullableDateTime(data.GetValueOrDefault("EnqueueAt")) ?? DateTime.MinValue,
        };
    });

    public override JobList<SucceededJobDto> SucceededJobs(int from, int count) => InState(SucceededState.StateName, from, count, newestFirst: true, static (_, row) =>
    {
        var (call, data) = (Call.Of(row), Data(row));
        return new SucceededJobDto
        {
            Job = call.Job,
            LoadException = call.Mistake,
            InvocationData = call.Invocation,
            InSucceededState = true,
            StateData = data,
            SucceededAt = row.StateAt,
            Result = data.GetValueOrDefault("Result"),
            TotalDuration = Duration(data, "PerformanceDuration") + Duration(data, "Latency"),
        };
    });

    public override JobList<FailedJobDto> FailedJobs(int from, int count) => InState(FailedState.StateName, from, count, newestFirst: true, static (_, row) =>
    {
        var (call, data) = (Call.Of(row), Data(row));
        return new FailedJobDto
        {
            Job = call.Job,
            LoadException = call.Mistake,
            InvocationData = call.Invocation,
            InFailedState = true,
            StateData = data,
            FailedAt = row.StateAt,
            Reason = row.Reason,
            ExceptionDetails = data.GetValueOrDefault("ExceptionDetails"),
            ExceptionType = data.GetValueOrDefault("ExceptionType"),
            ExceptionMessage = data.GetValueOrDefault("ExceptionMessage"),
        };
    });

    public override JobList<DeletedJobDto> DeletedJobs(int from, int count) => InState(DeletedState.StateName, from, count, newestFirst: true, static (_, row) =>
    {
        var call = Call.Of(row);
        return new DeletedJobDto
        {
            Job = call.Job,
            LoadException = call.Mistake,
            InvocationData = call.Invocation,
            InDeletedState = true,
            StateData = Data(row),
            DeletedAt = row.StateAt,
        };
    });

    public override JobList<AwaitingJobDto> AwaitingJobs(int from, int count) => InState(AwaitingState.StateName, from, count, newestFirst: false, static (db, row) =>
    {
        var (call, data) = (Call.Of(row), Data(row));
        return new AwaitingJobDto
        {
            Job = call.Job,
            LoadException = call.Mistake,
            InvocationData = call.Invocation,
            InAwaitingState = true,
            StateData = data,
            AwaitingAt = row.StateAt,
            ParentStateName = data.GetValueOrDefault("ParentId") is { } parent && JobTable.TryId(parent, out var id) ? JobTable.Find(db, id)?.State : null,
        };
    });

    public override long ScheduledCount() => Count(ScheduledState.StateName);

    public override long FailedCount() => Count(FailedState.StateName);

    public override long ProcessingCount() => Count(ProcessingState.StateName);

    public override long SucceededListCount() => Count(SucceededState.StateName);

    public override long DeletedListCount() => Count(DeletedState.StateName);

    public override long AwaitingCount() => Count(AwaitingState.StateName);

    public override long EnqueuedCount(string queue)
    {
        ArgumentNullException.ThrowIfNull(queue);
        return Read(db => QueueTable.CountWaiting(db, queue, storage.Now));
    }

    public override long FetchedCount(string queue)
    {
        ArgumentNullException.ThrowIfNull(queue);
        return Read(db => QueueTable.CountFetched(db, queue, storage.Now));
    }

    public override IDictionary<DateTime, long> SucceededByDatesCount() => ByDay("succeeded");

    public override IDictionary<DateTime, long> FailedByDatesCount() => ByDay("failed");

    public override IDictionary<DateTime, long> DeletedByDatesCount() => ByDay("deleted");

    public override IDictionary<DateTime, long> HourlySucceededJobs() => ByHour("succeeded");

    public override IDictionary<DateTime, long> HourlyFailedJobs() => ByHour("failed");

    public override IDictionary<DateTime, long> HourlyDeletedJobs() => ByHour("deleted");

    private T Read<T>(Func<Database, T> question) => storage.Readers.Read(question);

    private long Count(string state) => Read(db => JobTable.CountInState(db, state));

    private JobList<T> InState<T>(string state, int from, int count, bool newestFirst, Func<Database, JobRow, T> show) => Read(db =>
        new JobList<T>(JobTable.InState(db, state, from, count, newestFirst).Select(row => KeyValuePair.Create(row.Id, show(db, row))).ToList()));

    // A queue may hold jobs that have expired: they show as a number without a call.
    private static JobList<T> Jobs<T>(Database db, List<long> ids, Func<JobRow?, T> show) =>
        new(ids.Select(id => KeyValuePair.Create(id.ToString(CultureInfo.InvariantCulture), show(JobTable.Find(db, id)))).ToList());

    private static EnqueuedJobDto Enqueued(JobRow? row)
    {
        var call = Call.Of(row);
        var isEnqueued = row is not null && row.IsIn(EnqueuedState.StateName);
        return new EnqueuedJobDto
        {
            Job = call.Job,
            LoadException = call.Mistake,
            InvocationData = call.Invocation,
            State = row?.State,
            InEnqueuedState = isEnqueued,
            StateData = isEnqueued ? Data(row!) : null,
            EnqueuedAt = isEnqueued ? row!.StateAt : null,
        };
    }

    private static Dictionary<string, string> Data(JobRow row) => row.StateData is { } data ? Json.Read(data) : [];

    private static long? Duration(Dictionary<string, string> data, string name) =>
        long.TryParse(data.GetValueOrDefault(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds) ? milliseconds : null;

    private Dictionary<DateTime, long> ByDay(string what)
    {
        var today = storage.Now.ToTime().Date;
        return Chart(Enumerable.Range(0, Days).Select(back => today.AddDays(-back)), time => $"stats:{what}:{time:yyyy-MM-dd}");
    }

    private Dictionary<DateTime, long> ByHour(string what)
    {
        var now = storage.Now.ToTime();
        return Chart(Enumerable.Range(0, Hours).Select(back => now.AddHours(-back)), time => $"stats:{what}:{time:yyyy-MM-dd-HH}");
    }

    private Dictionary<DateTime, long> Chart(IEnumerable<DateTime> times, Func<DateTime, FormattableString> counter) =>
        Read(db => times.ToDictionary(time => time, time => CounterTable.Find(db, FormattableString.Invariant(counter(time)))));

    private readonly record struct Call(InvocationData? Invocation, Job? Job, JobLoadException? Mistake)
    {
        public static Call Of(JobRow? row)
        {
            if (row is null) return default;
            var invocation = row.Invocation();
            return new(invocation, invocation.TryLoad(out var mistake), mistake);
        }
    }
}
