using Dashboard.Core.Data;
using Dashboard.Core.Segments;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Exports.Schedules;

/// <summary>Which segments scheduled exports ask for.</summary>
internal sealed class ExportScheduleSegments : ISegmentUser
{
    public async Task<IReadOnlyList<SegmentUse>> UsesAsync(DashboardDbContext db, CancellationToken cancellation) =>
        await db.ExportSchedules.Where(s => s.RemovedAt == null && s.SegmentId != null).OrderBy(s => s.Name)
            .Select(s => new SegmentUse(s.SegmentId!.Value, SegmentUseKind.Export, s.Id, s.Name, s.UserId, false)).ToListAsync(cancellation);
}
