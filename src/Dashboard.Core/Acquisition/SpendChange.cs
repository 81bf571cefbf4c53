using Dashboard.Core.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Acquisition;

/// <summary>Spend that was typed, removed or brought in at once, kept for as long as it can be undone.</summary>
public sealed class SpendChange
{
    /// <summary>Days for which a change can be undone, and for which an undone one is kept.</summary>
    public const int UndoDays = 30;

    public int Id { get; set; }
    public DateTime DoneAt { get; set; }

    /// <summary>Who did it; null once the account is gone, as is <see cref="UndoneById"/>.</summary>
    public int? ById { get; set; }

    /// <summary>Name of the file; null for what was typed.</summary>
    public string? FileName { get; set; }

    /// <summary>Months of channels that changed, 1 or more.</summary>
    public int Months { get; set; }

    public DateTime? UndoneAt { get; set; }
    public int? UndoneById { get; set; }

    /// <summary>What changed; empty unless it was asked for.</summary>
    public IReadOnlyCollection<ChangedSpend> Rows { get; init; } = [];
}

/// <summary>A month of a channel before and after a change.</summary>
public sealed class ChangedSpend
{
    public int ChangeId { get; set; }
    public required string Channel { get; set; }

    /// <summary>First day of the month.</summary>
    public DateOnly Month { get; set; }

    /// <summary>Minor units of <see cref="CurrencyBefore"/>; null where nothing was known.</summary>
    public long? Before { get; set; }

    public string? CurrencyBefore { get; set; }

    /// <summary>Minor units of <see cref="CurrencyAfter"/>; null where it was removed.</summary>
    public long? After { get; set; }

    public string? CurrencyAfter { get; set; }
}

internal sealed class SpendChangeTable : IEntityTypeConfiguration<SpendChange>
{
    public void Configure(EntityTypeBuilder<SpendChange> builder)
    {
        builder.ToTable("SpendChanges");
        builder.HasOne<DashboardUser>().WithMany().HasForeignKey(c => c.ById).OnDelete(DeleteBehavior.SetNull);
        builder.HasOne<DashboardUser>().WithMany().HasForeignKey(c => c.UndoneById).OnDelete(DeleteBehavior.SetNull);
    }
}

internal sealed class ChangedSpendTable : IEntityTypeConfiguration<ChangedSpend>
{
    public void Configure(EntityTypeBuilder<ChangedSpend> builder)
    {
        builder.ToTable("ChangedSpend");
        builder.HasKey(c => new { c.ChangeId, c.Channel, c.Month });
        builder.HasOne<SpendChange>().WithMany(c => c.Rows).HasForeignKey(c => c.ChangeId).OnDelete(DeleteBehavior.Cascade);
    }
}
