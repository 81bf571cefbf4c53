using System.Net;
using System.Reflection;
using Dashboard.Core.Users;
using Dashboard.Web.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using RouteAttribute = Microsoft.AspNetCore.Components.RouteAttribute;

namespace Dashboard.Web.Tests.Security;

public sealed class DefaultDenyTests
{
    /// <summary>The only pages for people who are not signed in. A new one is a decision, to be made here.</summary>
    private static readonly string[] OpenPages = ["/sign-in", "/setup", "/join", "/error", "/not-found"];

    private static readonly Type[] Pages = [.. typeof(Program).Assembly.GetTypes().Where(t => t.GetCustomAttributes<RouteAttribute>().Any())];

    [Fact]
    public void Every_page_asks_for_a_signed_in_person_unless_it_is_listed() => Assert.All(Pages, page =>
    {
        var open = page.GetCustomAttribute<AllowAnonymousAttribute>() is not null;
        Assert.Equal(open, page.GetCustomAttributes<RouteAttribute>().All(r => OpenPages.Contains(r.Template)));
        Assert.NotEmpty(page.GetCustomAttributes<AuthorizeAttribute>());
    });

    [Fact]
    public void Every_policy_that_a_page_asks_for_names_roles() => Assert.All(Pages, page =>
        Assert.All(Policies.Of(page), policy => Assert.NotEmpty(Policies.RolesFor(policy))));

    [Fact]
    public async Task Strangers_are_sent_to_the_sign_in_from_every_page_and_address()
    {
        await using var server = await TestServer.StartAsync();
        using var browser = server.Browser();
        var closed = Pages.SelectMany(p => p.GetCustomAttributes<RouteAttribute>()).Select(r => r.Template).Except(OpenPages)
            .Select(template => string.Join('/', template.Split('/').Select(part => part.StartsWith('{') ? "1" : part)))
            .Append("/jobs").Append("/jobs/recurring").Append("/no-such-page");
        foreach (var path in closed)
        {
            var answer = await browser.OpenAsync(path);
            Assert.True(answer.StatusCode == HttpStatusCode.Redirect, $"{path} answered {answer.StatusCode}");
            Assert.StartsWith($"{server.Address}sign-in?returnUrl=", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_live_connection_is_closed_to_strangers()
    {
        await using var server = await TestServer.StartAsync();
        using var browser = server.Browser();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/_blazor/negotiate?negotiateVersion=1", UriKind.Relative));
        var answer = await browser.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("/jobs")]
    [InlineData("/users")]
    public async Task A_marketer_is_told_who_may_see_what_is_for_admins(string path)
    {
        await using var server = await TestServer.StartAsync();
        using var browser = await server.SignedInAsync(Roles.Marketer);
        var answer = await browser.OpenAsync(path);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal($"/no-permission?needs={Policies.Administer}", answer.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.OK, (await browser.OpenAsync(answer.Headers.Location!.ToString())).StatusCode);
    }

    [Fact]
    public async Task An_admin_sees_the_jobs_dashboard()
    {
        await using var server = await TestServer.StartAsync();
        using var browser = await server.SignedInAsync(Roles.Admin);
        var answer = await browser.OpenAsync("/jobs");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("Recurring", await answer.TextAsync(), StringComparison.Ordinal);
    }
}
