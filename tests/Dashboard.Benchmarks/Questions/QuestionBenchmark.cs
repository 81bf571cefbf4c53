using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Rfm;
using Dashboard.Benchmarks.Measuring;
using Dashboard.Core.Settings;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Features.Overview;

namespace Dashboard.Benchmarks.Questions;

/// <summary>How long the snapshot takes to answer on one thread without any cache, and DuckDB for the same answers from the same columns.</summary>
internal static class QuestionBenchmark
{
    private const string Country = "DE";

    public static void Run(CustomerFacts facts, int repeats, MeasuredTable table)
    {
        using var duck = new DuckDbShop(facts);
        var country = (byte)Array.IndexOf(facts.Codes.Countries, Country);
        var revenue = new KpiQuery { Kpis = [KpiId.Revenue], Bucket = Bucket.Month, Breakdown = Breakdown.Channel, Country = Country };

        Compare("RFM of all customers", 15, 15, () => RfmScores.Compute(facts), Cells, duck.Rfm);
        table.Plain($"RFM, DuckDB {duck.Version} from ready-made customer columns", Timed.Median(repeats, () => duck.RfmOfCustomers()), "ms");
        Compare("monthly cohort triangle", 50, 25, () => CohortTriangle.Compute(facts), t => Cells(t, facts), () => duck.Cohorts().FindAll(c => c.Month < LastMonth(facts)));
        Compare("month × channel in one country", 18, 2.3, () => KpiEngine.Run(facts, revenue), r => Cells(r, facts), () => duck.Revenue(country));
        var overview = new PageAddress().Query(facts, new ShopSettings());
        table.AtMost("the whole Overview, last 12 months against those before", Timed.Median(repeats, () => Overview(facts, overview)), "ms", 150);

        void Compare<TAnswer, TRow>(
            string name, double milliseconds, double times, Func<TAnswer> ours, Func<TAnswer, IEnumerable<TRow>> rows, Func<List<TRow>> theirs)
        {
            MustAgree(name, rows(ours()), theirs());
            var (mine, duckDb) = (Timed.Median(repeats, () => ours()), Timed.Median(repeats, () => theirs()));
            table.AtMost(name, mine, "ms", milliseconds);
            table.Plain($"{name}, DuckDB {duck.Version}", duckDb, "ms");
            table.AtLeast($"{name}, times as fast as DuckDB", duckDb / mine, "×", times);
        }
    }

    /// <summary>What the Overview asks for, without the cache that the page shares with others.</summary>
    private static void Overview(CustomerFacts facts, KpiQuery query)
    {
        var report = KpiEngine.Run(facts, query with { Kpis = OverviewFigures.Cards });
        CohortTriangle.Compute(facts, new() { AsOf = report.AsOf });
        RfmScores.Compute(facts, report.AsOf);
        Movers.Find(facts, query);
    }

    /// <summary>A comparison counts only when both give the same answer, row for row.</summary>
    private static void MustAgree<T>(string question, IEnumerable<T> ours, IEnumerable<T> theirs)
    {
        var (a, b) = (ours.Order().ToList(), theirs.Order().ToList());
        if (a.SequenceEqual(b)) return;
        var (i, end) = (0, Math.Min(a.Count, b.Count));
        while (i < end && EqualityComparer<T>.Default.Equals(a[i], b[i])) i++;
        throw new InvalidOperationException(
            $"The snapshot and DuckDB differ on {question}: {a.Count} and {b.Count} rows, first difference {(i < a.Count ? a[i] : "none")} against {(i < b.Count ? b[i] : "none")}.");
    }

    private static IEnumerable<(int, int, int, long)> Cells(RfmScores scores) => Enumerable.Range(0, scores.Recency.Length)
        .Where(i => scores.Recency[i] > 0)
        .CountBy(i => (R: (int)scores.Recency[i], F: (int)scores.Frequency[i], M: (int)scores.Money[i]))
        .Select(cell => (cell.Key.R, cell.Key.F, cell.Key.M, (long)cell.Value));

    private static IEnumerable<(int, int, long, long, long)> Cells(CohortTriangle triangle, CustomerFacts facts) =>
        from cohort in triangle.Cohorts
        from k in Enumerable.Range(0, cohort.Active.Length)
        where cohort.Active[k] > 0 && MonthOf(cohort.Start) + k < LastMonth(facts)
        select (MonthOf(cohort.Start), MonthOf(cohort.Start) + k, (long)cohort.Active[k]!.Value, (long)cohort.Orders[k]!.Value, Minor(cohort.Revenue[k]!.Value, facts));

    private static IEnumerable<(int, byte, long)> Cells(KpiReport report, CustomerFacts facts) =>
        from row in report.Breakdown
        from month in report.Buckets.Zip(row.Series[KpiId.Revenue].Values)
        where month.Second is not (null or 0)
        select (MonthOf(month.First.From), row.Code, Minor(month.Second ?? 0, facts));

    /// <summary>The last month has not ended, so the triangle leaves it empty.</summary>
    private static int LastMonth(CustomerFacts facts) => MonthOf(FactDay.ToDate(facts.Span.Last));

    private static int MonthOf(DateOnly day) => day.Year * 12 + day.Month - 1;

    private static long Minor(double major, CustomerFacts facts) => (long)Math.Round(major * facts.Stamp.MinorPerMajor);
}
