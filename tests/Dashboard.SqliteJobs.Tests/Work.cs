using Hangfire;
using Hangfire.Common;

namespace Dashboard.SqliteJobs.Tests;

/// <summary>What the jobs of the tests call.</summary>
public static class Work
{
    public static readonly DateTime March1 = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    public static void Do(long number)
    {
    }

    public static void Nothing()
    {
    }

    public static Job Job(long number = 7) => Hangfire.Common.Job.FromExpression(() => Do(number));

    public static Job OnQueue(string queue) => Hangfire.Common.Job.FromExpression(() => Nothing(), queue);
}
