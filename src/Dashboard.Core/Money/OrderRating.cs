using Dashboard.Core.Data;
using Dashboard.Core.Labels;
using Microsoft.Data.Sqlite;

namespace Dashboard.Core.Money;

/// <summary>Gives orders and refunds the rate of their day. Runs within the caller's transaction.</summary>
internal static class OrderRating
{
    /// <summary>Rates what had no rate, and leaves fixed rates alone.</summary>
    /// <returns>Orders and refunds that have a rate now.</returns>
    public static long RateMissing(SqliteConnection store, int reportingCurrency, IProgress<ReworkProgress>? progress, CancellationToken cancellation) =>
        Rework.Run(store, table => $"ReportingRate = {RateSql(table)}", table => $"ReportingRate IS NULL AND {RateSql(table)} IS NOT NULL", reportingCurrency, progress, cancellation);

    /// <summary>Rates everything anew, for another reporting currency.</summary>
    public static void RateAll(SqliteConnection store, int reportingCurrency, IProgress<ReworkProgress>? progress, CancellationToken cancellation) =>
        Rework.Run(store, table => $"ReportingRate = {RateSql(table)}", _ => "TRUE", reportingCurrency, progress, cancellation);

    /// <summary>Number of the label that names this currency, which is made when there is none.</summary>
    public static int LabelOf(SqliteConnection store, string currency)
    {
        using var add = new Statement(store, "INSERT INTO Labels(Kind, Name) VALUES(?1, ?2) ON CONFLICT DO NOTHING");
        add.Bind(1, (long)LabelKind.Currency).BindText(2, currency).Run();
        using var find = new Statement(store, "SELECT Id FROM Labels WHERE Kind = ?1 AND Name = ?2");
        find.Bind(1, (long)LabelKind.Currency).BindText(2, currency).Step();
        return find.Int32(0);
    }

    // The newest rate on or before the day, by the primary key; ?3 is the reporting currency.
    private static string RateSql(string table) => $"""
        CASE WHEN CurrencyId = ?3 THEN 1.0
             ELSE (SELECT r.Rate FROM ExchangeRates r WHERE r.CurrencyId = {table}.CurrencyId AND r.ToCurrencyId = ?3 AND r.Day <= {table}.Day ORDER BY r.Day DESC LIMIT 1) END
        """;
}
