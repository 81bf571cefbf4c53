using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Dashboard.Core.Tests.Schedules;

/// <summary>A small HTTP server on every loopback address, and what was asked of it.</summary>
internal sealed class LoopbackSite : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Any, 0);
    private readonly CancellationTokenSource _closed = new();
    private readonly X509Certificate2? _certificate;
    private readonly Task _serving;

    /// <param name="certificate">Makes it speak TLS; null for plain HTTP.</param>
    public LoopbackSite(X509Certificate2? certificate = null)
    {
        _certificate = certificate;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _serving = ServeAsync();
    }

    public int Port { get; }

    /// <summary>Path of a request to its whole answer, by <see cref="Ok"/> or <see cref="Redirect"/>.</summary>
    public Dictionary<string, Func<string, byte[]>> Pages { get; } = [];

    /// <summary>Keeps connections open after the answer, as if more were to come.</summary>
    public bool Holds { get; set; }

    /// <summary>Heads of the requests that came.</summary>
    public List<string> Asked { get; } = [];

    public string At(string path, string host = "127.0.0.1") => $"{(_certificate is null ? "http" : "https")}://{host}:{Port}{path}";

    public static byte[] Ok(string body, params string[] headers) => Answer("200 OK", Encoding.UTF8.GetBytes(body), headers);

    public static byte[] Redirect(string to) => Answer("302 Found", [], $"Location: {to}");

    public static byte[] Answer(string status, byte[] body, params string[] headers) =>
        [.. Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {body.Length}\r\n{string.Concat(headers.Select(h => h + "\r\n"))}\r\n"), .. body];

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        _listener.Dispose();
        await _serving;
        _closed.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_closed.IsCancellationRequested)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync(_closed.Token);
                await using var stream = client.GetStream();
                if (_certificate is null)
                {
                    await AnswerAsync(stream);
                    continue;
                }
                await using var encrypted = new SslStream(stream);
                await encrypted.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _closed.Token);
                await AnswerAsync(encrypted);
            }
            catch (Exception e) when (e is IOException or SocketException or AuthenticationException or OperationCanceledException or ObjectDisposedException)
            {
                // The client broke off, or the test is over.
            }
        }
    }

    private async Task AnswerAsync(Stream stream)
    {
        var head = new StringBuilder();
        var block = new byte[4096];
        while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(block, _closed.Token);
            if (read == 0) return;
            head.Append(Encoding.ASCII.GetString(block, 0, read));
        }
        Asked.Add(head.ToString());
        var path = head.ToString().Split(' ')[1];
        await stream.WriteAsync(Pages.TryGetValue(path, out var page) ? page(head.ToString()) : Answer("404 Not Found", []), _closed.Token);
        while (Holds && await stream.ReadAsync(block, _closed.Token) > 0) { }
    }
}
