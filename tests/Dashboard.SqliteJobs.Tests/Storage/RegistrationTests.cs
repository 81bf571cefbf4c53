using Hangfire;

namespace Dashboard.SqliteJobs.Tests.Storage;

public sealed class RegistrationTests
{
    [Fact]
    public void The_storage_is_registered_as_the_known_package_is()
    {
        using var file = new TestFile();
        using var storage = GlobalConfiguration.Configuration.UseSQLiteStorage(file.Path).Entry;
        Assert.Same(storage, JobStorage.Current);
        new BackgroundJobClient(storage).Enqueue(() => Console.WriteLine());
        Assert.Equal(1, storage.GetMonitoringApi().EnqueuedCount("default"));
    }
}
