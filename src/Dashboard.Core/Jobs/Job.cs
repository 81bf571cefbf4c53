using Hangfire;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Jobs;

/// <summary>
/// Background work that people can watch and stop. Its only argument is an id, so nothing personal ever enters the job store;
/// running it twice does no harm.
/// </summary>
public abstract partial class Job(JobTracker tracker, ILogger logger)
{
    protected abstract JobKind Kind { get; }

    /// <summary>What the job works on, in words that may be shown; null when its kind says it all.</summary>
    protected virtual Task<string?> SubjectAsync(long id, CancellationToken cancellation) => Task.FromResult<string?>(null);

    /// <summary>Does the work on <paramref name="id"/>, in batches, obeying the token; starts again where it stopped.</summary>
    protected abstract Task<JobOutcome> WorkAsync(long id, IProgress<JobProgress> progress, CancellationToken cancellation);

    /// <summary>What the scheduler calls.</summary>
    /// <param name="id">What the work is about.</param>
    /// <param name="run">Names this run in <see cref="JobTracker"/>; empty when a clock started it.</param>
    /// <param name="cancellation">Given by the scheduler: the process stops or the job was deleted.</param>
    [AutomaticRetry(Attempts = 0)]
    public async Task RunAsync(long id, string run, CancellationToken cancellation)
    {
        if (tracker.Begin(run, Kind, await SubjectAsync(id, cancellation)) is not { } status) return;
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
