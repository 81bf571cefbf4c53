namespace Dashboard.Tests;

/// <summary>The real data sets with reference results, which lie beside the checkout and are not part of it.</summary>
public static class SharedData
{
    /// <summary>Full path of a file of the data folder; the test is skipped by name when the folder is absent.</summary>
    public static string Path(string relative)
    {
        var root = Root();
        if (root is null)
            Assert.Skip($"The reference data is not beside this checkout: shared/data/{relative}");
        var path = System.IO.Path.Combine(root, relative);
        Assert.True(File.Exists(path), $"The reference data has no {relative}.");
        return path;
    }

    private static string? Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(System.IO.Path.Combine(folder.FullName, "Dashboard.sln"))) continue;
            var data = System.IO.Path.GetFullPath(System.IO.Path.Combine(folder.FullName, "..", "shared", "data"));
            return Directory.Exists(data) ? data : null;
        }
        return null;
    }
}
