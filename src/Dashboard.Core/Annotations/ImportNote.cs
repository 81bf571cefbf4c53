using Dashboard.Core.Data;
using Dashboard.Core.Imports;
using Dashboard.Core.Settings;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Annotations;

/// <summary>Imports say on the charts when they brought something. Of a schedule only the first does: what comes every night explains no jump.</summary>
internal static class ImportNote
{
    /// <summary>Adds the annotation of an import that has ended; once, however often it is asked.</summary>
    /// <param name="db">The store, in the writer's turn.</param>
    /// <param name="importId">The import.</param>
    /// <param name="endedAt">UTC instant at which it ended; its day in the shop's zone is annotated.</param>
    /// <returns>False when it brought nothing, or is not the first of its schedule.</returns>
    public static async Task<bool> AddAsync(DashboardDbContext db, long importId, DateTime endedAt)
    {
        var brought = db.Imports.Where(i => i.Status == ImportStatus.Completed && i.Created + i.Changed > 0);
        if (await brought.FirstOrDefaultAsync(i => i.Id == importId) is not { } import || await db.Annotations.AnyAsync(a => a.ImportId == importId)) return false;
        if (import.ScheduleRunId is { } run && await brought.AnyAsync(i => i.Id != importId && db.ScheduleRuns.Any(r => r.Id == i.ScheduleRunId && db.ScheduleRuns.Any(own => own.Id == run && own.ScheduleId == r.ScheduleId))))
            return false;
        var zone = (await db.Settings.SingleOrDefaultAsync(s => s.Id == ShopSettings.OnlyId) ?? new()).FindZone();
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(endedAt, zone));
        db.Annotations.Add(new() { From = day, To = day, Text = "", IsShared = true, ImportId = importId, CreatedAt = endedAt, ChangedAt = endedAt });
        await db.SaveChangesAsync();
        return true;
    }
}
