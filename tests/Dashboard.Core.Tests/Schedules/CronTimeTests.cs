using System.Globalization;
using Dashboard.Core.Schedules;
using Hangfire;
using Hangfire.Common;
using Hangfire.InMemory;
using Hangfire.Storage;

namespace Dashboard.Core.Tests.Schedules;

public sealed class CronTimeTests
{
    private static readonly TimeZoneInfo Copenhagen = TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen");
    private static readonly TimeZoneInfo NewYork = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");

    private static DateTime Utc(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal);

    private static List<DateTime> Occurrences(string cron, TimeZoneInfo zone, string after, int count)
    {
        var found = new List<DateTime>();
        var at = Utc(after);
        while (found.Count < count && CronTime.Next(cron, zone, at) is { } next) found.Add(at = next);
        return found;
    }

    [Fact]
    public void A_nightly_time_that_the_spring_change_skips_comes_once_right_after_the_gap() =>
        Assert.Equal([Utc("2026-03-28T01:30Z"), Utc("2026-03-29T01:00Z"), Utc("2026-03-30T00:30Z")], Occurrences("30 2 * * *", Copenhagen, "2026-03-27T12:00Z", 3));

    [Fact]
    public void A_nightly_time_that_the_autumn_change_repeats_comes_once() =>
        Assert.Equal([Utc("2026-10-24T00:30Z"), Utc("2026-10-25T00:30Z"), Utc("2026-10-26T01:30Z")], Occurrences("30 2 * * *", Copenhagen, "2026-10-23T12:00Z", 3));

    [Fact]
    public void Every_hour_stays_every_hour_across_both_changes()
    {
        foreach (var day in new[] { "2026-03-28T22:00Z", "2026-10-24T22:00Z" })
            Assert.All(Occurrences("0 * * * *", Copenhagen, day, 8).Select((at, i) => at - Utc(day)).Select((passed, i) => passed.TotalHours - i), hour => Assert.Equal(1, hour));
    }

    /// <summary>What pages show as the next run is what the scheduler does.</summary>
    [Theory]
    [InlineData("30 2 * * *")]
    [InlineData("0 3 * * *")]
    [InlineData("15 1 * * 1-5")]
    [InlineData("*/20 * * * *")]
    [InlineData("0 2 29 3 *")]
    [InlineData("30 2 L * *")]
    public void The_scheduler_agrees_around_both_changes(string cron)
    {
        foreach (var zone in new[] { Copenhagen, NewYork })
        {
            foreach (var change in new[] { "2026-03-08", "2026-03-29", "2026-10-25", "2026-11-01" })
            {
                for (var hour = -26; hour <= 26; hour += 4)
                {
                    var now = Utc($"{change}T00:00Z").AddHours(hour).AddMinutes(7);
                    using var storage = new InMemoryStorage();
                    var manager = new RecurringJobManager(storage, JobFilterProviders.Providers, new DefaultTimeZoneResolver(), () => now);
                    manager.AddOrUpdate("x", Job.FromExpression(() => Console.Out.Flush()), cron, new RecurringJobOptions { TimeZone = zone });
                    using var connection = storage.GetConnection();
                    Assert.Equal(connection.GetRecurringJobs().Single().NextExecution, CronTime.Next(cron, zone, now));
                }
            }
        }
    }

    [Theory]
    [InlineData("0 3 * * *", true)]
    [InlineData("0 0 29 2 *", true)]
    [InlineData("0 0 30 2 *", false)]
    [InlineData("every night", false)]
    [InlineData("60 3 * * *", false)]
    [InlineData("0 0 3 * * *", false)]
    [InlineData("", false)]
    public void Only_expressions_that_come_can_be_used(string cron, bool usable) => Assert.Equal(usable, CronTime.IsUsable(cron, Utc("2026-01-01T00:00Z")));
}
