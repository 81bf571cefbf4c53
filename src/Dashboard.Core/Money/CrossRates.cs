using Dashboard.Core.Data;
using Microsoft.Data.Sqlite;

namespace Dashboard.Core.Money;

/// <summary>
/// Makes rates to a new reporting currency from those to the old one, so that a shop that knows what a dollar is worth in euros need not be told what a euro is
/// worth in dollars. Rates that were given are never replaced.
/// </summary>
internal static class CrossRates
{
    public static void Derive(SqliteConnection store, int oldCurrency, int newCurrency)
    {
        var toOld = Read(store, oldCurrency);
        if (!toOld.Remove(newCurrency, out var newInOld)) return;
        toOld[oldCurrency] = [];

        using var add = new Statement(store, "INSERT INTO ExchangeRates(CurrencyId, ToCurrencyId, Day, Rate) VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING");
        foreach (var (currency, rates) in toOld)
            foreach (var day in rates.Keys.Union(newInOld.Keys).Order())
            {
                var worth = currency == oldCurrency ? 1 : NewestOn(rates, day);
                if (worth is { } inOld && NewestOn(newInOld, day) is { } divisor)
                    add.Bind(1, (long)currency).Bind(2, (long)newCurrency).Bind(3, (long)day).Bind(4, inOld / divisor).Run();
            }
    }

    private static double? NewestOn(SortedList<int, double> rates, int day)
    {
        var (low, high) = (0, rates.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (rates.Keys[middle] <= day) low = middle + 1; else high = middle;
        }
        return low == 0 ? null : rates.Values[low - 1];
    }

    private static Dictionary<int, SortedList<int, double>> Read(SqliteConnection store, int toCurrency)
    {
        var rates = new Dictionary<int, SortedList<int, double>>();
        using var rows = new Statement(store, "SELECT CurrencyId, Day, Rate FROM ExchangeRates WHERE ToCurrencyId = ?1 ORDER BY CurrencyId, Day");
        rows.Bind(1, (long)toCurrency);
        while (rows.Step())
        {
            if (!rates.TryGetValue(rows.Int32(0), out var ofCurrency)) rates[rows.Int32(0)] = ofCurrency = [];
            ofCurrency[rows.Int32(1)] = rows.Double(2);
        }
        return rates;
    }
}
