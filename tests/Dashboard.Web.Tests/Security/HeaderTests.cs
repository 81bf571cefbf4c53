using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Dashboard.Core.Users;

namespace Dashboard.Web.Tests.Security;

public sealed partial class HeaderTests
{
    [Fact]
    public async Task Every_answer_carries_the_security_headers()
    {
        await using var server = await TestServer.StartAsync();
        using var browser = await server.SignedInAsync(Roles.Marketer, Roles.Admin);
        foreach (var path in new[] { "/", "/sign-in", "/users", "/jobs", "/no-such-page", "/css/dashboard.css", "/health", "/sign-out" })
        {
            var answer = await browser.OpenAsync(path);
            var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("script-src 'self'", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("script-src 'self' 'unsafe-inline'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.True(answer.Headers.Contains("Referrer-Policy"));
            Assert.True(answer.Headers.Contains("Permissions-Policy"));
            Assert.False(answer.Headers.Contains("Server"));
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/sign-in")]
    [InlineData("/users")]
    [InlineData("/jobs")]
    public async Task No_script_stands_in_a_page_without_its_hash(string path)
    {
        await using var server = await TestServer.StartAsync();
        using var browser = await server.SignedInAsync(Roles.Marketer, Roles.Admin);
        var answer = await browser.OpenAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        var page = await answer.TextAsync();
        foreach (Match script in Script().Matches(page))
        {
            if (script.Groups["attributes"].Value.Contains("src=", StringComparison.Ordinal)) continue;
            var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script.Groups["text"].Value.ReplaceLineEndings("\n"))));
            Assert.Contains($"'sha256-{hash}'", policy, StringComparison.Ordinal);
        }
        Assert.DoesNotMatch(ForeignAddress(), page);
        Assert.DoesNotMatch(InlineHandler(), page);
    }

    [Fact]
    public void No_component_has_an_inline_handler() => Assert.All(
        Directory.EnumerateFiles(Path.Combine(Checkout.Root, "src", "Dashboard.Web"), "*.razor", SearchOption.AllDirectories),
        file => Assert.DoesNotMatch(InlineHandler(), File.ReadAllText(file)));

    [Fact]
    public async Task An_unknown_host_is_refused()
    {
        await using var server = await TestServer.StartAsync();
        using var browser = server.Browser();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/sign-in", UriKind.Relative));
        request.Headers.Host = "evil.example";
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_configured_host_is_answered()
    {
        await using var server = await TestServer.StartAsync(("Dashboard:AllowedHosts:0", "dashboard.example.com"));
        using var browser = server.Browser();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/sign-in", UriKind.Relative));
        request.Headers.Host = "dashboard.example.com";
        Assert.Equal(HttpStatusCode.OK, (await browser.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Theory]
    [InlineData("POST", "/sign-in", "https://evil.example")]
    [InlineData("POST", "/sign-out", "null")]
    [InlineData("POST", "/_blazor/negotiate", "https://evil.example")]
    [InlineData("GET", "/_blazor?id=1", "https://evil.example")]
    public async Task Another_site_can_neither_post_nor_connect(string method, string path, string origin)
    {
        await using var server = await TestServer.StartAsync();
        using var browser = await server.SignedInAsync(Roles.Marketer);
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        request.Headers.Add("Origin", origin);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused()
    {
        await using var server = await TestServer.StartAsync();
        using var browser = server.Browser();
        using var content = new FormUrlEncodedContent([new("_handler", "sign-in"), new("Typed.Email", "a@b.c"), new("Typed.Password", "x")]);
        var answer = await browser.PostAsync(new Uri("/sign-in", UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("load the page again", await answer.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_upload_of_files_may_be_large()
    {
        await using var server = await TestServer.StartAsync();
        using var browser = server.Browser();
        var answer = await browser.PostFormAsync("/sign-in", ("Typed.Email", "a@b.c"), ("Typed.Password", new string('x', 2_000_000)));
        Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.BadRequest, HttpStatusCode.RequestEntityTooLarge });
    }

    [GeneratedRegex("<script(?<attributes>[^>]*)>(?<text>.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Script();

    [GeneratedRegex("""(\ssrc|<link[^>]*\shref|\saction)="(https?:)?//""")]
    private static partial Regex ForeignAddress();

    [GeneratedRegex("""<[^>]+\son(click|load|error|focus|change|submit)=""")]
    private static partial Regex InlineHandler();
}
