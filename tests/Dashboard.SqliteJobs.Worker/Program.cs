using System.Globalization;
using Dashboard.SqliteJobs;
using Dashboard.SqliteJobs.Worker;
using Hangfire;

// Runs the jobs of a file until its input ends or somebody kills it: FILE JOURNAL LEASE_SECONDS
if (args is not [var file, var journal, var lease])
{
    Console.Error.WriteLine("Usage: FILE JOURNAL LEASE_SECONDS");
    return 2;
}

var held = TimeSpan.FromSeconds(double.Parse(lease, CultureInfo.InvariantCulture));
using var storage = new SQLiteStorage(file, new SQLiteStorageOptions
{
    InvisibilityTimeout = held,
    DistributedLockLifetime = held,
    QueuePollInterval = TimeSpan.FromMilliseconds(100),
});
Journal.Open(journal);
using (new BackgroundJobServer(new BackgroundJobServerOptions { WorkerCount = 8, ShutdownTimeout = TimeSpan.FromSeconds(10) }, storage))
{
    Console.WriteLine("ready");
    Console.In.ReadToEnd();
}
return 0;
