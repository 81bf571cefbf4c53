using System.Text.Json;
using Dashboard.Tests;
using Dashboard.Web.Hosting;
using Dashboard.Web.Verbs;

namespace Dashboard.Web.Tests.Verbs;

public sealed class UserVerbTests
{
    [Fact]
    public async Task Adding_somebody_prints_a_one_time_link()
    {
        using var folder = new TestFolder();
        var (code, said, _) = await RunAsync(folder, "user", "add", "--email", "ada@example.com", "--name", "Ada", "--role", "Marketer", "--role", "Admin", "--json");
        Assert.Equal(0, code);
        using var answer = JsonDocument.Parse(said);
        Assert.Contains("/join?user=1&token=", answer.RootElement.GetProperty("link").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Adding_the_same_address_twice_fails_with_one_sentence()
    {
        using var folder = new TestFolder();
        string[] words = ["user", "add", "--email", "ada@example.com", "--name", "Ada", "--role", "Marketer"];
        await RunAsync(folder, words);
        var (code, said, problem) = await RunAsync(folder, words);
        Assert.Equal(1, code);
        Assert.Empty(said);
        Assert.Equal("Somebody already signs in with this e-mail address.", problem.Trim());
    }

    [Fact]
    public async Task Resetting_somebody_unknown_fails_with_one_sentence()
    {
        using var folder = new TestFolder();
        var (code, _, problem) = await RunAsync(folder, "user", "reset", "--email", "nobody@example.com");
        Assert.Equal(1, code);
        Assert.Equal("Nobody signs in with this e-mail address.", problem.Trim());
    }

    [Fact]
    public async Task A_link_that_a_verb_printed_works_on_the_server()
    {
        await using var server = await TestServer.StartAsync();
        var root = Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<Dashboard.Core.Data.DataFolder>(server.Services).Root;
        using var said = new StringWriter();
        var code = await CommandLine.RunAsync(["user", "add", "--data", root, "--email", "ada@example.com", "--name", "Ada", "--role", "Admin", "--json"], new HostArguments { Console = said });
        Assert.Equal(0, code);
        using var answer = JsonDocument.Parse(said.ToString());
        var link = new Uri(answer.RootElement.GetProperty("link").GetString()!);
        Assert.Equal(server.Address.Authority, link.Authority);

        using var browser = server.Browser();
        var joined = await browser.PostFormAsync(link.PathAndQuery, ("Typed.Password", TestServer.Password));
        Assert.Equal(System.Net.HttpStatusCode.Redirect, joined.StatusCode);
    }

    [Fact]
    public async Task A_wrong_word_is_answered_with_help_and_a_code()
    {
        using var folder = new TestFolder();
        var (code, _, problem) = await RunAsync(folder, "user", "add", "--role", "Boss");
        Assert.NotEqual(0, code);
        Assert.NotEmpty(problem);
        Assert.DoesNotContain("   at ", problem, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Said, string Problem)> RunAsync(TestFolder folder, params string[] words)
    {
        using var said = new StringWriter();
        using var problem = new StringWriter();
        var code = await CommandLine.RunAsync([.. words, "--data", folder.Data.Root], new HostArguments { Console = said, Errors = problem });
        return (code, said.ToString(), problem.ToString());
    }

    [Fact]
    public async Task A_role_may_be_written_in_any_case_and_an_unknown_one_is_named_beside_the_known()
    {
        using var folder = new TestFolder();
        Assert.Equal(0, (await RunAsync(folder, "user", "add", "--email", "ada@example.com", "--name", "Ada", "--role", "admin")).Code);
        var (code, _, problem) = await RunAsync(folder, "user", "add", "--email", "bob@example.com", "--name", "Bob", "--role", "boss");
        Assert.Equal(1, code);
        Assert.Equal("--role has \"boss\"; Marketer, Manager, Admin are the roles.", problem.Trim());
    }

    [Fact]
    public async Task A_mistyped_option_is_answered_with_the_right_one()
    {
        using var folder = new TestFolder();
        var (code, said, problem) = await RunAsync(folder, "kpis", "--frm", "2024-01-01");
        Assert.NotEqual(0, code);
        Assert.Contains("--from", said + problem, StringComparison.Ordinal);
    }
}
