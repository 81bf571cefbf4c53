namespace Dashboard.Core.Checks;

/// <summary>How far the checks have come.</summary>
/// <param name="Name">The check that begins.</param>
/// <param name="Done">Checks done before it.</param>
/// <param name="Total">Checks in all.</param>
public sealed record CheckProgress(string Name, int Done, int Total);

/// <summary>Runs every check on the data folder; changes nothing.</summary>
public sealed class StoreCheck(IEnumerable<ICheck> checks)
{
    /// <summary>Everything found; empty when all is well.</summary>
    public async Task<IReadOnlyList<CheckFinding>> RunAsync(IProgress<CheckProgress>? progress, CancellationToken cancellation)
    {
        var (all, findings) = (checks.ToList(), new List<CheckFinding>());
        for (var i = 0; i < all.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report(new(all[i].Name, i, all.Count));
            findings.AddRange(await all[i].RunAsync(cancellation));
            if (findings.Any(f => f.Reason == CheckReason.DamagedFile)) break;   // nothing read from a damaged file means anything
        }
        return findings;
    }
}
