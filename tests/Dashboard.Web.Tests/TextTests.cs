using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Risk;
using Dashboard.Core.Exports;
using Dashboard.Core.Jobs;
using Dashboard.Core.Users;
using Dashboard.Web.Components;
using Dashboard.Web.Features.Account;
using Dashboard.Web.Features.AtRisk;
using Dashboard.Web.Features.Exports;
using Dashboard.Web.Features.Jobs;
using Dashboard.Web.Features.Users;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Tests;

public sealed class TextTests
{
    [Fact]
    public async Task Every_column_every_bucket_and_every_reason_has_its_words()
    {
        await using var server = await TestServer.StartAsync();
        var columns = server.Services.GetRequiredService<IStringLocalizer<ExportsText>>();
        Assert.All(ExportColumns.Of(CustomerFacts.Empty, masked: false), c => Assert.False(columns[$"Column.{c.Name}"].ResourceNotFound, c.Name));
        var buckets = server.Services.GetRequiredService<IStringLocalizer<AtRiskText>>();
        Assert.All(RiskBuckets.All.SelectMany(b => new[] { $"{b}.Name", $"{b}.Meaning", $"{b}.Action", $"{b}.Segment" }), name => Assert.False(buckets[name].ResourceNotFound, name));
        var reasons = server.Services.GetRequiredService<IStringLocalizer<ComponentText>>();
        Assert.All(Enum.GetNames<NoValueReason>(), name => Assert.False(reasons[$"Reason.{name}"].ResourceNotFound, name));
    }

    [Fact]
    public async Task Every_job_and_every_refusal_has_its_words()
    {
        await using var server = await TestServer.StartAsync();
        var jobs = server.Services.GetRequiredService<IStringLocalizer<JobText>>();
        Assert.All(Enum.GetNames<JobKind>().Concat(Enum.GetNames<JobState>()), name => Assert.False(jobs[name].ResourceNotFound, name));

        var account = server.Services.GetRequiredService<IStringLocalizer<AccountText>>();
        var users = server.Services.GetRequiredService<IStringLocalizer<UsersText>>();
        foreach (var problem in Enum.GetValues<UserProblem>().Except([UserProblem.None]))
        {
            Assert.False(account[problem.ToString()].ResourceNotFound, $"{problem} on the account pages");
            Assert.True(problem == UserProblem.PasswordWrong || !users[problem.ToString()].ResourceNotFound, $"{problem} on the users page");
        }
    }
}
