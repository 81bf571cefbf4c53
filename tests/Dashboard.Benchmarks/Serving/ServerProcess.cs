using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Dashboard.Benchmarks.Serving;

/// <summary>A server in a process of its own, and how long it took to answer the first page.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    private ServerProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    /// <summary>Seconds from the start of the process to the first page.</summary>
    public double SecondsToFirstPage { get; private set; }

    /// <summary>Starts <c>dotnet</c> with these arguments and a free address, and asks for the first page until it comes.</summary>
    /// <exception cref="InvalidOperationException">The process ended before.</exception>
    public static async Task<ServerProcess> StartAsync(string folder, params string[] arguments)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var info = new ProcessStartInfo("dotnet", [.. arguments, "--urls", address.GetLeftPart(UriPartial.Authority)])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        var start = Stopwatch.GetTimestamp();
        var server = new ServerProcess(Process.Start(info)!, address);
        server._process.OutputDataReceived += (_, line) => server._lines.Writer.TryWrite(line.Data ?? "");
        server._process.BeginOutputReadLine();
        var errors = server._process.StandardError.ReadToEndAsync();
        using var client = new HttpClient();
        while (!await AnswersAsync(client, address))
        {
            if (server._process.HasExited || Stopwatch.GetElapsedTime(start) > Patience)
                throw new InvalidOperationException($"dotnet {string.Join(' ', info.ArgumentList)} gave no page. {(server._process.HasExited ? await errors : "")}");
            await Task.Delay(50);   // asked more often, the question itself slows the build on a small machine
        }
        server.SecondsToFirstPage = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return server;
    }

    /// <summary>Bytes in use on the managed heap of a <see cref="CircuitHost"/>.</summary>
    public async Task<long> HeapAsync()
    {
        await _process.StandardInput.WriteLineAsync("heap");
        await _process.StandardInput.FlushAsync();
        await foreach (var line in _lines.Reader.ReadAllAsync())
            if (line.StartsWith("heap ", StringComparison.Ordinal)) return long.Parse(line["heap ".Length..]);
        throw new InvalidOperationException("The server ended.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<bool> AnswersAsync(HttpClient client, Uri address)
    {
        try
        {
            using var answer = await client.GetAsync(address);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    internal static int FreePort()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
