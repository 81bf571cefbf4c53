using System.Globalization;
using System.Text.Json;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Spend;
using Dashboard.Analytics.Tests.Shops;
using Dashboard.Tests;

namespace Dashboard.Analytics.Tests.Lifetime;

/// <summary>Calibration histories of the reference data sets, in weeks, and the best fits known for them.</summary>
internal static class SharedSummaries
{
    /// <summary>One row per customer: x, t_x, T and Σ ln gaps.</summary>
    public static PurchaseSummary Of(string set)
    {
        var (x, tx, t, litt) = (new List<int>(), new List<double>(), new List<double>(), new List<double>());
        foreach (var row in SharedShops.Rows($"{set}/expected/calibration_summary_weeks.csv.gz"))
        {
            x.Add(int.Parse(row["x"], CultureInfo.InvariantCulture));
            tx.Add(Days(row["t_x"]));
            t.Add(Days(row["T"]));
            litt.Add(Number(row["litt"]));
        }
        return new([.. x], [.. tx], [.. t], [.. litt]);
    }

    /// <summary>One row per customer: x and m_x.</summary>
    public static SpendSummary Spends(string set)
    {
        var rows = SharedShops.Rows($"{set}/expected/calibration_summary_weeks.csv.gz").ToList();
        return new([.. rows.Select(r => int.Parse(r["x"], CultureInfo.InvariantCulture))], [.. rows.Select(r => Number(r["m_x"]))]);
    }

    /// <summary>Best-known optimum of a model: parameters, LL, se, note.</summary>
    public static JsonElement Best(string set, string model)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SharedData.Path($"{set}/expected/mle_reference.json")));
        return document.RootElement.GetProperty("best_known").GetProperty(model).Clone();
    }

    public static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    // The files print 12 digits of days / 7.
    private static double Days(string text) => Math.Round(Number(text) * 7) / 7;
}
