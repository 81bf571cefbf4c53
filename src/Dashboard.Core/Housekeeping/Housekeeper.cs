using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Housekeeping;

/// <summary>Runs all chores in order. Doing it twice does no harm.</summary>
public sealed partial class Housekeeper(IEnumerable<IChore> chores, ILogger<Housekeeper> logger)
{
    /// <summary>Runs them.</summary>
    /// <param name="progress">Receives the share done, 0 to 1.</param>
    /// <param name="cancellation">Checked before each chore and within the long ones.</param>
    /// <returns>How much went, by chore.</returns>
    public async Task<IReadOnlyDictionary<string, long>> RunAsync(IProgress<double>? progress, CancellationToken cancellation)
    {
        var all = chores.ToList();
        var removed = new Dictionary<string, long>();
        foreach (var chore in all)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = await chore.RunAsync(cancellation);
            removed[chore.Name] = count;
            if (count > 0) LogRemoved(count, chore.Name);
            progress?.Report(removed.Count / (double)all.Count);
        }
        return removed;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Housekeeping removed {Count} {What}")]
    private partial void LogRemoved(long count, string what);
}
