using System.Net;
using Dashboard.Core.Data;
using Dashboard.Core.Users;
using Dashboard.Tests;
using Dashboard.Web.Hosting;
using Dashboard.Web.Verbs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dashboard.Web.Tests.Hosting;

public sealed class HostTests
{
    [Theory]
    [InlineData("/lib/apexcharts.min.js", 400_000)]
    [InlineData("/js/host.js", 100)]
    [InlineData("/css/dashboard.css", 1_000)]
    [InlineData("/_framework/blazor.web.js", 50_000)]
    [InlineData("/_content/MudBlazor/MudBlazor.min.css", 400_000)]
    [InlineData("/_content/MudBlazor/MudBlazor.min.js", 10_000)]
    public async Task Static_files_have_a_body_and_travel_compressed(string path, int bytes)
    {
        await using var server = await TestServer.StartAsync();
        using var plain = server.Browser();
        var body = await plain.OpenAsync(path);
        Assert.Equal(HttpStatusCode.OK, body.StatusCode);
        var whole = (await body.TextAsync()).Length;
        Assert.InRange(whole, bytes, int.MaxValue);

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Add("Accept-Encoding", "gzip, br");
        var packed = await plain.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.NotEmpty(packed.Content.Headers.ContentEncoding);
        Assert.InRange((await packed.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length, 1, whole - 1);
    }

    [Fact]
    public async Task Pages_travel_compressed()
    {
        await using var server = await TestServer.StartAsync();
        using var browser = server.Browser();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/sign-in", UriKind.Relative));
        request.Headers.Add("Accept-Encoding", "br");
        var answer = await browser.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(["br"], answer.Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task Health_is_open_and_tells_nothing_but_ready()
    {
        await using var server = await TestServer.StartAsync();
        using var browser = server.Browser();
        var answer = await browser.OpenAsync("/health");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("ready", await answer.TextAsync());
    }

    [Fact]
    public async Task An_unknown_page_says_so_with_the_right_code()
    {
        await using var server = await TestServer.StartAsync();
        using var browser = await server.SignedInAsync(Roles.Marketer);
        var answer = await browser.OpenAsync("/no-such-page");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("There is no such page", await answer.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_settings_are_all_named_by_their_keys()
    {
        using var folder = new TestFolder();
        var wrong = Assert.Throws<OptionsValidationException>(() => DashboardHost.BuildServer(new HostArguments
        {
            Data = folder.Data.Root,
            Settings = new Dictionary<string, string?>
            {
                ["Dashboard:Urls"] = "nonsense",
                ["Dashboard:Jobs:Workers"] = "0",
                ["Dashboard:Limits:SessionHours"] = "100000",
                ["Dashboard:AllowedHosts:0"] = "*",
            },
        }));
        foreach (var key in new[] { "Dashboard:Urls", "Dashboard:Jobs:Workers", "Dashboard:Limits:SessionHours", "Dashboard:AllowedHosts" })
            Assert.Contains(wrong.Failures, f => f.StartsWith(key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_port_in_use_is_told_in_one_sentence_and_nothing_else()
    {
        await using var server = await TestServer.StartAsync();
        using var folder = new TestFolder();
        using var said = new StringWriter();
        using var problem = new StringWriter();
        using var log = new KeptLog();
        var code = await CommandLine.RunAsync(["serve", "--data", folder.Data.Root, "--urls", server.Address.ToString()], new HostArguments
        {
            Console = said,
            Errors = problem,
            Adjust = services => services.AddLogging(logging => logging.ClearProviders().AddProvider(log)),
        });
        Assert.Equal(1, code);
        Assert.Contains("address already in use", Assert.Single(problem.ToString().Trim().Split('\n')), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_finds_users_prints_no_set_up_link()
    {
        await using var server = await TestServer.StartAsync();
        Assert.Contains("/setup?token=", server.Printed, StringComparison.Ordinal);
        await server.SignedInAsync(Roles.Admin);
        using var browser = server.Browser();
        Assert.DoesNotContain("<form", await (await browser.OpenAsync(server.SetUpPath)).TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_lie_in_the_data_folder()
    {
        await using var server = await TestServer.StartAsync();
        using var browser = server.Browser();
        await browser.OpenAsync("/sign-in");
        var folder = server.Services.GetRequiredService<DataFolder>();
        Assert.NotEmpty(Directory.GetFiles(folder.Keys));
    }

    [Fact]
    public void The_sample_settings_name_every_key_with_its_default()
    {
        var sample = new ConfigurationSample();
        Assert.Equal(sample.Expected, sample.Found);
    }
}
