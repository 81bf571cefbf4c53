using Dashboard.Core.Customers;
using Dashboard.Core.Segments;
using Dashboard.Core.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Marks;

/// <summary>What people do with customers.</summary>
public enum MarkKind
{
    /// <summary>They have a tag from now on.</summary>
    Tag = 1,

    /// <summary>They have it no longer.</summary>
    Untag = 2,

    Note = 3,

    /// <summary>They leave the lists of customers at risk until a day; without one they are back at once.</summary>
    Snooze = 4,

    /// <summary>Somebody looks after them; without a person nobody does any longer.</summary>
    Assign = 5,

    /// <summary>They join a frozen segment.</summary>
    Segment = 6,
}

/// <summary>Where a mark stands.</summary>
public enum MarkStatus
{
    Waiting = 0,
    Done = 1,
}

/// <summary>
/// What somebody did with one or many customers: who, when and what. Nothing is ever overwritten: of the marks that were not undone the newest says what holds, so that undoing one
/// brings back what held before. It goes with the last of its customers.
/// </summary>
public sealed class Mark
{
    public long Id { get; set; }
    public MarkKind Kind { get; set; }
    public MarkStatus Status { get; set; }

    /// <summary>The tag of <see cref="MarkKind.Tag"/> and <see cref="MarkKind.Untag"/>.</summary>
    public int? TagId { get; set; }

    /// <summary>The words of a <see cref="MarkKind.Note"/>.</summary>
    public string? Text { get; set; }

    /// <summary>First day on which those snoozed are back; null for at once.</summary>
    public DateOnly? Until { get; set; }

    /// <summary>Who looks after them; null for nobody, and when that account is gone.</summary>
    public int? AssigneeId { get; set; }

    /// <summary>The segment that they joined; null when it is gone.</summary>
    public int? SegmentId { get; set; }

    /// <summary>Who did it; null when that account is gone.</summary>
    public int? ById { get; set; }

    public DateTime AskedAt { get; set; }
    public DateTime? DoneAt { get; set; }
    public DateTime? UndoneAt { get; set; }
    public int? UndoneById { get; set; }

    /// <summary>Customers marked, or asked for while it waits.</summary>
    public int Customers { get; set; }

    /// <summary>Their numbers, as <see cref="CustomerIds"/> packs them, while it waits.</summary>
    public byte[]? Asked { get; set; }
}

/// <summary>A customer of a mark.</summary>
public sealed class MarkedCustomer
{
    public long CustomerId { get; set; }
    public long MarkId { get; set; }
}

/// <summary>A word by which people group customers. Everybody who sees customers sees it.</summary>
public sealed class Tag
{
    public int Id { get; set; }
    public required string Name { get; set; }
}

internal sealed class MarkTable : IEntityTypeConfiguration<Mark>
{
    public void Configure(EntityTypeBuilder<Mark> builder)
    {
        builder.ToTable("Marks");
        builder.HasIndex(m => m.Kind);
        builder.HasOne<Tag>().WithMany().HasForeignKey(m => m.TagId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Segment>().WithMany().HasForeignKey(m => m.SegmentId).OnDelete(DeleteBehavior.SetNull);
        builder.HasOne<DashboardUser>().WithMany().HasForeignKey(m => m.AssigneeId).OnDelete(DeleteBehavior.SetNull);
        builder.HasOne<DashboardUser>().WithMany().HasForeignKey(m => m.ById).OnDelete(DeleteBehavior.SetNull);
        builder.HasOne<DashboardUser>().WithMany().HasForeignKey(m => m.UndoneById).OnDelete(DeleteBehavior.SetNull);
    }
}

internal sealed class MarkedCustomerTable : IEntityTypeConfiguration<MarkedCustomer>
{
    public void Configure(EntityTypeBuilder<MarkedCustomer> builder)
    {
        builder.ToTable("MarkedCustomers");
        builder.HasKey(m => new { m.CustomerId, m.MarkId });
        builder.HasOne<Customer>().WithMany().HasForeignKey(m => m.CustomerId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Mark>().WithMany().HasForeignKey(m => m.MarkId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class TagTable : IEntityTypeConfiguration<Tag>
{
    public void Configure(EntityTypeBuilder<Tag> builder)
    {
        builder.ToTable("Tags");
        builder.Property(t => t.Name).UseCollation("NOCASE");
        builder.HasIndex(t => t.Name).IsUnique();
    }
}
