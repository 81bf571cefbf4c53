using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Data;

/// <summary>The store's one counter row, by which a snapshot knows how far it has read.</summary>
public sealed class StoreState
{
    public const int OnlyId = 1;

    public int Id { get; set; } = OnlyId;

    /// <summary>Raised by every finished change to orders, refunds or customers.</summary>
    public long Revision { get; set; }

    /// <summary>The revision of the last change that no list of customers describes (settings, exchange rates, removed data): an older snapshot is rebuilt whole.</summary>
    public long RebuildRevision { get; set; }

    /// <summary>The shop's own random key, by which values that few customers have are hidden in the snapshot.</summary>
    public byte[] Secret { get; set; } = [];

    internal static byte[] SecretOf(StoreScan store)
    {
        using var state = new Statement(store, "SELECT Secret FROM StoreState WHERE Id = 1");
        return state.Step() ? state.Bytes(0).ToArray() : [];
    }
}

internal sealed class StoreStateTable : IEntityTypeConfiguration<StoreState>
{
    public void Configure(EntityTypeBuilder<StoreState> builder)
    {
        builder.ToTable("StoreState");
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.HasData(new StoreState());
    }
}
