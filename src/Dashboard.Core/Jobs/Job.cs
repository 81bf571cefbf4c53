using Hangfire;
using Hangfire.Server;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Jobs;

/// <summary>
/// Background work that people can watch and stop. Its only argument is an id, so nothing personal ever enters the job store;
/// running it twice does no harm.
/// </summary>
public abstract partial class Job(JobTracker tracker, ILogger logger)
{
    // Set when a run begins, so that one whose process died is known when it begins again.
    private const string BegunParameter = "Begun";

    protected abstract JobKind Kind { get; }

    /// <summary>Started by a clock, it is shown only once it has something to tell.</summary>
    protected virtual bool IsQuiet => false;

    /// <summary>True when a clock started this run, false when a person or another job asked for it.</summary>
    protected bool ByClock { get; private set; }

    /// <summary>What the job works on, in words that may be shown; null when its kind says it all.</summary>
    protected virtual Task<string?> SubjectAsync(long id, CancellationToken cancellation) => Task.FromResult<string?>(null);

    /// <summary>Whose work it is; null when it is everybody's who may do such work.</summary>
    protected virtual Task<int?> OwnerAsync(long id, CancellationToken cancellation) => Task.FromResult<int?>(null);

    /// <summary>Does the work on <paramref name="id"/>, in batches, obeying the token; starts again where it stopped.</summary>
    protected abstract Task<JobOutcome> WorkAsync(long id, IProgress<JobProgress> progress, CancellationToken cancellation);

    /// <summary>Cleans up after a run that somebody stopped before it began.</summary>
    protected virtual Task DropAsync(long id) => Task.CompletedTask;

    /// <summary>Tells the tracker of a run that the scheduler still has from an earlier process.</summary>
    internal async Task ExpectAsync(long id, string run, bool resumed, CancellationToken cancellation) =>
        tracker.Expect(Kind, await SubjectAsync(id, cancellation), run, resumed, await OwnerAsync(id, cancellation));

    /// <summary>What the scheduler calls.</summary>
    /// <param name="id">What the work is about.</param>
    /// <param name="run">Names this run in <see cref="JobTracker"/>; empty when a clock started it.</param>
    /// <param name="scheduler">Given by the scheduler; null when something else runs the job.</param>
    /// <param name="cancellation">Given by the scheduler: the process stops or the job was deleted.</param>
    [AutomaticRetry(Attempts = 0)]
    public async Task RunAsync(long id, string run, PerformContext? scheduler, CancellationToken cancellation)
    {
        ByClock = run.Length == 0;
        var resumed = scheduler?.GetJobParameter<bool>(BegunParameter) == true;
        if (!resumed) scheduler?.SetJobParameter(BegunParameter, true);
        var name = ByClock ? scheduler?.BackgroundJob.Id : run;
        if (tracker.Begin(name, Kind, await SubjectAsync(id, cancellation), resumed, ByClock && IsQuiet, await OwnerAsync(id, cancellation)) is not { } status)
        {
            await DropAsync(id);
            return;
        }
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, status.Cancelled);
        try
        {
            var outcome = await WorkAsync(id, status, either.Token);
            status.End(outcome);
            if (outcome.IsStopped) LogCancelled(logger, Kind, id);
            else if (outcome.Reason is null) LogFinished(logger, Kind, id);
            else LogFailed(logger, Kind, id);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            status.EndCancelled();
            LogCancelled(logger, Kind, id);
            // The scheduler runs interrupted work again after a restart, but not what somebody stopped.
            cancellation.ThrowIfCancellationRequested();
        }
        catch (Exception bug)
        {
            var reference = Guid.NewGuid().ToString("n")[..8];
            LogBroke(logger, Kind, id, reference, bug);
            status.End(JobOutcome.Failed($"Something went wrong that should not have; the log has it under reference {reference}."));
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Kind} job on {Id} finished")]
    private static partial void LogFinished(ILogger logger, JobKind kind, long id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Kind} job on {Id} could not be done; the page says why")]
    private static partial void LogFailed(ILogger logger, JobKind kind, long id);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Kind} job on {Id} was stopped")]
    private static partial void LogCancelled(ILogger logger, JobKind kind, long id);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Kind} job on {Id} broke, reference {Reference}")]
    private static partial void LogBroke(ILogger logger, JobKind kind, long id, string reference, Exception bug);
}
