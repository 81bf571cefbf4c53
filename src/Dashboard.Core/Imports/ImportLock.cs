using Dashboard.Core.Data;

namespace Dashboard.Core.Imports;

/// <summary>Held by the one process that imports. The system lets go of it when that process dies, so "running" with a free lock means interrupted.</summary>
internal static class ImportLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>The lock; null when another import holds it.</summary>
    public static IDisposable? TryTake(DataFolder folder) => FileLock.TryTake(folder.ImportLock);

    /// <summary>The lock; null when it stays taken for half a second. (A look at the history touches it for a moment.)</summary>
    public static async Task<IDisposable?> TryTakeAsync(DataFolder folder, TimeProvider clock, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < 2; attempt++)
        {
            if (TryTake(folder) is { } held) return held;
            await Task.Delay(Pause, clock, cancellation);
        }
        return TryTake(folder);
    }

    public static async Task<IDisposable> TakeAsync(DataFolder folder, TimeProvider clock, CancellationToken cancellation)
    {
        IDisposable? held;
        while ((held = TryTake(folder)) is null)
            await Task.Delay(Pause, clock, cancellation);
        return held;
    }
}
