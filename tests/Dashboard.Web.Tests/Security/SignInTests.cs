using System.Net;
using Dashboard.Core.Data;
using Dashboard.Core.Users;
using Dashboard.Core.Views;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Dashboard.Web.Tests.Security;

public sealed class SignInTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_set_up_link_makes_the_first_admin_once_and_then_closes_for_good()
    {
        await using var server = await TestServer.StartAsync();
        using var first = server.Browser();
        var made = await first.PostFormAsync(server.SetUpPath, ("Typed.Name", "Ada"), ("Typed.Email", "ada@example.com"), ("Typed.Password", TestServer.Password));
        Assert.Equal(HttpStatusCode.Redirect, made.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await first.OpenAsync("/users")).StatusCode);

        using var second = server.Browser();
        var page = await (await second.OpenAsync(server.SetUpPath)).TextAsync();
        Assert.DoesNotContain("<form", page, StringComparison.Ordinal);

        var accounts = server.Services.GetRequiredService<UserAccounts>();
        var token = server.SetUpPath.Split('=')[1];
        Assert.Equal(UserProblem.LinkUsed, (await accounts.SetUpAsync(token, "Eve", "eve@example.com", TestServer.Password, Cancellation)).Problem);
        var ada = Assert.Single(await accounts.ListAsync(Cancellation));
        Assert.Equal(Roles.All, ada.Roles);
    }

    [Theory]
    [InlineData("/setup")]
    [InlineData("/setup?token=")]
    [InlineData("/setup?token=AAAA")]
    public async Task Set_up_needs_the_printed_token(string path)
    {
        await using var server = await TestServer.StartAsync();
        using var browser = server.Browser();
        Assert.DoesNotContain("<form", await (await browser.OpenAsync(path)).TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_the_account_even_for_the_right_one()
    {
        await using var server = await TestServer.StartAsync();
        var accounts = server.Services.GetRequiredService<UserAccounts>();
        await accounts.AddAsync("Ada", "ada@example.com", [Roles.Marketer], TestServer.Password, Cancellation);
        using var browser = server.Browser();
        for (var i = 0; i < UserServices.TriesBeforeLock; i++)
            await browser.PostFormAsync("/sign-in", ("Typed.Email", "ada@example.com"), ("Typed.Password", "wrong"));

        var answer = await browser.PostFormAsync("/sign-in", ("Typed.Email", "ada@example.com"), ("Typed.Password", TestServer.Password));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("Too many wrong passwords", await answer.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_attempts_from_one_address_are_refused()
    {
        await using var server = await TestServer.StartAsync(("Dashboard:Limits:SignInsPerMinute", "3"));
        using var browser = server.Browser();
        for (var i = 0; i < 3; i++)
            await browser.PostFormAsync("/sign-in", ("Typed.Email", $"{i}@example.com"), ("Typed.Password", "wrong"));
        var answer = await browser.PostFormAsync("/sign-in", ("Typed.Email", "x@example.com"), ("Typed.Password", "wrong"));
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
    }

    [Theory]
    [InlineData("https://evil.example/", "/")]
    [InlineData("//evil.example/", "/")]
    [InlineData("/\\evil.example/", "/")]
    [InlineData("/customers?page=2", "/customers?page=2")]
    public async Task Signing_in_leads_back_to_a_page_of_this_site_only(string asked, string led)
    {
        await using var server = await TestServer.StartAsync();
        await server.Services.GetRequiredService<UserAccounts>().AddAsync("Ada", "ada@example.com", [Roles.Marketer], TestServer.Password, Cancellation);
        using var browser = server.Browser();
        var answer = await browser.PostFormAsync($"/sign-in?returnUrl={Uri.EscapeDataString(asked)}", ("Typed.Email", "ada@example.com"), ("Typed.Password", TestServer.Password));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(new Uri(server.Address, led), new Uri(server.Address, answer.Headers.Location!.ToString()));
    }

    [Theory]
    [InlineData("/", "/clv?by=channel")]
    [InlineData("/customers", "/customers")]
    public async Task Who_just_comes_in_begins_with_the_view_of_their_choice(string asked, string led)
    {
        await using var server = await TestServer.StartAsync();
        var ada = await server.Services.GetRequiredService<UserAccounts>().AddAsync("Ada", "ada@example.com", [Roles.Marketer], TestServer.Password, Cancellation);
        var views = server.Services.GetRequiredService<ViewCatalog>();
        var view = await views.SaveAsync(null, new("Channels", "/clv?by=channel", false), new(ada.UserId, false), Cancellation);
        await views.BeginWithAsync(view.Id, new(ada.UserId, false), Cancellation);
        using var browser = server.Browser();
        var answer = await browser.PostFormAsync($"/sign-in?returnUrl={Uri.EscapeDataString(asked)}", ("Typed.Email", "ada@example.com"), ("Typed.Password", TestServer.Password));
        Assert.Equal(new Uri(server.Address, led), new Uri(server.Address, answer.Headers.Location!.ToString()));
    }

    [Fact]
    public async Task An_invitation_works_once()
    {
        await using var server = await TestServer.StartAsync();
        var invited = await server.Services.GetRequiredService<UserAccounts>().AddAsync("Ada", "ada@example.com", [Roles.Marketer], password: null, Cancellation);
        var path = $"/join?user={invited.UserId}&token={Uri.EscapeDataString(invited.Token!)}";

        using var browser = server.Browser();
        var joined = await browser.PostFormAsync(path, ("Typed.Password", TestServer.Password));
        Assert.Equal(HttpStatusCode.Redirect, joined.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.OpenAsync("/account")).StatusCode);
        using var later = server.Browser();
        Assert.DoesNotContain("<form", await (await later.OpenAsync(path)).TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_link_ends_the_one_before()
    {
        await using var server = await TestServer.StartAsync();
        var accounts = server.Services.GetRequiredService<UserAccounts>();
        var invited = await accounts.AddAsync("Ada", "ada@example.com", [Roles.Marketer], password: null, Cancellation);
        var renewed = await accounts.ResetAsync(invited.UserId, Cancellation);
        Assert.False(await accounts.CanJoinAsync(invited.UserId, invited.Token));
        Assert.True(await accounts.CanJoinAsync(invited.UserId, renewed.Token));
    }

    [Fact]
    public async Task A_disabled_person_cannot_sign_in()
    {
        await using var server = await TestServer.StartAsync();
        var accounts = server.Services.GetRequiredService<UserAccounts>();
        var ada = await accounts.AddAsync("Ada", "ada@example.com", [Roles.Marketer], TestServer.Password, Cancellation);
        Assert.True((await accounts.SetDisabledAsync(ada.UserId, disabled: true, Cancellation)).Done);
        using var browser = server.Browser();
        var answer = await browser.PostFormAsync("/sign-in", ("Typed.Email", "ada@example.com"), ("Typed.Password", TestServer.Password));
        Assert.Contains("do not belong together", await answer.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_admin_stays_an_admin_and_enabled()
    {
        await using var server = await TestServer.StartAsync();
        var accounts = server.Services.GetRequiredService<UserAccounts>();
        var ada = await accounts.AddAsync("Ada", "ada@example.com", Roles.All.ToList(), TestServer.Password, Cancellation);
        var bob = await accounts.AddAsync("Bob", "bob@example.com", [Roles.Admin], password: null, Cancellation);
        Assert.Equal(UserProblem.LastAdmin, (await accounts.SetRolesAsync(ada.UserId, [Roles.Manager], Cancellation)).Problem);
        Assert.Equal(UserProblem.LastAdmin, (await accounts.SetDisabledAsync(ada.UserId, disabled: true, Cancellation)).Problem);

        await accounts.JoinAsync(bob.UserId, bob.Token!, TestServer.Password, Cancellation);
        Assert.True((await accounts.SetRolesAsync(ada.UserId, [Roles.Manager], Cancellation)).Done);
        Assert.Equal([Roles.Manager], (await accounts.FindAsync(ada.UserId, Cancellation))!.Roles);
    }

    [Theory]
    [InlineData("short", UserProblem.PasswordTooWeak)]
    [InlineData("aaaaaaaaaaaaaaaa", UserProblem.PasswordTooWeak)]
    [InlineData("only small letters", UserProblem.None)]
    public async Task Passwords_are_judged_by_length_not_by_signs(string password, UserProblem problem)
    {
        await using var server = await TestServer.StartAsync();
        var result = await server.Services.GetRequiredService<UserAccounts>().AddAsync("Ada", "ada@example.com", [Roles.Marketer], password, Cancellation);
        Assert.Equal(problem, result.Problem);
    }

    [Fact]
    public async Task The_cookie_is_out_of_reach_of_scripts_and_other_sites()
    {
        await using var server = await TestServer.StartAsync();
        await server.Services.GetRequiredService<UserAccounts>().AddAsync("Ada", "ada@example.com", [Roles.Marketer], TestServer.Password, Cancellation);
        using var browser = server.Browser();
        var answer = await browser.PostFormAsync("/sign-in", ("Typed.Email", "ada@example.com"), ("Typed.Password", TestServer.Password));
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), c => c.StartsWith("dashboard=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_role_that_was_taken_away_is_gone_with_the_next_request_that_acts()
    {
        await using var server = await TestServer.StartAsync();
        using var browser = await server.SignedInAsync(Roles.Manager);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync("/imports/4711/rejected.csv")).StatusCode);
        var accounts = server.Services.GetRequiredService<UserAccounts>();
        var manager = Assert.Single(await accounts.ListAsync(Cancellation));
        Assert.True((await accounts.SetRolesAsync(manager.Id, [Roles.Marketer], Cancellation)).Done);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.OpenAsync("/imports/4711/rejected.csv")).StatusCode);
    }

    [Fact]
    public async Task The_page_about_a_failure_shows_even_when_the_store_is_what_failed()
    {
        await using var server = await TestServer.StartAsync();
        using var browser = await server.SignedInAsync(Roles.Manager);
        server.Services.GetRequiredService<IOptions<SecurityStampValidatorOptions>>().Value.ValidationInterval = TimeSpan.Zero;
        await using (var db = await server.Services.GetRequiredService<IDbContextFactory<DashboardDbContext>>().CreateDbContextAsync(Cancellation))
            await db.Database.ExecuteSqlRawAsync("ALTER TABLE AspNetUsers RENAME TO Lost", Cancellation);
        var answer = await browser.OpenAsync("/");
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Contains("<h1", await answer.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_out_ends_the_cookie_and_needs_a_form_of_ours()
    {
        await using var server = await TestServer.StartAsync();
        using var browser = await server.SignedInAsync(Roles.Marketer);
        using var bare = new FormUrlEncodedContent([]);
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostAsync(new Uri("/sign-out", UriKind.Relative), bare, Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.OpenAsync("/account")).StatusCode);
    }

    [Fact]
    public async Task Passwords_tokens_and_addresses_never_reach_the_log()
    {
        await using var server = await TestServer.StartAsync(("Logging:LogLevel:Default", "Trace"), ("Logging:LogLevel:Microsoft.AspNetCore", "Trace"));
        var setUp = server.SetUpPath;
        using var browser = server.Browser();
        await browser.PostFormAsync(setUp, ("Typed.Name", "Ada Lovelace"), ("Typed.Email", "ada@example.com"), ("Typed.Password", TestServer.Password));
        using var other = server.Browser();
        await other.PostFormAsync("/sign-in", ("Typed.Email", "ada@example.com"), ("Typed.Password", "a wrong pass phrase"));
        var invited = await server.Services.GetRequiredService<UserAccounts>().AddAsync("Bob", "bob@example.com", [Roles.Marketer], null, Cancellation);
        await other.OpenAsync($"/join?user={invited.UserId}&token={Uri.EscapeDataString(invited.Token!)}");

        foreach (var secret in new[] { setUp.Split('=')[1], invited.Token!, Uri.EscapeDataString(invited.Token!), TestServer.Password, "a wrong pass phrase", "ada@example.com", "bob@example.com", "Lovelace" })
            Assert.DoesNotContain(secret, server.Log.Text, StringComparison.OrdinalIgnoreCase);
    }
}
