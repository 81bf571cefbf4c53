using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Dashboard.Tests;

namespace Dashboard.Browser.Tests.Browsing;

/// <summary>The program itself, started on a free port with a data folder of its own.</summary>
public sealed partial class DashboardServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TestFolder _folder;
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Uri> _setUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _handedOn;
    private bool _ended;

    private DashboardServer(string verb, TestFolder folder, string address)
    {
        _folder = folder;
        _process = Start([verb, "--data", _folder.Data.Root, "--urls", address]);
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.Exited += (_, _) => Fail();
        _process.EnableRaisingEvents = true;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => _address.Task.IsCompletedSuccessfully ? _address.Task.Result : throw new InvalidOperationException("The server does not listen yet.");

    /// <summary>The link that makes the first Admin, as printed.</summary>
    public Task<Uri> SetUpLinkAsync() => _setUp.Task.WaitAsync(Patience);

    public string DataRoot => _folder.Data.Root;

    /// <summary>Starts <c>serve</c> or <c>demo</c> and waits until it listens.</summary>
    public static Task<DashboardServer> StartAsync(string verb) => StartAsync(verb, new(), "http://127.0.0.1:0");

    /// <summary>Kills the program as a power cut would, and starts it again on the same data and address.</summary>
    public async Task<DashboardServer> KillAndStartAgainAsync()
    {
        _handedOn = true;
        await DisposeAsync();
        return await StartAsync("serve", _folder, Address.GetLeftPart(UriPartial.Authority));
    }

    private static async Task<DashboardServer> StartAsync(string verb, TestFolder folder, string address)
    {
        var server = new DashboardServer(verb, folder, address);
        await server._address.Task.WaitAsync(Patience);
        return server;
    }

    /// <summary>Runs another verb on the same data folder and returns what it prints.</summary>
    public async Task<string> RunAsync(string? input, params string[] arguments)
    {
        using var verb = Start([.. arguments, "--data", _folder.Data.Root]);
        await verb.StandardInput.WriteAsync(input);
        verb.StandardInput.Close();
        var errors = verb.StandardError.ReadToEndAsync();
        var output = await verb.StandardOutput.ReadToEndAsync();
        await verb.WaitForExitAsync();
        Assert.True(verb.ExitCode == 0, $"{string.Join(' ', arguments)} ended with {verb.ExitCode}: {await errors}{output}");
        return output;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_ended)
        {
            _ended = true;
            if (!_process.HasExited) _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
        if (!_handedOn) _folder.Dispose();
    }

    private static Process Start(string[] arguments)
    {
        var info = new ProcessStartInfo("dotnet", [Repository.WebAssembly, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Path.GetDirectoryName(Repository.WebAssembly),
        };
        foreach (var name in info.Environment.Keys.Where(k => k.StartsWith("ASPNETCORE_", StringComparison.Ordinal) || k.StartsWith("Dashboard__", StringComparison.Ordinal)).ToList())
            info.Environment.Remove(name);
        // Many sign-ins from one address are the nature of these tests.
        info.Environment["Dashboard__Limits__SignInsPerMinute"] = "1000";
        return Process.Start(info) ?? throw new InvalidOperationException("dotnet did not start.");
    }

    private void Hear(string? line)
    {
        if (line is null) return;
        lock (_output)
            _output.AppendLine(line);
        foreach (Match link in Link().Matches(line))
        {
            var address = new Uri(link.Value);
            if (address.AbsolutePath == "/setup")
                _setUp.TrySetResult(address);
            else
                _address.TrySetResult(address);
        }
    }

    private void Fail()
    {
        string output;
        lock (_output)
            output = _output.ToString();
        var error = new InvalidOperationException($"The server ended: {output}");
        _address.TrySetException(error);
        _setUp.TrySetException(error);
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:[1-9]\d*(/\S*)?")]
    private static partial Regex Link();
}
