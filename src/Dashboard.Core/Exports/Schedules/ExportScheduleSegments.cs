using Dashboard.Analytics.Segments;
using Dashboard.Core.Data;
using Dashboard.Core.Segments;
using Dashboard.Core.Views;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Exports.Schedules;

/// <summary>Which segments scheduled exports ask for.</summary>
internal sealed class ExportScheduleSegments : ISegmentUser
{
    public async Task<IReadOnlyList<SegmentUse>> UsesAsync(DashboardDbContext db, CancellationToken cancellation)
    {
        var schedules = await db.ExportSchedules.Where(s => s.RemovedAt == null && (s.SegmentId != null || s.Rule != null || s.Page != null)).OrderBy(s => s.Name).ToListAsync(cancellation);
        return [.. schedules.SelectMany(s => SegmentsOf(s).Distinct().Select(id => new SegmentUse(id, SegmentUseKind.Export, s.Id, s.Name, s.UserId, false)))];
    }

    private static IEnumerable<int> SegmentsOf(ExportSchedule schedule) =>
        schedule.Page is { } page ? ViewSegments.In(page)
        : schedule.SegmentId is { } segment ? [segment] : SegmentJson.Read(schedule.Rule!, out _) is { } rule ? RuleCheck.Segments(rule) : [];
}
