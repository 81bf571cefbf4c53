using Dashboard.Core.Data;

namespace Dashboard.Core.Housekeeping;

/// <summary>Copies of the store made before migrations go after 90 days, except the newest.</summary>
internal sealed class OldCopies(DataFolder folder, TimeProvider clock) : IChore
{
    internal const int KeptDays = 90;

    public string Name => "old copies";

    public Task<long> RunAsync(CancellationToken cancellation)
    {
        var before = clock.GetUtcNow().UtcDateTime.AddDays(-KeptDays);
        var old = new DirectoryInfo(folder.Copies).GetFiles("shop-before-migration-*.db")
            .OrderByDescending(f => f.Name, StringComparer.Ordinal).Skip(1).Where(f => f.LastWriteTimeUtc < before).ToList();
        old.ForEach(f => f.Delete());
        return Task.FromResult((long)old.Count);
    }
}
