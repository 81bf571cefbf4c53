using Dashboard.Core.Sharing;
using Dashboard.Core.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Views;

/// <summary>A page as somebody looked at it, under a name: its address with all choices. Relative ranges stay relative.</summary>
public sealed class SavedView : IOwned
{
    public int Id { get; set; }

    /// <summary>Unique among the views that one person sees.</summary>
    public required string Name { get; set; }

    /// <summary>Path and query of the page; like every address of the product it holds nothing of a person.</summary>
    public required string Address { get; set; }

    public int? OwnerId { get; set; }
    public bool IsShared { get; set; }
    public DateTime CreatedAt { get; set; }
    public DateTime ChangedAt { get; set; }
    public DateTime? RemovedAt { get; set; }
}

/// <summary>The view that somebody begins with after signing in.</summary>
public sealed class StartView
{
    public int UserId { get; set; }
    public int ViewId { get; set; }
}

internal sealed class SavedViewTable : IEntityTypeConfiguration<SavedView>
{
    public void Configure(EntityTypeBuilder<SavedView> builder)
    {
        builder.ToTable("SavedViews");
        builder.Property(v => v.Name).UseCollation("NOCASE");
        builder.HasOne<DashboardUser>().WithMany().HasForeignKey(v => v.OwnerId).OnDelete(DeleteBehavior.SetNull);
    }
}

internal sealed class StartViewTable : IEntityTypeConfiguration<StartView>
{
    public void Configure(EntityTypeBuilder<StartView> builder)
    {
        builder.ToTable("StartViews");
        builder.HasKey(s => s.UserId);
        builder.HasOne<DashboardUser>().WithOne().HasForeignKey<StartView>(s => s.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<SavedView>().WithMany().HasForeignKey(s => s.ViewId).OnDelete(DeleteBehavior.Cascade);
    }
}
