using System.Text.Json;
using Dashboard.Analytics.Facts;
using Dashboard.Core.Data;
using Dashboard.Core.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Customers;

/// <summary>The columns that somebody chose for the list of customers.</summary>
public sealed class ChosenColumns
{
    public int UserId { get; set; }

    /// <summary>Names of <see cref="CustomerSort"/> as a JSON array.</summary>
    public required string Columns { get; set; }
}

/// <summary>The columns of the list of customers, each of which sorts it: which there are, and which somebody chose.</summary>
public sealed class ListColumns(IDbContextFactory<DashboardDbContext> contexts, WriteGate gate)
{
    /// <summary>All of them, in the order in which they stand. The first is always there.</summary>
    public static IReadOnlyList<CustomerSort> All { get; } =
    [
        CustomerSort.Name, CustomerSort.Rfm, CustomerSort.State, CustomerSort.FirstPurchase, CustomerSort.LastPurchase, CustomerSort.Purchases, CustomerSort.Revenue, CustomerSort.AverageOrder,
        CustomerSort.Predicted, CustomerSort.Alive, CustomerSort.Risk, CustomerSort.Consent, CustomerSort.Channel, CustomerSort.Country,
    ];

    private static readonly CustomerSort[] Always = [CustomerSort.Name, CustomerSort.Rfm, CustomerSort.State, CustomerSort.LastPurchase, CustomerSort.Purchases, CustomerSort.Revenue, CustomerSort.Predicted];

    /// <summary>Those of who has not chosen: state and predicted value only once something is forecast.</summary>
    public static IReadOnlyList<CustomerSort> Usual(CustomerFacts facts) => facts.Forecasts is null ? [.. Always.Except([CustomerSort.State, CustomerSort.Predicted])] : Always;

    /// <summary>What an export has to have to show what the column shows.</summary>
    public static IReadOnlyList<string> ExportedAs(CustomerSort column) => column switch
    {
        CustomerSort.Name => ["id", "number", "name", "email"],
        CustomerSort.Rfm => ["rfm_group"],
        CustomerSort.State => ["lifecycle"],
        CustomerSort.FirstPurchase => ["first_purchase"],
        CustomerSort.LastPurchase => ["last_purchase"],
        CustomerSort.Purchases => ["purchases"],
        CustomerSort.Revenue => ["revenue", "currency"],
        CustomerSort.AverageOrder => ["average_order", "currency"],
        CustomerSort.Predicted => ["predicted_clv", "currency"],
        CustomerSort.Alive => ["p_alive"],
        CustomerSort.Risk => ["value_at_risk", "currency"],
        CustomerSort.Consent => [Exports.ExportColumns.Consent + Exports.ConsentFilter.Usual],
        CustomerSort.Channel => ["acquisition_channel"],
        CustomerSort.Country => ["country"],
        _ => throw new ArgumentOutOfRangeException(nameof(column)),
    };

    /// <summary>What somebody chose; null for the usual ones.</summary>
    public async Task<IReadOnlyList<CustomerSort>?> OfAsync(int userId, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        if (await db.ChosenColumns.Where(c => c.UserId == userId).Select(c => c.Columns).FirstOrDefaultAsync(cancellation) is not { } json) return null;
        var names = JsonSerializer.Deserialize<string[]>(json) ?? [];
        return [.. All.Where(c => c == CustomerSort.Name || names.Contains(c.ToString()))];
    }

    /// <summary>Keeps what somebody chose; null for the usual ones again.</summary>
    public async Task KeepAsync(int userId, IReadOnlyCollection<CustomerSort>? columns, CancellationToken cancellation)
    {
        using var turn = await gate.EnterAsync(cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await db.ChosenColumns.Where(c => c.UserId == userId).ExecuteDeleteAsync(cancellation);
        if (columns is not null) db.Add(new ChosenColumns { UserId = userId, Columns = JsonSerializer.Serialize(All.Where(columns.Contains).Select(c => c.ToString())) });
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }
}

internal sealed class ChosenColumnsTable : IEntityTypeConfiguration<ChosenColumns>
{
    public void Configure(EntityTypeBuilder<ChosenColumns> builder)
    {
        builder.ToTable("ChosenColumns");
        builder.HasKey(c => c.UserId);
        builder.HasOne<DashboardUser>().WithOne().HasForeignKey<ChosenColumns>(c => c.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
