using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Kpis;

/// <summary>What a KPI was on a day, as computed then, so that a later change of data can be seen.</summary>
public sealed class KpiHistory
{
    public DateOnly Day { get; set; }

    /// <summary>Snake-case id of the KPI.</summary>
    public required string Kpi { get; set; }

    /// <summary>Null when the KPI had no value. Money in major units of the reporting currency, rates as fractions.</summary>
    public double? Value { get; set; }

    public long N { get; set; }
    public DateTime ComputedAt { get; set; }
}

internal sealed class KpiHistoryTable : IEntityTypeConfiguration<KpiHistory>
{
    public void Configure(EntityTypeBuilder<KpiHistory> builder)
    {
        builder.ToTable("KpiHistory");
        builder.HasKey(h => new { h.Day, h.Kpi });
    }
}
