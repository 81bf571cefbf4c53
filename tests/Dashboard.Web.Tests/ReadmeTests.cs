using System.Text.Json;
using System.Text.RegularExpressions;
using Dashboard.Core.Settings;
using Dashboard.Web.Hosting;
using Dashboard.Web.Verbs;

namespace Dashboard.Web.Tests;

/// <summary>What the program offers and what the README says stay the same.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Root = FindRoot();
    private static readonly string Readme = File.ReadAllText(Path.Combine(Root, "README.md"));

    [Fact]
    public void Every_setting_of_the_program_is_in_the_readme_and_in_the_sample()
    {
        using var sample = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(Root, "appsettings.sample.json")), new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var inSample = Keys(sample.RootElement.GetProperty(DashboardOptions.Section), "").ToHashSet();
        var inCode = Keys(typeof(DashboardOptions), "").ToHashSet();
        Assert.Equal(inCode.Order(), inSample.Order());
        Assert.All(inCode, key => Assert.Contains($"`{key}`", Readme, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_setting_of_the_shop_is_in_the_readme() =>
        Assert.All(
            typeof(ShopSettings).GetProperties().Select(p => p.Name).Where(name => name is not nameof(ShopSettings.Id)),
            name => Assert.Contains($"`{name}`", Readme, StringComparison.Ordinal));

    [Fact]
    public async Task Every_verb_and_option_of_the_command_line_is_in_the_readme()
    {
        var verbs = Commands().Match(await HelpAsync()).Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Trim().Split(' ')[0]).ToList();
        Assert.Contains("serve", verbs);
        foreach (var verb in verbs)
        {
            Assert.Contains($"`{verb}", Readme, StringComparison.Ordinal);
            foreach (Match option in Option().Matches(await HelpAsync(verb)))
                Assert.Contains(option.Value, Readme, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_file_that_the_readme_points_at_is_there() =>
        Assert.All(Link().Matches(Readme).Select(m => m.Groups[1].Value), path => Assert.True(File.Exists(Path.Combine(Root, path)), path));

    private static async Task<string> HelpAsync(params string[] verb)
    {
        using var console = new StringWriter();
        using var errors = new StringWriter();
        Assert.Equal(0, await CommandLine.RunAsync([.. verb, "--help"], new HostArguments { Console = console, Errors = errors }));
        return console.ToString();
    }

    private static IEnumerable<string> Keys(JsonElement section, string path) => section.EnumerateObject().SelectMany(p =>
        p.Value.ValueKind == JsonValueKind.Object ? Keys(p.Value, $"{path}{p.Name}:") : [path + p.Name]);

    private static IEnumerable<string> Keys(Type section, string path) => section.GetProperties().SelectMany(p =>
        p.PropertyType.Namespace == typeof(DashboardOptions).Namespace ? Keys(p.PropertyType, $"{path}{p.Name}:") : [path + p.Name]);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Dashboard.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests lie outside a checkout.");
        return folder.FullName;
    }

    [GeneratedRegex(@"Commands:\n((?:  .+\n)+)")]
    private static partial Regex Commands();

    [GeneratedRegex(@"--(?!help|version)[a-z][a-z-]+")]
    private static partial Regex Option();

    [GeneratedRegex(@"\]\(([\w./-]+)\)")]
    private static partial Regex Link();
}
