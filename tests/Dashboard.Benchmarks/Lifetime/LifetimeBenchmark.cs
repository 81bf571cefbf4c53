using System.Globalization;
using System.IO.Compression;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Spend;
using Dashboard.Benchmarks.Measuring;

namespace Dashboard.Benchmarks.Lifetime;

/// <summary>Fits and predictions of the purchase models, one thread, against the times of the best public tools on such a machine.</summary>
internal static class LifetimeBenchmark
{
    private const int Many = 1_000_000;
    private const double Year = 365.0 / 7;

    public static Task<MeasuredTable> RunAsync(BenchmarkOptions options)
    {
        var table = new MeasuredTable("Purchase models, one thread, warm");
        var drawn = Draw(days: true);
        if (CdnowFull() is { } cdnow) Fits(table, options, cdnow, "CDNOW's 23,570 customers", small: true);
        else table.Skipped("fits of CDNOW", "shared/data is not beside the checkout");
        Fits(table, options, drawn, "1 M customers", small: false);
        Fits(table, options, Draw(days: false), "1 M customers, no two times equal", small: false);

        var model = PurchaseModels.Find("BG/NBD")!.Create([0.25, 4.8, 0.72, 2.16])!;
        var answers = new double[Many];
        table.AtMost("P(alive) of 1 M", Timed.Median(options.Repeats, () => model.ProbabilityAlive(drawn, answers)), "ms", 15);
        table.AtMost("expected purchases in a year of 1 M", Timed.Median(options.Repeats, () => model.ExpectedPurchases(drawn, 0, Year, answers)), "ms", 150);

        if (CdnowSpends() is { } spends) Spend(table, options, spends, "CDNOW's 9,450 repeat customers", 1, 45);
        Spend(table, options, DrawSpends(), "1 M customers", 50, 3000);
        return Task.FromResult(table);
    }

    private static void Spend(MeasuredTable table, BenchmarkOptions options, SpendSummary customers, string what, double goal, double publicTool)
    {
        FitResult? fit = null;
        var milliseconds = Timed.Median(options.Repeats, () => fit = GammaGamma.Fit(customers).Result);
        table.AtMost($"{GammaGamma.ModelName}, {what} ({fit!.Iterations} evaluations)", milliseconds, "ms", goal);
        table.Plain($"{GammaGamma.ModelName}, {what}: times faster than the best public tool", publicTool / milliseconds, "×");
    }

    private static void Fits(MeasuredTable table, BenchmarkOptions options, PurchaseSummary customers, string what, bool small)
    {
        foreach (var family in PurchaseModels.All)
        {
            var milliseconds = 0.0;
            FitResult? fit = null;
            milliseconds = Timed.Median(options.Repeats, () => fit = family.Fit(customers).Result);
            var name = $"{family.Name}, {what} ({fit!.Iterations} evaluations)";
            if (Goal(family.Name, small) is { } goal) table.AtMost(name, milliseconds, "ms", goal);
            else table.Plain(name, milliseconds, "ms");
            if (PublicTool(family.Name, small) is { } tool) table.Plain($"{family.Name}, {what}: times faster than the best public tool", tool / milliseconds, "×");
        }
    }

    private static double? Goal(string model, bool small) => (model, small) switch
    {
        ("BG/NBD", true) => 3,
        ("BG/NBD", false) => 120,
        ("Pareto/NBD", true) => 60,
        ("Pareto/NBD", false) => 2000,
        _ => null,
    };

    /// <summary>Milliseconds that the fastest known tool takes for the same data.</summary>
    private static double? PublicTool(string model, bool small) => (model, small) switch
    {
        ("BG/NBD", true) => 180,
        ("BG/NBD", false) => 8000,
        ("Pareto/NBD", true) => 870,
        _ => null,
    };

    /// <summary>Customers of one year of a shop like CDNOW; in whole days, as orders have them, or at any time.</summary>
    private static PurchaseSummary Draw(bool days)
    {
        var family = PurchaseModels.Find("BG/NBD")!;
        var model = family.Create([0.25, 4.8, 0.72, 2.16])!;
        var random = new Random(1);
        var (x, tx, t, litt) = (new int[Many], new double[Many], new double[Many], new double[Many]);
        for (var i = 0; i < Many; i++)
        {
            var age = random.NextDouble() * Year;
            if (days) age = Math.Ceiling(age * 7) / 7;
            var history = family.Simulate(model, age, 0, random).History;
            (x[i], tx[i], t[i], litt[i]) = (history.X, days ? Math.Ceiling(history.Tx * 7) / 7 : history.Tx, age, history.Litt);
        }
        return new(x, tx, t, litt);
    }

    private static SpendSummary DrawSpends()
    {
        var (model, random) = (GammaGamma.Create(6.25, 3.74, 15.44)!, new Random(1));
        var x = Enumerable.Range(0, Many).Select(_ => (int)Math.Ceiling(-3 * Math.Log(1 - random.NextDouble()))).ToArray();
        return new(x, [.. x.Select(n => n == 0 ? 0 : model.Simulate(n, random).MeanSpend)]);
    }

    private static PurchaseSummary? CdnowFull() => Cdnow("x", "t_x", "T", "litt") is { } rows
        ? new([.. rows.Select(r => (int)r[0])], [.. rows.Select(r => r[1])], [.. rows.Select(r => r[2])], [.. rows.Select(r => r[3])]) : null;

    private static SpendSummary? CdnowSpends() => Cdnow("x", "m_x") is { } rows ? new([.. rows.Select(r => (int)r[0])], [.. rows.Select(r => r[1])]) : null;

    private static List<double[]>? Cdnow(params string[] names)
    {
        var file = Path.Combine(Product.Checkout(), "..", "shared", "data", "cdnow_full", "expected", "calibration_summary_weeks.csv.gz");
        if (!File.Exists(file)) return null;
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        var columns = reader.ReadLine()!.Split(',');
        var rows = new List<double[]>();
        int[] wanted = [.. names.Select(c => Array.IndexOf(columns, c))];
        while (reader.ReadLine()?.Split(',') is { } line)
            rows.Add([.. wanted.Select(c => double.Parse(line[c], CultureInfo.InvariantCulture))]);
        return rows;
    }
}
