using Hangfire;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Jobs;

/// <summary>A job that the scheduler still has.</summary>
/// <param name="Type">Class of the job.</param>
/// <param name="Id">What it works on.</param>
public sealed record PendingJob(Type Type, long Id);

/// <summary>What an earlier process left in the scheduler's storage: jobs that wait, and jobs that ran when it ended. The scheduler runs them again by itself.</summary>
public sealed class PendingJobs(JobStorage storage, IServiceScopeFactory scopes)
{
    private const int Most = 1000;

    /// <summary>Tells the jobs' watchers of them, those that had begun as resumed. To be asked before this process runs jobs of its own.</summary>
    public async Task<IReadOnlyList<PendingJob>> ReadAsync(CancellationToken cancellation)
    {
        var monitor = storage.GetMonitoringApi();
        var queues = monitor.Queues().Select(q => q.Name).ToList();
        var found = new List<(string Id, Hangfire.Common.Job? Job, bool Begun)>();
        found.AddRange(monitor.ProcessingJobs(0, Most).Select(j => (j.Key, j.Value?.Job, true)));
        foreach (var queue in queues)
        {
            found.AddRange(monitor.FetchedJobs(queue, 0, Most).Select(j => (j.Key, j.Value?.Job, true)));
            found.AddRange(monitor.EnqueuedJobs(queue, 0, Most).Select(j => (j.Key, j.Value?.Job, false)));
        }

        var pending = new List<PendingJob>();
        await using var scope = scopes.CreateAsyncScope();
        foreach (var (schedulerId, call, begun) in found.DistinctBy(f => f.Id))
        {
            if (call is null || !call.Type.IsSubclassOf(typeof(Job)) || call.Args is not [long id, string run, ..]) continue;
            pending.Add(new(call.Type, id));
            var job = (Job)ActivatorUtilities.GetServiceOrCreateInstance(scope.ServiceProvider, call.Type);
            await job.ExpectAsync(id, run.Length > 0 ? run : schedulerId, begun, cancellation);
        }
        return pending;
    }
}
