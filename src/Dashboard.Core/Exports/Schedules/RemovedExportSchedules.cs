using Dashboard.Core.Data;
using Dashboard.Core.Schedules;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Exports.Schedules;

internal sealed class RemovedExportSchedules(DataFolder data, IDbContextFactory<DashboardDbContext> contexts, WriteGate gate, TimeProvider clock)
    : RemovedSchedules<ExportSchedule>(contexts, gate, clock)
{
    public override string Name => "removed export schedules";

    protected override string LockOf(int id) => data.DeliveryLock(id);
}
