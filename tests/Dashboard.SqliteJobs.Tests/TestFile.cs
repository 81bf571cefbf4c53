namespace Dashboard.SqliteJobs.Tests;

/// <summary>A place for one file of jobs, gone afterwards with what SQLite puts beside it.</summary>
public sealed class TestFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sqlite-jobs-");

    public string Path => System.IO.Path.Combine(_folder.FullName, "jobs.db");

    public void Dispose() => _folder.Delete(recursive: true);
}
