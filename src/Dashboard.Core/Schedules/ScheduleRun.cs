using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Schedules;

/// <summary>One run of a schedule that imported something or failed; runs that find nothing new leave no row. Its imports name it.</summary>
public sealed class ScheduleRun
{
    public long Id { get; set; }
    public int ScheduleId { get; set; }
    public DateTime StartedAt { get; set; }
    public DateTime? FinishedAt { get; set; }

    /// <summary>A person asked for it, not the clock.</summary>
    public bool ByPerson { get; set; }

    public ScheduleOutcome Outcome { get; set; }

    /// <summary>Why it failed, in one sentence.</summary>
    public string? Reason { get; set; }
}

internal sealed class ScheduleRunTable : IEntityTypeConfiguration<ScheduleRun>
{
    public void Configure(EntityTypeBuilder<ScheduleRun> builder)
    {
        builder.ToTable("ScheduleRuns");
        builder.HasIndex(r => r.ScheduleId);
        builder.HasOne<ImportSchedule>().WithMany().HasForeignKey(r => r.ScheduleId).OnDelete(DeleteBehavior.Cascade);
    }
}
