using System.Globalization;
using Bunit;
using Dashboard.Core.Jobs;
using Dashboard.Core.Users;
using Dashboard.Web.Features.Jobs;

namespace Dashboard.Web.Tests.Jobs;

public sealed class JobsBellTests
{
    [Theory]
    [InlineData(Roles.Marketer, "Refresh of the figures")]
    [InlineData(Roles.Manager, "Refresh of the figures, Import: orders-of-march.csv")]
    [InlineData(Roles.Admin, "Refresh of the figures, New settings, Scheduled import: Web shop, Import: orders-of-march.csv")]
    public async Task The_bell_shows_a_person_what_their_role_may_do(string role, string shown)
    {
        using var context = await PageContext.OpenAsync(role);
        var tracker = context.Get<JobTracker>();
        tracker.Expect(JobKind.Import, "orders-of-march.csv");
        tracker.Expect(JobKind.ScheduledImport, "Web shop");
        tracker.Expect(JobKind.Settings, null);
        tracker.Expect(JobKind.Refresh, null);
        var bell = context.Render<JobsBell>();
        Assert.Equal(shown, string.Join(", ", bell.FindAll(".job-name").Select(n => n.TextContent)));
        Assert.Equal(shown.Split(',').Length.ToString(CultureInfo.InvariantCulture), bell.Find(".jobs-badge").TextContent);
    }
}
