namespace Dashboard.Benchmarks;

/// <summary>The program as it was built together with the benchmarks.</summary>
internal static class Product
{
    /// <summary>What <c>dotnet</c> starts.</summary>
    public static string WebAssembly { get; } = Path.Combine(AppContext.BaseDirectory, "Dashboard.Web.dll");

    /// <summary>This program, for parts that need a process of their own.</summary>
    public static string Benchmarks { get; } = Path.Combine(AppContext.BaseDirectory, "Dashboard.Benchmarks.dll");

    /// <summary>The checkout that it was built from.</summary>
    public static string Checkout()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Dashboard.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The benchmarks lie outside a checkout.");
        return folder.FullName;
    }
}
