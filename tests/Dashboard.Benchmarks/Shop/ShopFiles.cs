namespace Dashboard.Benchmarks.Shop;

/// <summary>The generated files; written once and used again by later runs of the same size.</summary>
internal sealed record ShopFiles(string History, string FollowUp)
{
    public static ShopFiles Prepare(BenchmarkOptions options)
    {
        Directory.CreateDirectory(options.Folder);
        var name = Path.Combine(options.Folder, $"shop-{options.Orders}-{options.Customers}");
        var files = new ShopFiles(name + ".csv", name + "-more.csv");
        var generator = new ShopGenerator(options.Orders, options.Customers);
        if (!File.Exists(files.History))
        {
            Console.Error.WriteLine($"Writing {files.History}");
            generator.WriteHistory(files.History);
        }
        if (!File.Exists(files.FollowUp))
            generator.WriteFollowUp(files.FollowUp);
        return files;
    }
}
