using Hangfire;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Jobs;

/// <summary>Where pages and other jobs ask for background work, by ids only. While the scheduler's storage does not answer, what was asked for waits in this process.</summary>
public interface IBackgroundWork
{
    /// <summary>Runs <typeparamref name="TJob"/> on <paramref name="id"/> soon. The result identifies the run in <see cref="JobTracker"/>.</summary>
    /// <param name="subject">What it works on, in words that may be shown, until the job itself says better.</param>
    /// <param name="owner">Whose it is, who alone sees it; null for everybody's who may do such work.</param>
    string Enqueue<TJob>(JobKind kind, long id = 0, string? subject = null, int? owner = null) where TJob : Job;

    /// <summary>Runs <typeparamref name="TJob"/> on <paramref name="id"/> at <paramref name="at"/> (UTC), as if a clock had started it.</summary>
    void Plan<TJob>(long id, DateTime at) where TJob : Job;
}

internal sealed partial class BackgroundWork(IBackgroundJobClient client, JobTracker tracker, TimeProvider clock, ILogger<BackgroundWork> logger) : IBackgroundWork, IDisposable
{
    internal static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private const string NotKept = "The place where jobs are kept does not answer. This starts as soon as it does.";

    private readonly CancellationTokenSource _closed = new();

    public string Enqueue<TJob>(JobKind kind, long id, string? subject, int? owner) where TJob : Job
    {
        var run = tracker.Expect(kind, subject, owner: owner);
        if (!TryPlace(Place)) _ = PlaceLaterAsync(Place, run);
        return run;

        void Place() => client.Enqueue<TJob>(job => job.RunAsync(id, run, null, CancellationToken.None));
    }

    public void Plan<TJob>(long id, DateTime at) where TJob : Job
    {
        if (!TryPlace(Place)) _ = PlaceLaterAsync(Place);

        void Place() => client.Schedule<TJob>(job => job.RunAsync(id, "", null, CancellationToken.None), new DateTimeOffset(at, TimeSpan.Zero));
    }

    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    private bool TryPlace(Action place)
    {
        try
        {
            place();
            return true;
        }
        catch (BackgroundJobClientException unreachable)
        {
            LogNotKept(unreachable);
            return false;
        }
    }

    // One that was stopped meanwhile is placed too: only the job itself knows what it has to clear away.
    private async Task PlaceLaterAsync(Action place, string? run = null)
    {
        var closed = _closed.Token;
        if (run is not null) tracker.Explain(run, NotKept);
        do
        {
            await Task.Delay(Pause, clock, closed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (closed.IsCancellationRequested) return;
        }
        while (!TryPlace(place));
        if (run is not null) tracker.Explain(run, null);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A job could not be put where jobs are kept; it is tried again")]
    private partial void LogNotKept(Exception unreachable);
}
