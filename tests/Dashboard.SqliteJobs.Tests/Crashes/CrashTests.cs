using System.Collections.Concurrent;
using System.Linq.Expressions;
using Dashboard.SqliteJobs.Files;
using Dashboard.SqliteJobs.Worker;
using Hangfire;
using Hangfire.Storage;

namespace Dashboard.SqliteJobs.Tests.Crashes;

/// <summary>Real processes on one file, killed at random moments or left alone.</summary>
public sealed class CrashTests : IDisposable
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);

    private readonly TestFile _file = new();
    private readonly SQLiteStorage _storage;

    public CrashTests() => _storage = new SQLiteStorage(_file.Path);

    public void Dispose()
    {
        _storage.Dispose();
        _file.Dispose();
    }

    [Fact]
    public async Task Every_job_succeeds_however_often_its_workers_are_killed()
    {
        const int Jobs = 2000;
        const int Kills = 50;
        Enqueue(Jobs, number => () => Journal.NoteSlowly(number, CancellationToken.None));

        var workers = new ConcurrentBag<WorkerProcess>();
        var leftProcessing = 0;
        await Task.WhenAll(StartAndKillAsync(1), StartAndKillAsync(2));
        Assert.Equal(Kills, workers.Count);
        Assert.InRange(leftProcessing, Kills / 2, Kills);
        Assert.InRange(_storage.GetMonitoringApi().SucceededListCount(), 0, Jobs - 1);

        await using var last = await WorkerProcess.StartAsync(_file.Path, Lease);
        workers.Add(last);
        await SucceededAsync(Jobs);
        await last.StopAsync();

        var monitor = _storage.GetMonitoringApi();
        Assert.Equal(0, monitor.ProcessingCount() + monitor.FailedCount() + monitor.EnqueuedCount("default") + monitor.FetchedCount("default"));
        Assert.Equal(Enumerable.Range(0, Jobs), workers.SelectMany(w => w.Ran).Distinct().Order());
        // The statistics of a job are written with its state: a kill neither loses nor doubles them.
        Assert.Equal(Jobs, monitor.GetStatistics().Succeeded);
        Assert.Equal("ok", CheckFile());

        // Two at a time, each killed soon after it began its first job.
        async Task StartAndKillAsync(int seed)
        {
            var chance = new Random(seed);
            for (var kills = 0; kills < Kills / 2; kills++)
            {
                var worker = await WorkerProcess.StartAsync(_file.Path, Lease);
                workers.Add(worker);
                await worker.AtWorkAsync();
                await Task.Delay(TimeSpan.FromMilliseconds(chance.Next(60)), TestContext.Current.CancellationToken);
                worker.Kill();
                await worker.DisposeAsync();
                if (_storage.GetMonitoringApi().ProcessingCount() > 0) Interlocked.Increment(ref leftProcessing);
            }
        }
    }

    [Fact]
    public async Task Two_processes_run_each_of_ten_thousand_jobs_once()
    {
        const int Jobs = 10_000;
        await using var one = await WorkerProcess.StartAsync(_file.Path, TimeSpan.FromMinutes(1));
        await using var two = await WorkerProcess.StartAsync(_file.Path, TimeSpan.FromMinutes(1));
        Enqueue(Jobs, number => () => Journal.Note(number));
        await SucceededAsync(Jobs);
        await one.StopAsync();
        await two.StopAsync();

        Assert.Equal(Enumerable.Range(0, Jobs), one.Ran.Concat(two.Ran).Order());
        Assert.NotEmpty(one.Ran);
        Assert.NotEmpty(two.Ran);
        Assert.Empty(_storage.GetMonitoringApi().Servers());
        Assert.Equal("ok", CheckFile());
    }

    private void Enqueue(int jobs, Func<int, Expression<Action>> call) => Parallel.For(0, jobs, new ParallelOptions { MaxDegreeOfParallelism = 8 }, number =>
        new BackgroundJobClient(_storage).Enqueue(call(number)));

    // Jobs that died in Processing come back when their lease has run out; the patience is for slow machines.
    private async Task SucceededAsync(int jobs)
    {
        var monitor = _storage.GetMonitoringApi();
        for (var look = 0; look < 1200; look++)
        {
            if (monitor.SucceededListCount() == jobs) return;
            await Task.Delay(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
        }
        var s = monitor.GetStatistics();
        Assert.Fail($"{monitor.SucceededListCount()} of {jobs} succeeded; {s.Enqueued} wait, {s.Processing} run, {s.Failed} failed, {s.Scheduled} are planned.");
    }

    private string? CheckFile() => _storage.Readers.Read(db => db.Text("PRAGMA integrity_check"));
}
