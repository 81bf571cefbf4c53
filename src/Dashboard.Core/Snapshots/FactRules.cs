using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Rfm;
using Dashboard.Core.Data;
using Dashboard.Core.Imports;
using Dashboard.Core.Lifetime;
using Dashboard.Core.Money;
using Dashboard.Core.Orders;
using Dashboard.Core.Settings;

namespace Dashboard.Core.Snapshots;

/// <summary>The settings that decide what an order counts, and in which currency.</summary>
internal sealed record FactRules(bool IncludeTax, bool IncludeShipping, RefundDating RefundDating, string Currency)
{
    public static FactRules Read(StoreScan store)
    {
        using var settings = new Statement(store, "SELECT IncludeTax, IncludeShipping, RefundDating, ReportingCurrency FROM Settings WHERE Id = 1");
        return settings.Step()
            ? new(settings.Int32(0) != 0, settings.Int32(1) != 0, (RefundDating)settings.Int32(2), settings.Text(3) ?? Currencies.Default)
            : new(false, false, RefundDating.RefundDay, Currencies.Default);
    }

    /// <summary>The shop's time zone. A change of it asks for a build from the whole store.</summary>
    public static TimeZoneInfo ZoneOf(StoreScan store)
    {
        using var settings = new Statement(store, "SELECT TimeZone FROM Settings WHERE Id = 1");
        return settings.Step() ? new ShopSettings { TimeZone = settings.Text(0) ?? "UTC" }.FindZone() : TimeZoneInfo.Utc;
    }

    public static FactRules Of(ShopSettings settings) =>
        new(settings.IncludeTax, settings.IncludeShipping, settings.RefundDating, settings.ReportingCurrency ?? Currencies.Default);

    /// <summary>An order's net amount before refunds, in minor units of its own currency.</summary>
    public long NetOf(Order order) => order.Subtotal - order.Discount + (IncludeTax ? order.Tax : 0) + (IncludeShipping ? order.Shipping : 0);

    /// <summary><see cref="NetOf"/> as SQL over an order's columns.</summary>
    public string NetSql => "Subtotal - Discount" + (IncludeTax ? " + Tax" : "") + (IncludeShipping ? " + Shipping" : "");

    /// <summary>Equal only for rules that give equal figures.</summary>
    public override string ToString() => $"tax {(IncludeTax ? 1 : 0)}, shipping {(IncludeShipping ? 1 : 0)}, refunds by {(RefundDating == RefundDating.OrderDay ? "order" : "refund")}, {Currency}";
}

/// <summary>Where the store stands, read within the transaction that reads the rows. The highest numbers are those ever given, so that removing a row lowers none.</summary>
internal sealed record StoreHead(
    long Revision, long RebuildRevision, long MaxCustomerId, long MaxOrderId, long MaxRefundId, DateTime? ImportedAt, FactRules Rules, string Forecast, string Rfm)
{
    public FactsStamp Stamp(TimeProvider clock) => new(
        Revision, MaxCustomerId, MaxOrderId, MaxRefundId, Rules.Currency, Currencies.MinorPerMajor(Rules.Currency), clock.GetUtcNow().UtcDateTime, ImportedAt,
        Rules.ToString(), Forecast, Rfm);

    public static StoreHead Read(StoreScan store)
    {
        // A file that failed brought nothing, and must not make old data look fresh.
        using var head = new Statement(store, $"""
            SELECT (SELECT Revision FROM StoreState WHERE Id = 1), (SELECT RebuildRevision FROM StoreState WHERE Id = 1),
                   (SELECT seq FROM sqlite_sequence WHERE name = 'Customers'), (SELECT seq FROM sqlite_sequence WHERE name = 'Orders'),
                   (SELECT seq FROM sqlite_sequence WHERE name = 'Refunds'), (SELECT max(FinishedAt) FROM Imports WHERE Status <> {(int)ImportStatus.Failed})
            """);
        head.Step();
        var rules = FactRules.Read(store);
        return new(
            head.Int64(0), head.Int64(1), head.Int64(2), head.Int64(3), head.Int64(4),
            head.IsNull(5) ? null : StoreConventions.ToInstant(head.Int64(5)), rules, ServedForecast.Read(store, rules)?.ToText() ?? "", LimitsOf(store, rules)?.ToText() ?? "");
    }

    private static RfmLimits? LimitsOf(StoreScan store, FactRules rules)
    {
        using var settings = new Statement(store, "SELECT RfmDays, RfmPurchases, RfmMoney FROM Settings WHERE Id = 1");
        return settings.Step() ? RfmLimits.From(settings.Text(0), settings.Text(1), settings.Text(2), Currencies.MinorPerMajor(rules.Currency)) : null;
    }
}
