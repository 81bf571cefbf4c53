using Dashboard.Core.Data;

namespace Dashboard.Tests;

/// <summary>A data folder of a test's own, gone afterwards.</summary>
public sealed class TestFolder : IDisposable
{
    public DataFolder Data { get; } = new DataFolder(Path.Combine(Path.GetTempPath(), "dashboard-tests", Guid.NewGuid().ToString("n"))).Create();

    public static implicit operator DataFolder(TestFolder folder) => folder.Data;

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(Data.Root, recursive: true);
    }
}
