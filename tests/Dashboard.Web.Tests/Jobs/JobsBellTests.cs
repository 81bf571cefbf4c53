using System.Globalization;
using Bunit;
using Dashboard.Core.Jobs;
using Dashboard.Core.Users;
using Dashboard.Web.Components;
using Dashboard.Web.Features.Jobs;
using Dashboard.Web.Security;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Jobs;

public sealed class JobsBellTests : BunitContext
{
    private readonly JobTracker _tracker = new(TimeProvider.System);

    public JobsBellTests()
    {
        Services.AddLogging();
        Services.AddLocalization();
        Services.AddSingleton(_tracker);
        Services.AddScoped<Permission>();
        Services.AddSingleton(new Figures(CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData(Roles.Marketer, "Refresh of the figures")]
    [InlineData(Roles.Manager, "Refresh of the figures, Import: orders-of-march.csv")]
    [InlineData(Roles.Admin, "Refresh of the figures, New settings, Scheduled import: Web shop, Import: orders-of-march.csv")]
    public void The_bell_shows_a_person_what_their_role_may_do(string role, string shown)
    {
        AddAuthorization().SetAuthorized("somebody").SetRoles(role).SetPolicies([.. new[] { Policies.SeeImports, Policies.Import, Policies.Administer }.Where(p => Policies.RolesFor(p).Contains(role))]);
        _tracker.Expect(JobKind.Import, "orders-of-march.csv");
        _tracker.Expect(JobKind.ScheduledImport, "Web shop");
        _tracker.Expect(JobKind.Settings, null);
        _tracker.Expect(JobKind.Refresh, null);
        var bell = Render<JobsBell>();
        Assert.Equal(shown, string.Join(", ", bell.FindAll(".job-name").Select(n => n.TextContent)));
        Assert.Equal(shown.Split(',').Length.ToString(CultureInfo.InvariantCulture), bell.Find(".jobs-badge").TextContent);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _tracker.Dispose();
    }
}
