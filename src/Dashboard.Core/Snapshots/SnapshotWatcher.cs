using Dashboard.Core.Money;
using Dashboard.Core.Settings;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Snapshots;

/// <summary>
/// Keeps a running server's snapshot alive: loads it at start, takes over what the command line refreshed, and refreshes after settings or exchange rates
/// were saved.
/// Looks at the file's date every two seconds, which works on every file system, where notifications do not.
/// </summary>
internal sealed partial class SnapshotWatcher(
    SnapshotService snapshots, SettingsService settings, ExchangeRates rates, TimeProvider clock, ILogger<SnapshotWatcher> logger) : BackgroundService
{
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private volatile bool _figuresChanged;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        void Remember() => _figuresChanged = true;
        settings.Changed += Remember;
        rates.Changed += Remember;
        try
        {
            await TryAsync(() => snapshots.LoadAsync(stoppingToken), stoppingToken);
            using var timer = new PeriodicTimer(Interval, clock);
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TryAsync(() => snapshots.TakeOverAsync(stoppingToken), stoppingToken);
                if (!_figuresChanged) continue;
                _figuresChanged = false;
                await TryAsync(() => snapshots.RefreshAsync(null, stoppingToken), stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        finally
        {
            settings.Changed -= Remember;
            rates.Changed -= Remember;
        }
    }

    // A store that is busy or not there yet must not end the server; the next tick or refresh tries again.
    private async Task TryAsync(Func<Task> work, CancellationToken stopping)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            LogFailed(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The snapshot could not be brought up to the store")]
    private partial void LogFailed(Exception cause);
}
