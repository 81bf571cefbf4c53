using System.Diagnostics;
using System.Text.RegularExpressions;
using Dashboard.Tests;

namespace Dashboard.Web.Tests.Verbs;

public sealed partial class DemoVerbTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Demo_serves_a_ready_shop_stops_when_asked_and_takes_its_data_away()
    {
        using var folder = new TestFolder();
        using (var process = VerbProcess.Start(folder.Data.Root, "demo", "--urls", "http://127.0.0.1:0"))
        {
            try
            {
                var said = "";
                while (!LinkPattern().IsMatch(said) && await process.StandardOutput.ReadLineAsync(Cancellation) is { } line) said += line + "\n";
                Assert.Contains("20,000 customers", said, StringComparison.Ordinal);
                var link = new Uri(LinkPattern().Match(said).Value);
                using var browser = new HttpClient();
                Assert.Contains("<form", await browser.GetStringAsync(link, Cancellation), StringComparison.Ordinal);
                using (var interrupt = Process.Start("kill", ["-INT", $"{process.Id}"])) await interrupt.WaitForExitAsync(Cancellation);
                await process.WaitForExitAsync(Cancellation);
                Assert.Equal(0, process.ExitCode);
            }
            finally
            {
                if (!process.HasExited) process.Kill();
            }
        }

        var kpis = await VerbProcess.RunAsync(folder, "kpis", "--json");
        Assert.Equal(0, kpis.ExitCode);
        var removed = await VerbProcess.RunAsync(folder, "demo", "--remove");
        Assert.StartsWith("Removed the sample data", removed.Output, StringComparison.Ordinal);
        var empty = await VerbProcess.RunAsync(folder, "kpis", "--json");
        Assert.Equal(1, empty.ExitCode);
        Assert.StartsWith("The shop is empty", empty.Errors, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+/setup\?token=\S+")]
    private static partial Regex LinkPattern();
}
