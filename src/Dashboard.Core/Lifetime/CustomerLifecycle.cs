using Dashboard.Analytics.Forecasts;
using Dashboard.Core.Customers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Lifetime;

/// <summary>Where a customer stood when the states were last written down, from which the next transition and the equity bridge are told.</summary>
public sealed class CustomerLifecycle
{
    public long CustomerId { get; set; }
    public LifecycleState State { get; set; }

    /// <summary>Day on which the state was entered, as far as known.</summary>
    public DateOnly Since { get; set; }

    /// <summary>Purchases to date.</summary>
    public int Purchases { get; set; }

    /// <summary>Predicted CLV in minor units.</summary>
    public long Value { get; set; }
}

/// <summary>Why a customer's state changed.</summary>
public enum LifecycleCause
{
    /// <summary>The customer bought for the first time.</summary>
    FirstPurchase = 1,

    /// <summary>The customer bought again, and stands better for it.</summary>
    Purchase = 2,

    /// <summary>A lost customer bought again.</summary>
    Reactivation = 3,

    /// <summary>Time passed: without a purchase, or until a new customer was new no longer.</summary>
    Silence = 4,

    /// <summary>Neither: the model, a threshold or the orders on file changed, or with a second purchase a stricter rule came to apply.</summary>
    Correction = 5,
}

/// <summary>One change of a customer's state.</summary>
public sealed class LifecycleTransition
{
    public long Id { get; set; }
    public long CustomerId { get; set; }

    /// <summary>The day at whose end the new state held for the first time; of a correction, the first day that was told anew.</summary>
    public DateOnly Day { get; set; }

    public LifecycleState From { get; set; }
    public LifecycleState To { get; set; }
    public LifecycleCause Cause { get; set; }
}

internal sealed class CustomerLifecycleTable : IEntityTypeConfiguration<CustomerLifecycle>
{
    public void Configure(EntityTypeBuilder<CustomerLifecycle> builder)
    {
        builder.ToTable("CustomerLifecycles");
        builder.HasKey(l => l.CustomerId);
        builder.Property(l => l.CustomerId).ValueGeneratedNever();
        builder.HasOne<Customer>().WithOne().HasForeignKey<CustomerLifecycle>(l => l.CustomerId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class LifecycleTransitionTable : IEntityTypeConfiguration<LifecycleTransition>
{
    public void Configure(EntityTypeBuilder<LifecycleTransition> builder)
    {
        builder.ToTable("LifecycleTransitions");
        builder.HasOne<Customer>().WithMany().HasForeignKey(t => t.CustomerId).OnDelete(DeleteBehavior.Cascade);
    }
}
