using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;

namespace Dashboard.Analytics.Kpis;

/// <summary>Lifetime value of the customers who came in one month or quarter, in major units, times the margin where one is given.</summary>
/// <param name="From">First day of the period.</param>
/// <param name="To">Last day of it by the calendar.</param>
/// <param name="Customers">Customers with their first purchase in it, at least one.</param>
/// <param name="Historic">Their net revenue to date.</param>
/// <param name="Predicted">Their predicted CLV; null while no model serves.</param>
public sealed record ClvPeriod(DateOnly From, DateOnly To, int Customers, double Historic, double? Predicted);

/// <summary>How much of the predicted CLV the best customers by it hold.</summary>
/// <param name="Percent">So many per cent of the customers, rounded up to whole ones.</param>
/// <param name="Customers">How many that are.</param>
/// <param name="Predicted">Share of the whole, 0 … 1; null while no model serves and when nothing is expected.</param>
public sealed record ClvShare(int Percent, int Customers, double? Predicted);

/// <summary>How lifetime value is spread over the customers: by when they came, and over the best of them.</summary>
/// <param name="Bucket">Length of the periods: months, or quarters in a shop with more than <see cref="MostMonths"/> of them.</param>
/// <param name="Periods">Those in which somebody came, oldest first.</param>
/// <param name="Shares">The best 1, 5, 10 and 20 %; empty without customers.</param>
public sealed record ClvSpread(CohortBucket Bucket, IReadOnlyList<ClvPeriod> Periods, IReadOnlyList<ClvShare> Shares)
{
    /// <summary>More months than these are shown as quarters.</summary>
    public const int MostMonths = 48;

    private const double DaysPerMonth = 365.25 / 12;
    private static readonly int[] TopPercents = [1, 5, 10, 20];

    /// <param name="facts">The snapshot.</param>
    /// <param name="members">Only these customers; null for all.</param>
    /// <param name="margin">Gross margin as a fraction; null for revenue as it is.</param>
    public static ClvSpread Of(CustomerFacts facts, CustomerSet? members = null, double? margin = null)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var bucket = BucketOf(facts);
        if (facts.AnonymousStart == 0) return new(bucket, [], []);
        var periods = new CohortPeriods(facts.Span.First, facts.Span.Last, bucket, DayOfWeek.Monday);
        var (customers, historic, predicted) = (new int[periods.Count], new long[periods.Count], new long[periods.Count]);
        var (c, values) = (facts.Customers, ClvGroups.PredictedOf(facts));
        var (kept, n) = (values is null ? [] : GC.AllocateUninitializedArray<long>(facts.CustomerCount), 0);
        for (var i = 0; i < facts.CustomerCount; i++)
        {
            if (c.Purchases[i] == 0 || members is not null && !members[i]) continue;
            var at = periods.Of[c.FirstDay[i]];
            customers[at]++;
            historic[at] += c.Revenue[i];
            if (values is not null) (predicted[at], kept[n]) = (predicted[at] + values[i], values[i]);
            n++;
        }
        var major = (margin ?? 1) / facts.Stamp.MinorPerMajor;
        return new(
            bucket,
            [.. Enumerable.Range(0, periods.Count).Where(p => customers[p] > 0)
                .Select(p => new ClvPeriod(periods.Start(p), FactDay.ToDate(periods.Days(p).To), customers[p], historic[p] * major, values is null ? null : predicted[p] * major))],
            SharesOf(n, kept.AsMemory(0, values is null ? 0 : n)));
    }

    /// <summary>Months, or quarters where those would be too many.</summary>
    internal static CohortBucket BucketOf(CustomerFacts facts) => facts.Span.Last - facts.Span.First > MostMonths * DaysPerMonth ? CohortBucket.Quarter : CohortBucket.Month;

    /// <param name="customers">How many customers.</param>
    /// <param name="predicted">Predicted CLV of each in minor units; empty while no model serves.</param>
    private static List<ClvShare> SharesOf(int customers, ReadOnlyMemory<long> predicted)
    {
        if (customers == 0) return [];
        var counts = Array.ConvertAll(TopPercents, percent => (int)(((long)customers * percent + 99) / 100));
        var whole = 0L;
        foreach (var value in predicted.Span) whole += value;
        var sums = whole > 0 ? new MoneyRanking(predicted).TopSums(counts) : null;
        return [.. TopPercents.Select((percent, at) => new ClvShare(percent, counts[at], sums is null ? null : (double)sums[at] / whole))];
    }
}
