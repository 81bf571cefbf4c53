using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Exports;

/// <summary>Whether the title of a table or chart names a segment that is somebody's own, and so is for nobody else.</summary>
internal static class PersonalTitle
{
    /// <param name="db">The store.</param>
    /// <param name="owner">Whose segments count, also those that were removed and may still stand in what was made before.</param>
    /// <param name="title">What the table or chart is called; null for no title.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<bool> IsAsync(DashboardDbContext db, int? owner, string? title, CancellationToken cancellation)
    {
        if (title is null || owner is null) return false;
        var names = await db.Segments.Where(s => s.OwnerId == owner && !s.IsShared).Select(s => s.Name).ToListAsync(cancellation);
        return names.Any(n => title.Contains(n, StringComparison.OrdinalIgnoreCase));
    }
}
