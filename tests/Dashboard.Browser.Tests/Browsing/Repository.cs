namespace Dashboard.Browser.Tests.Browsing;

/// <summary>Places in the checkout that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The program, built in the same configuration as the tests.</summary>
    public static string WebAssembly { get; } =
        Path.Combine(Root, "src", "Dashboard.Web", "bin", Configuration(), "net10.0", "Dashboard.Web.dll");

    /// <summary>Where the README's pictures lie; null unless they are asked for.</summary>
    public static string? Screenshots { get; } =
        Environment.GetEnvironmentVariable("DASHBOARD_SCREENSHOTS") == "1" ? Directory.CreateDirectory(Path.Combine(Root, "docs", "screenshots")).FullName : null;

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Dashboard.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests lie outside a checkout.");
        return folder.FullName;
    }

    // …/bin/Release/net10.0/
    private static string Configuration() => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
}
