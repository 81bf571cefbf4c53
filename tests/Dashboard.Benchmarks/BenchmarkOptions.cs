namespace Dashboard.Benchmarks;

/// <summary>Size of the generated shop and where its files lie.</summary>
internal sealed record BenchmarkOptions
{
    public const string Help = "--orders N (10000000)  --customers N (1000000)  --repeats N (7)  --folder DIR (below the temporary folder; files found there are used again)  --data DIR (shared/data beside the checkout; real data sets for holdouts)";

    public int Orders { get; private init; } = 10_000_000;
    public int Customers { get; private init; } = 1_000_000;

    /// <summary>How often a question that takes milliseconds is asked; the median counts.</summary>
    public int Repeats { get; private init; } = 7;

    public string Folder { get; private init; } = Path.Combine(Path.GetTempPath(), "dashboard-benchmarks");

    /// <summary>Folder of the reference data sets.</summary>
    public string Data { get; private init; } = Path.GetFullPath(Path.Combine(Product.Checkout(), "..", "shared", "data"));

    /// <summary>The options, or null when one is unknown or has no value.</summary>
    public static BenchmarkOptions? Parse(IEnumerable<string> args)
    {
        var options = new BenchmarkOptions();
        foreach (var pair in args.Chunk(2))
        {
            var number = pair.Length == 2 && int.TryParse(pair[1], out var n) && n > 0 ? n : 0;
            options = pair switch
            {
                ["--orders", _] when number > 0 => options with { Orders = number },
                ["--customers", _] when number > 0 => options with { Customers = number },
                ["--repeats", _] when number > 0 => options with { Repeats = number },
                ["--folder", var folder] => options with { Folder = Path.GetFullPath(folder) },
                ["--data", var data] => options with { Data = Path.GetFullPath(data) },
                _ => null,
            };
            if (options is null) return null;
        }
        return options;
    }
}
