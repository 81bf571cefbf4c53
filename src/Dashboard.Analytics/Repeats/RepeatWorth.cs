using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Segments;

namespace Dashboard.Analytics.Repeats;

/// <summary>What customers are worth who bought so many times, in major units, times the margin where one is given.</summary>
/// <param name="Least">Fewest purchases.</param>
/// <param name="Most">Most purchases; null for any.</param>
/// <param name="Customers">How many they are.</param>
/// <param name="Historic">Their net revenue to date.</param>
/// <param name="Predicted">Their predicted CLV; null while no model serves.</param>
public sealed record PurchaseWorth(int Least, int? Most, int Customers, double Historic, double? Predicted)
{
    public double? HistoricMean => Customers == 0 ? null : Historic / Customers;

    public double? PredictedMean => Customers == 0 ? null : Predicted / Customers;

    /// <summary>Historic and predicted together; null while no model serves.</summary>
    public double? TotalMean => HistoricMean + PredictedMean;
}

/// <summary>What a second purchase is worth: repeat buyers against one-time buyers. Definition: kpi-definitions.md, Repeat-buyer value multiple.</summary>
/// <param name="Once">Bought once.</param>
/// <param name="Twice">Bought twice.</param>
/// <param name="Often">Bought three times or more.</param>
/// <param name="Repeat">Bought twice or more.</param>
public sealed record RepeatWorth(PurchaseWorth Once, PurchaseWorth Twice, PurchaseWorth Often, PurchaseWorth Repeat)
{
    /// <summary>How many times as much repeat buyers have brought; null without both kinds, or when one-time buyers brought nothing.</summary>
    public double? HistoricMultiple => Over(Repeat.HistoricMean, Once.HistoricMean);

    /// <summary>The same of historic and predicted value together; null while no model serves.</summary>
    public double? TotalMultiple => Over(Repeat.TotalMean, Once.TotalMean);

    /// <param name="facts">The snapshot.</param>
    /// <param name="members">Only these customers; null for all.</param>
    /// <param name="margin">Gross margin as a fraction; null for revenue as it is.</param>
    public static RepeatWorth Of(CustomerFacts facts, CustomerSet? members = null, double? margin = null)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var (customers, historic, predicted) = (new int[3], new long[3], new long[3]);
        var (c, values) = (facts.Customers, ClvGroups.PredictedOf(facts));
        for (var i = 0; i < facts.CustomerCount; i++)
        {
            if (c.Purchases[i] == 0 || members is not null && !members[i]) continue;
            var at = Math.Min(c.Purchases[i], 3) - 1;
            customers[at]++;
            historic[at] += c.Revenue[i];
            predicted[at] += values?[i] ?? 0;
        }
        var major = (margin ?? 1) / facts.Stamp.MinorPerMajor;
        PurchaseWorth Worth(int least, int? most, Range rows) =>
            new(least, most, customers[rows].Sum(), historic[rows].Sum() * major, values is null ? null : predicted[rows].Sum() * major);
        return new(Worth(1, 1, ..1), Worth(2, 2, 1..2), Worth(3, null, 2..), Worth(2, null, 1..));
    }

    private static double? Over(double? value, double? by) => by > 0 ? value / by : null;
}
