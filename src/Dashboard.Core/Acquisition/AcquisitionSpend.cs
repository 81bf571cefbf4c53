using Dashboard.Core.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Acquisition;

/// <summary>What was spent on winning customers through one channel in one month.</summary>
public sealed class AcquisitionSpend
{
    public const int MostChannel = 200;

    public int Id { get; set; }

    /// <summary>Name of the channel, with <see cref="Month"/> unique whatever its capitals; empty for customers of whom none is given.</summary>
    public required string Channel { get; set; }

    /// <summary>First day of the month.</summary>
    public DateOnly Month { get; set; }

    /// <summary>Minor units of <see cref="Currency"/>, 0 or more.</summary>
    public long Amount { get; set; }

    /// <summary>ISO 4217 code.</summary>
    public required string Currency { get; set; }

    public DateTime ChangedAt { get; set; }

    /// <summary>Who typed or imported it; null once the account is gone.</summary>
    public int? ChangedById { get; set; }

    /// <summary>When it was removed; null while it counts.</summary>
    public DateTime? RemovedAt { get; set; }
}

internal sealed class AcquisitionSpendTable : IEntityTypeConfiguration<AcquisitionSpend>
{
    public void Configure(EntityTypeBuilder<AcquisitionSpend> builder)
    {
        builder.ToTable("AcquisitionSpend");
        builder.Property(s => s.Channel).UseCollation("NOCASE");
        builder.HasIndex(s => new { s.Channel, s.Month }).IsUnique();
        builder.HasOne<DashboardUser>().WithMany().HasForeignKey(s => s.ChangedById).OnDelete(DeleteBehavior.SetNull);
    }
}
