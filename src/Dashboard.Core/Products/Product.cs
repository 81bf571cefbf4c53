using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Products;

/// <summary>Something the shop sells, known by its SKU within a source.</summary>
public sealed class Product
{
    public long Id { get; set; }
    public int SourceId { get; set; }
    public required string Sku { get; set; }
    public string? Name { get; set; }
    public int? BrandId { get; set; }
    public int? CategoryId { get; set; }

    /// <summary>What one costs the shop, in minor units of the reporting currency at the rate of the day on which it was first told; null while that has none.</summary>
    public long? Cost { get; set; }
}

internal sealed class ProductTable : IEntityTypeConfiguration<Product>
{
    public void Configure(EntityTypeBuilder<Product> builder)
    {
        builder.ToTable("Products");
        builder.HasIndex(p => new { p.SourceId, p.Sku }).IsUnique();
    }
}
