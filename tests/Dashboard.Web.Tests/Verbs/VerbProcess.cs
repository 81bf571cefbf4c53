using System.Diagnostics;
using System.Text.Json;
using Dashboard.Tests;

namespace Dashboard.Web.Tests.Verbs;

/// <summary>How a verb ended.</summary>
internal sealed record VerbResult(int ExitCode, string Output, string Errors)
{
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public IEnumerable<JsonElement> JsonLines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement);
}

/// <summary>Runs the real program as a process of its own, as somebody at a terminal would.</summary>
internal static class VerbProcess
{
    public static async Task<VerbResult> RunAsync(TestFolder folder, params string[] words)
    {
        using var process = Start(folder.Data.Root, words);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new(process.ExitCode, await output, await errors);
    }

    /// <summary>A started program; whoever starts it stops it.</summary>
    public static Process Start(string data, params string[] words)
    {
        var start = new ProcessStartInfo("dotnet", [ProgramPath(), .. words, "--data", data])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        return Process.Start(start)!;
    }

    // The program's own output folder, where its static files are found, of the configuration under test.
    private static string ProgramPath()
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var (framework, configuration) = (here.Name, here.Parent!.Name);
        while (!File.Exists(Path.Combine(here.FullName, "Dashboard.sln"))) here = here.Parent!;
        return Path.Combine(here.FullName, "src", "Dashboard.Web", "bin", configuration, framework, "Dashboard.Web.dll");
    }
}

/// <summary>One data folder with the sample shop, loaded by the verb.</summary>
public sealed class SampleShopFolder : IAsyncLifetime
{
    internal TestFolder Folder { get; } = new();

    internal VerbResult Load { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Load = await VerbProcess.RunAsync(Folder, "demo", "--load-only");

    public ValueTask DisposeAsync()
    {
        Folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
