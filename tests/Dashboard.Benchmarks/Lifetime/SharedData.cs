namespace Dashboard.Tests;

/// <summary>The folder of the real data sets, for the readers that the tests have too.</summary>
internal static class SharedData
{
    public static string Root { get; set; } = "";

    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);
}
