using Dashboard.Core.Data;
using Microsoft.Data.Sqlite;

namespace Dashboard.Core.Orders;

/// <summary>What one major unit of a currency was worth in the reporting currency, as the store knows it.</summary>
internal sealed class RateTable
{
    private readonly int _reporting;
    private readonly Dictionary<int, List<(int Day, double Rate)>> _rates = [];

    private RateTable(int reporting) => _reporting = reporting;

    private const string Rates = "SELECT CurrencyId,Day,Rate FROM ExchangeRates WHERE ToCurrencyId=?1 ORDER BY CurrencyId,Day";

    public static RateTable Read(SqliteConnection connection, int reportingCurrency) => Read(new Statement(connection, Rates), reportingCurrency);

    public static RateTable Read(BulkConnection connection, int reportingCurrency) => Read(new Statement(connection, Rates), reportingCurrency);

    private static RateTable Read(Statement statement, int reportingCurrency)
    {
        var table = new RateTable(reportingCurrency);
        using var read = statement.Bind(1, reportingCurrency);
        while (read.Step())
        {
            var currency = (int)read.Int64(0);
            if (!table._rates.TryGetValue(currency, out var rates)) table._rates[currency] = rates = [];
            rates.Add(((int)read.Int64(1), read.Double(2)));
        }
        return table;
    }

    /// <summary>The newest rate on or before <paramref name="day"/>; 1 for the reporting currency, null when none is known.</summary>
    public double? Find(int currency, int day)
    {
        if (currency == _reporting) return 1;
        if (!_rates.TryGetValue(currency, out var rates)) return null;
        var (low, high) = (0, rates.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (rates[middle].Day <= day) low = middle + 1;
            else high = middle;
        }
        return low == 0 ? null : rates[low - 1].Rate;
    }
}
