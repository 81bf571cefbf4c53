namespace Dashboard.SqliteJobs;

/// <summary>Settings of <see cref="SQLiteStorage"/>; the names are those of the known package where they mean the same.</summary>
public sealed class SQLiteStorageOptions
{
    /// <summary>
    /// How often an idle worker looks for jobs that other processes queued; those of its own wake it at once. Default 1 second; more than zero.
    /// </summary>
    public TimeSpan QueuePollInterval { get; set => field = Positive(value); } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Lease of a fetched job. It is renewed five times per lease while its process lives, so a job may run for days; when the process dies, another
    /// worker takes the job once the lease has run out. Default 1 minute; more than zero.
    /// </summary>
    public TimeSpan InvisibilityTimeout { get; set => field = Positive(value); } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long a distributed lock outlives its process. It is renewed five times per lifetime while its process lives. Default 30 seconds; more than zero.
    /// </summary>
    public TimeSpan DistributedLockLifetime { get; set => field = Positive(value); } = TimeSpan.FromSeconds(30);

    /// <summary>How often expired rows are removed. Default 1 minute; more than zero.</summary>
    public TimeSpan JobExpirationCheckInterval { get; set => field = Positive(value); } = TimeSpan.FromMinutes(1);

    /// <summary>Where the time comes from. Default the system's.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    private static TimeSpan Positive(TimeSpan value) =>
        value > TimeSpan.Zero ? value : throw new ArgumentException("The time must be longer than zero.", nameof(value));
}
