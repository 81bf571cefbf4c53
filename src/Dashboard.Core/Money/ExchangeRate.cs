using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Money;

/// <summary>What one major unit of a currency was worth in the reporting currency from a day on, until the next row's day.</summary>
public sealed class ExchangeRate
{
    public int CurrencyId { get; set; }
    public DateOnly Day { get; set; }

    /// <summary>Major units of <see cref="ToCurrencyId"/> per major unit of <see cref="CurrencyId"/>, above 0.</summary>
    public double Rate { get; set; }

    public int ToCurrencyId { get; set; }
}

internal sealed class ExchangeRateTable : IEntityTypeConfiguration<ExchangeRate>
{
    public void Configure(EntityTypeBuilder<ExchangeRate> builder)
    {
        builder.ToTable("ExchangeRates");
        builder.HasKey(r => new { r.CurrencyId, r.ToCurrencyId, r.Day });
    }
}
