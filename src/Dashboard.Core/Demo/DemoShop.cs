using Dashboard.Core.Data;
using Dashboard.Core.Labels;
using Dashboard.Core.Settings;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Demo;

/// <summary>Why sample data was not loaded.</summary>
public enum DemoRefusal
{
    /// <summary>It is there already.</summary>
    AlreadyLoaded = 1,

    /// <summary>The shop has orders of its own, and invented ones would make its figures wrong.</summary>
    ShopHasOrders = 2,
}

/// <summary>What a load came to.</summary>
/// <param name="Refusal">Null when it was done.</param>
/// <param name="Customers">Customers written.</param>
/// <param name="Orders">Orders written.</param>
public sealed record DemoLoad(DemoRefusal? Refusal, int Customers = 0, int Orders = 0);

/// <summary>How far a load has come: <paramref name="Done"/> of <paramref name="Total"/> customers and orders.</summary>
public sealed record DemoProgress(int Done, int Total);

/// <summary>The sample shop: loaded with one click into an empty store, removed with one.</summary>
public sealed class DemoShop(StoreConnections connections, WriteGate gate, IDbContextFactory<DashboardDbContext> contexts, TimeProvider clock)
{
    /// <summary>Why it was refused, in a sentence for whoever asked.</summary>
    public static string Sentence(DemoRefusal refusal) => refusal switch
    {
        DemoRefusal.AlreadyLoaded => "The sample data is loaded already.",
        DemoRefusal.ShopHasOrders => "This shop has orders of its own; sample data would make its figures wrong. Use an empty data folder.",
        _ => throw new ArgumentOutOfRangeException(nameof(refusal)),
    };

    /// <summary>True while the store holds sample rows.</summary>
    public async Task<bool> IsLoadedAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await SampleImports(db).AnyAsync(cancellation);
    }

    /// <summary>Null when a load would be taken now.</summary>
    public async Task<DemoRefusal?> RefusalAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return Refusal(db);
    }

    /// <summary>Loads the shop, its last day being yesterday. All or nothing: when it is cancelled or fails, no row stays.</summary>
    public Task<DemoLoad> LoadAsync(IProgress<DemoProgress>? progress, CancellationToken cancellation) => LoadAsync(null, DemoGenerator.Customers, progress, cancellation);

    internal async Task<DemoLoad> LoadAsync(DateOnly? lastDay, int customers, IProgress<DemoProgress>? progress, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        if (Refusal(db) is { } refusal) return new(refusal);
        var settings = await db.Settings.SingleAsync(cancellation);
        return await Task.Run(() => Load(settings, lastDay, customers, progress, cancellation), cancellation);
    }

    /// <summary>Removes every sample row and nothing else. Harmless when there is none.</summary>
    /// <returns>Orders removed.</returns>
    public Task<long> RemoveAsync(CancellationToken cancellation) => Task.Run(() =>
    {
        using var turn = gate.Enter(cancellation);
        using var connection = connections.Open();
        using var transaction = connection.BeginTransaction();
        var removed = new DemoStore(transaction).Remove();
        transaction.Commit();
        return removed;
    }, cancellation);

    private DemoLoad Load(ShopSettings settings, DateOnly? lastDay, int customers, IProgress<DemoProgress>? progress, CancellationToken cancellation)
    {
        var started = clock.GetUtcNow().UtcDateTime;
        var zone = TimeZoneInfo.FindSystemTimeZoneById(settings.TimeZone);
        var data = DemoGenerator.Generate(lastDay ?? DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(started, zone)).AddDays(-1), zone, customers);
        var (done, total) = (0, data.Customers.Count + data.Orders.Count);

        using var turn = gate.Enter(cancellation);
        using (var db = contexts.CreateDbContext())
        {
            if (Refusal(db) is { } refusal) return new(refusal);   // somebody else may have loaded or imported meanwhile
        }
        using var connection = connections.Open();
        using var transaction = connection.BeginTransaction();
        new DemoStore(transaction).Write(data, settings.ReportingCurrency ?? DemoStore.Currency, started, clock,
            rows => progress?.Report(new(Math.Min(done += rows, total), total)), cancellation);
        transaction.Commit();
        progress?.Report(new(total, total));
        return new(null, data.Customers.Count, data.Orders.Count);
    }

    private static DemoRefusal? Refusal(DashboardDbContext db) =>
        SampleImports(db).Any() ? DemoRefusal.AlreadyLoaded : db.Orders.Any() || db.Refunds.Any() ? DemoRefusal.ShopHasOrders : null;

    private static IQueryable<Imports.Import> SampleImports(DashboardDbContext db) =>
        db.Imports.Where(i => db.Labels.Any(l => l.Id == i.SourceId && l.Kind == LabelKind.Source && l.Name == DemoStore.Source));
}
