using System.Net;

namespace Dashboard.Web.Tests.Security;

public sealed class ProxyTests
{
    private static readonly (string, string) TwoTries = ("Dashboard:Limits:SignInsPerMinute", "2");

    [Fact]
    public async Task Tries_are_counted_per_visitor_behind_a_proxy_on_this_machine()
    {
        await using var server = await TestServer.StartAsync(TwoTries);
        Assert.Equal(HttpStatusCode.OK, await TryAsync(server, "198.51.100.1"));
        Assert.Equal(HttpStatusCode.OK, await TryAsync(server, "198.51.100.1"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await TryAsync(server, "198.51.100.1"));
        Assert.Equal(HttpStatusCode.OK, await TryAsync(server, "198.51.100.2"));
    }

    [Fact]
    public async Task What_a_visitor_claims_before_an_unknown_hop_counts_for_nothing()
    {
        await using var server = await TestServer.StartAsync(TwoTries);
        for (var i = 1; i <= 2; i++) Assert.Equal(HttpStatusCode.OK, await TryAsync(server, $"198.51.100.{i}, 203.0.113.9"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await TryAsync(server, "198.51.100.3, 203.0.113.9"));
    }

    [Theory]
    [InlineData("203.0.113.9")]
    [InlineData("203.0.113.0/24")]
    public async Task A_configured_proxy_is_believed(string proxy)
    {
        await using var server = await TestServer.StartAsync(TwoTries, ("Dashboard:Proxies:0", proxy));
        for (var i = 1; i <= 4; i++) Assert.Equal(HttpStatusCode.OK, await TryAsync(server, $"198.51.100.{i}, 203.0.113.9"));
    }

    [Fact]
    public async Task Cookies_and_redirects_are_https_when_the_dashboards_address_is()
    {
        await using var server = await TestServer.StartAsync(("Dashboard:BaseUrl", "https://localhost"));
        using var browser = server.Browser();
        var form = await browser.OpenAsync("/sign-in");
        Assert.Equal(HttpStatusCode.OK, form.StatusCode);
        var cookie = Assert.Single(form.Headers.GetValues("Set-Cookie"), c => c.StartsWith("dashboard-form=", StringComparison.Ordinal));
        Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("https", (await browser.OpenAsync("/")).Headers.Location!.Scheme);
    }

    [Fact]
    public async Task A_proxys_word_on_tls_is_taken()
    {
        await using var server = await TestServer.StartAsync();
        using var browser = server.Browser();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/", UriKind.Relative)) { Headers = { { "X-Forwarded-Proto", "https" }, { "X-Forwarded-For", "198.51.100.1" } } };
        Assert.Equal("https", (await browser.SendAsync(request, TestContext.Current.CancellationToken)).Headers.Location!.Scheme);
    }

    private static async Task<HttpStatusCode> TryAsync(TestServer server, string forwardedFor)
    {
        using var browser = server.Browser();
        browser.DefaultRequestHeaders.Add("X-Forwarded-For", forwardedFor);
        return (await browser.PostFormAsync("/sign-in", ("Typed.Email", "x@example.com"), ("Typed.Password", "wrong"))).StatusCode;
    }
}
