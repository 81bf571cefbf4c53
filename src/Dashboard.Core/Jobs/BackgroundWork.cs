using Hangfire;

namespace Dashboard.Core.Jobs;

/// <summary>Where pages and other jobs ask for background work, by ids only.</summary>
public interface IBackgroundWork
{
    /// <summary>Runs <typeparamref name="TJob"/> on <paramref name="id"/> soon. The result identifies the run in <see cref="JobTracker"/>.</summary>
    /// <param name="subject">What it works on, in words that may be shown, until the job itself says better.</param>
    string Enqueue<TJob>(JobKind kind, long id = 0, string? subject = null) where TJob : Job;

    /// <summary>Runs <typeparamref name="TJob"/> on <paramref name="id"/> at <paramref name="at"/> (UTC), as if a clock had started it.</summary>
    void Plan<TJob>(long id, DateTime at) where TJob : Job;
}

internal sealed class BackgroundWork(IBackgroundJobClient client, JobTracker tracker) : IBackgroundWork
{
    public string Enqueue<TJob>(JobKind kind, long id, string? subject) where TJob : Job
    {
        var run = tracker.Expect(kind, subject);
        client.Enqueue<TJob>(job => job.RunAsync(id, run, null, CancellationToken.None));
        return run;
    }

    public void Plan<TJob>(long id, DateTime at) where TJob : Job =>
        client.Schedule<TJob>(job => job.RunAsync(id, "", null, CancellationToken.None), new DateTimeOffset(at, TimeSpan.Zero));
}
