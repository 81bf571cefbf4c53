using Dashboard.Core.Data;
using Dashboard.Core.Sharing;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Segments;

/// <summary>Removed segments go with their versions and history.</summary>
internal sealed class RemovedSegments(IDbContextFactory<DashboardDbContext> contexts, WriteGate gate, TimeProvider clock) : Removed<Segment>("removed segments", contexts, gate, clock);
