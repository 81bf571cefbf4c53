using Hangfire.States;
using Hangfire.Storage;

namespace Dashboard.SqliteJobs.Tests.Contract;

public abstract class JobFacts(Func<TestStorage> open) : IDisposable
{
    private readonly TestStorage _s = open();

    public sealed class InMemory() : JobFacts(TestStorage.InMemory);

    public sealed class Sqlite() : JobFacts(TestStorage.Sqlite);

    public void Dispose()
    {
        _s.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void A_job_keeps_its_call_and_has_no_state_at_first()
    {
        var id = _s.Create(Work.Job(42));
        var data = _s.Connection.GetJobData(id);
        Assert.Null(data.State);
        Assert.Null(data.LoadException);
        Assert.Equal(typeof(Work), data.Job.Type);
        Assert.Equal(nameof(Work.Do), data.Job.Method.Name);
        Assert.Equal([42L], data.Job.Args);
        Assert.Equal("[\"42\"]", data.InvocationData.Arguments);
        Assert.Equal(DateTimeKind.Utc, data.CreatedAt.Kind);
        Assert.Null(_s.Connection.GetStateData(id));
    }

    [Fact]
    public void Every_job_has_an_id_of_its_own()
    {
        var ids = Enumerable.Range(0, 20).Select(_ => _s.Create()).ToList();
        _s.Commit(t => ids.Add(t.CreateJob(Work.Job(), new Dictionary<string, string>(), Work.March1, TimeSpan.FromDays(1))));
        ids.Add(_s.Create());
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public void A_job_keeps_its_queue() => Assert.Equal("urgent", _s.Connection.GetJobData(_s.Create(Work.OnQueue("urgent"))).Job.Queue);

    [Fact]
    public void Parameters_are_kept_with_the_job()
    {
        var id = _s.Create(null, ("a", "1"), ("b", "two"));
        Assert.Equal("1", _s.Connection.GetJobParameter(id, "a"));
        Assert.Equal(new Dictionary<string, string> { ["a"] = "1", ["b"] = "two" }, _s.Connection.GetJobData(id).ParametersSnapshot);
    }

    [Fact]
    public void A_parameter_is_added_or_overwritten_and_may_hold_any_text()
    {
        const string Odd = "it's \"quoted\" \\ \n \U0001F600 {\"json\":[1]}";
        var id = _s.Create(null, ("a", "1"));
        _s.Connection.SetJobParameter(id, "a", "2");
        _s.Connection.SetJobParameter(id, Odd, Odd);
        _s.Commit(t => t.SetJobParameter(id, "c", "3"));
        Assert.Equal("2", _s.Connection.GetJobParameter(id, "a"));
        Assert.Equal(Odd, _s.Connection.GetJobParameter(id, Odd));
        Assert.Equal("3", _s.Connection.GetJobParameter(id, "c"));
    }

    [Fact]
    public void A_parameter_may_be_null()
    {
        var id = _s.Create(null, ("a", null), ("b", "1"));
        _s.Connection.SetJobParameter(id, "b", null);
        Assert.Null(_s.Connection.GetJobParameter(id, "a"));
        Assert.Null(_s.Connection.GetJobParameter(id, "b"));
        Assert.Null(_s.Connection.GetJobParameter(id, "never set"));
    }

    [Theory]
    [InlineData("999999")]
    [InlineData("not a number")]
    [InlineData("-1")]
    [InlineData("")]
    public void A_job_that_is_not_there_is_null_and_writing_about_it_does_nothing(string id)
    {
        Assert.Null(_s.Connection.GetJobData(id));
        Assert.Null(_s.Connection.GetStateData(id));
        Assert.Null(_s.Connection.GetJobParameter(id, "a"));
        Assert.Null(_s.Monitor.JobDetails(id));
        _s.Connection.SetJobParameter(id, "a", "1");
        _s.Commit(
            t => t.SetJobState(id, new DeletedState()), t => t.AddJobState(id, new DeletedState()), t => t.SetJobParameter(id, "a", "1"),
            t => t.ExpireJob(id, TimeSpan.FromDays(1)), t => t.PersistJob(id));
        Assert.Null(_s.Connection.GetJobData(id));
    }

    [Fact]
    public void A_job_created_in_a_transaction_is_there_once_it_commits()
    {
        string? id = null;
        using (var transaction = (JobStorageTransaction)_s.Connection.CreateWriteTransaction())
        {
            id = transaction.CreateJob(Work.Job(5), new Dictionary<string, string> { ["a"] = "1" }, Work.March1, TimeSpan.FromDays(1));
            transaction.SetJobState(id, new AwaitingState("7"));
            Assert.Null(_s.Connection.GetJobData(id));
            transaction.Commit();
        }
        var data = _s.Connection.GetJobData(id);
        Assert.Equal(("Awaiting", 5L, "1"), (data.State, data.Job.Args[0], data.ParametersSnapshot["a"]));
    }

    [Fact]
    public void The_current_state_is_the_last_one_set()
    {
        var id = _s.Create(new ScheduledState(Work.March1));
        _s.Commit(t => t.SetJobState(id, new FailedState(new InvalidOperationException("broken")) { Reason = "because" }));
        var state = _s.Connection.GetStateData(id);
        Assert.Equal(("Failed", "because", "broken"), (state.Name, state.Reason, state.Data["ExceptionMessage"]));
        Assert.Equal("Failed", _s.Connection.GetJobData(id).State);
    }

    [Fact]
    public void An_added_state_stands_in_the_history_and_is_not_the_current_one()
    {
        var id = _s.Create(new ScheduledState(Work.March1));
        _s.Commit(t => t.AddJobState(id, new DeletedState { Reason = "only said" }));
        Assert.Equal("Scheduled", _s.Connection.GetJobData(id).State);
        Assert.Equal("Scheduled", _s.Connection.GetStateData(id).Name);
        Assert.Equal(["Deleted", "Scheduled"], _s.Monitor.JobDetails(id).History.Select(h => h.StateName));
    }

    [Fact]
    public void An_expired_job_is_removed_with_its_states()
    {
        var id = _s.Create(new DeletedState());
        _s.Commit(t => t.ExpireJob(id, TimeSpan.Zero));
        _s.CleanUp();
        Assert.Null(_s.Connection.GetJobData(id));
        Assert.Null(_s.Monitor.JobDetails(id));
        Assert.Equal(0, _s.Monitor.DeletedListCount());
    }

    [Fact]
    public void A_persisted_job_stays()
    {
        var id = _s.Create(new DeletedState());
        _s.Commit(t => t.ExpireJob(id, TimeSpan.FromMilliseconds(1)), t => t.PersistJob(id));
        Thread.Sleep(TimeSpan.FromMilliseconds(20));
        _s.CleanUp();
        Assert.NotNull(_s.Connection.GetJobData(id));
        Assert.Null(_s.Monitor.JobDetails(id).ExpireAt);
    }

    [Fact]
    public void A_job_that_never_got_a_state_expires()
    {
        var id = _s.Connection.CreateExpiredJob(Work.Job(), new Dictionary<string, string>(), Work.March1, TimeSpan.Zero);
        _s.CleanUp();
        Assert.Null(_s.Connection.GetJobData(id));
    }

    [Fact]
    public void A_transaction_given_up_changes_nothing()
    {
        var id = _s.Create();
        using (var transaction = _s.Connection.CreateWriteTransaction()) transaction.SetJobState(id, new DeletedState());
        Assert.Null(_s.Connection.GetJobData(id).State);
    }

    [Fact]
    public void An_empty_transaction_commits() => _s.Commit();

    [Fact]
    public void The_clock_of_the_storage_is_that_of_the_machine() =>
        Assert.InRange(_s.Connection.GetUtcDateTime(), TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(-1), TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(1));

    [Fact]
    public void Nulls_are_refused()
    {
        var id = _s.Create();
        Assert.Throws<ArgumentNullException>(() => _s.Connection.CreateExpiredJob(null!, new Dictionary<string, string>(), Work.March1, TimeSpan.Zero));
        Assert.Throws<ArgumentNullException>(() => _s.Connection.CreateExpiredJob(Work.Job(), null!, Work.March1, TimeSpan.Zero));
        Assert.Throws<ArgumentNullException>(() => _s.Connection.GetJobData(null!));
        Assert.Throws<ArgumentNullException>(() => _s.Connection.GetStateData(null!));
        Assert.Throws<ArgumentNullException>(() => _s.Connection.GetJobParameter(id, null!));
        Assert.Throws<ArgumentNullException>(() => _s.Connection.SetJobParameter(null!, "a", "1"));
        Assert.Throws<ArgumentNullException>(() => _s.Commit(t => t.SetJobState(id, null!)));
        Assert.Throws<ArgumentNullException>(() => _s.Commit(t => t.SetJobState(null!, new DeletedState())));
        Assert.Throws<ArgumentNullException>(() => _s.Commit(t => t.ExpireJob(null!, TimeSpan.Zero)));
        Assert.Throws<ArgumentNullException>(() => _s.Commit(t => t.CreateJob(null!, new Dictionary<string, string>(), Work.March1, TimeSpan.Zero)));
    }
}
