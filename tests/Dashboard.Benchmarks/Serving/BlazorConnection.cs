using System.Buffers;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MessagePack;

namespace Dashboard.Benchmarks.Serving;

/// <summary>
/// A browser tab reduced to its connection: starts a circuit for the components of one page, confirms every batch the server renders,
/// answers calls to scripts with nothing, and otherwise waits. Speaks SignalR's "blazorpack" on a bare web socket.
/// </summary>
internal sealed partial class BlazorConnection : IAsyncDisposable
{
    private const int Invocation = 1, Completion = 3, Ping = 6, Close = 7;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource _interactive = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _receiving = Task.CompletedTask;

    private BlazorConnection() { }

    /// <summary>Batches the server has rendered for this circuit.</summary>
    public int Batches { get; private set; }

    /// <summary>Opens <paramref name="page"/> with the client's cookies and returns when its circuit has rendered.</summary>
    /// <exception cref="InvalidOperationException">The page has no interactive component, or the server ended the circuit; the message says why.</exception>
    public static async Task<BlazorConnection> OpenAsync(HttpClient client, CookieContainer cookies, Uri page)
    {
        var html = await client.GetStringAsync(page);
        var markers = ServerMarker().Matches(html).Select(m => m.Groups[1].Value).ToList();
        if (markers.Count == 0)
            throw new InvalidOperationException($"{page} has no interactive component; was the sign-in refused?");

        var root = new Uri(page, "/");
        using var negotiated = await client.PostAsync(new Uri(root, "_blazor/negotiate?negotiateVersion=1"), null);
        negotiated.EnsureSuccessStatusCode();
        using var answer = JsonDocument.Parse(await negotiated.Content.ReadAsStringAsync());
        var token = answer.RootElement.GetProperty("connectionToken").GetString()!;

        var connection = new BlazorConnection();
        connection._socket.Options.Cookies = cookies;
        connection._socket.Options.SetRequestHeader("Origin", root.GetLeftPart(UriPartial.Authority));
        await connection._socket.ConnectAsync(new($"ws://{root.Authority}/_blazor?id={Uri.EscapeDataString(token)}"), CancellationToken.None);
        await connection._socket.SendAsync("{\"protocol\":\"blazorpack\",\"version\":1}\u001e"u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
        connection._receiving = connection.ReceiveAsync();
        await connection.StartAsync(root, page, markers);
        return connection;
    }

    /// <summary>Goes to another page of the same server, as a click on a link does.</summary>
    public Task NavigateAsync(Uri page) => SendAsync(null, "OnLocationChanged", page.AbsoluteUri, null, true);

    private async Task StartAsync(Uri root, Uri page, List<string> markers)
    {
        await SendAsync("1", "StartCircuit", root.AbsoluteUri, page.AbsoluteUri, "[]", "");
        await _started.Task.WaitAsync(Patience);
        _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var operations = string.Join(',', markers.Select((m, i) => $"{{\"type\":\"add\",\"ssrComponentId\":{i + 1},\"marker\":{m}}}"));
        await SendAsync("2", "UpdateRootComponents", $"{{\"batchId\":1,\"operations\":[{operations}]}}", "");
        await _interactive.Task.WaitAsync(Patience);
    }

    private async Task ReceiveAsync()
    {
        var (buffer, message) = (new byte[64 * 1024], new ArrayBufferWriter<byte>());
        var handshaken = false;
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(buffer, _ending.Token);
                if (part.MessageType == WebSocketMessageType.Close)
                    throw new InvalidOperationException($"The server closed the connection: {part.CloseStatusDescription}");
                message.Write(buffer.AsSpan(0, part.Count));
                if (!part.EndOfMessage) continue;
                var bytes = message.WrittenMemory;
                if (!handshaken)
                {
                    var end = bytes.Span.IndexOf((byte)0x1e);
                    if (bytes.Span[..end].IndexOf("error"u8) >= 0)
                        throw new InvalidOperationException(Encoding.UTF8.GetString(bytes.Span[..end]));
                    (handshaken, bytes) = (true, bytes[(end + 1)..]);
                }
                while (bytes.Length > 0)
                {
                    var (length, prefix) = ReadLength(bytes.Span);
                    await HandleAsync(bytes.Slice(prefix, length));
                    bytes = bytes[(prefix + length)..];
                }
                message.ResetWrittenCount();
            }
        }
        catch (Exception e)
        {
            _started.TrySetException(e);
            _interactive.TrySetException(e);
            if (!_ending.IsCancellationRequested) throw;
        }
    }

    private Task HandleAsync(ReadOnlyMemory<byte> message)
    {
        var reader = new MessagePackReader(message);
        reader.ReadArrayHeader();
        switch (reader.ReadInt32())
        {
            case Invocation:
                reader.Skip();   // headers
                reader.Skip();   // invocation id
                var target = reader.ReadString();
                reader.ReadArrayHeader();
                return CallAsync(target!, ref reader);
            case Completion:
                reader.Skip();
                reader.Skip();
                if (reader.ReadInt32() == 1)
                    throw new InvalidOperationException(reader.ReadString());
                _started.TrySetResult();
                return Task.CompletedTask;
            case Ping:
                return SendRawAsync([0x91, Ping]);
            case Close:
                throw new InvalidOperationException("The server ended the connection.");
            default:
                return Task.CompletedTask;
        }
    }

    private Task CallAsync(string target, ref MessagePackReader arguments)
    {
        switch (target)
        {
            case "JS.RenderBatch":
                Batches++;
                return SendAsync(null, "OnRenderCompleted", arguments.ReadInt64(), null);
            case "JS.EndUpdateRootComponents":
                _interactive.TrySetResult();
                return Task.CompletedTask;
            case "JS.BeginInvokeJS":
                var (handle, name) = (arguments.ReadInt64(), arguments.ReadString()!);
                arguments.Skip();
                var result = ScriptResult(name, arguments.ReadInt32());
                return handle == 0 ? Task.CompletedTask : SendAsync(null, "EndInvokeJSFromDotNet", handle, true, $"[{handle},true,{result}]");
            case "JS.Error":
                throw new InvalidOperationException(arguments.ReadString());
            default:
                return Task.CompletedTask;
        }
    }

    /// <summary>What a script would answer: an object where one is asked for, else nothing.</summary>
    private static string ScriptResult(string name, int kind) => (kind, name) switch
    {
        (1, _) => "{\"__jsObjectId\":1}",
        (_, "mudWindow.matchMedia" or "watchDarkThemeMedia" or "mudThemeProvider.isDarkMode") => "false",
        _ => "null",
    };

    private Task SendAsync(string? id, string target, params object?[] arguments)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        writer.WriteArrayHeader(6);
        writer.Write(Invocation);
        writer.WriteMapHeader(0);
        writer.Write(id);
        writer.Write(target);
        writer.WriteArrayHeader(arguments.Length);
        foreach (var argument in arguments)
            switch (argument)
            {
                case null: writer.WriteNil(); break;
                case string text: writer.Write(text); break;
                case long number: writer.Write(number); break;
                case bool yes: writer.Write(yes); break;
                default: throw new ArgumentException($"{argument.GetType()} is not sent.");
            }
        writer.WriteArrayHeader(0);
        writer.Flush();
        return SendRawAsync(buffer.WrittenSpan);
    }

    private Task SendRawAsync(ReadOnlySpan<byte> message)
    {
        Span<byte> prefix = stackalloc byte[5];
        var (length, used) = ((uint)message.Length, 0);
        for (; length > 0x7F; length >>= 7)
            prefix[used++] = (byte)(length | 0x80);
        prefix[used++] = (byte)length;
        byte[] framed = [.. prefix[..used], .. message];
        return SendFramedAsync(framed);
    }

    private async Task SendFramedAsync(byte[] framed)
    {
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(framed, WebSocketMessageType.Binary, true, _ending.Token);
        }
        finally
        {
            _sending.Release();
        }
    }

    private static (int Length, int Prefix) ReadLength(ReadOnlySpan<byte> bytes)
    {
        var length = 0;
        for (var i = 0; ; i++)
        {
            length |= (bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] < 0x80) return (length, i + 1);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _receiving;
        _socket.Dispose();
        _sending.Dispose();
        _ending.Dispose();
    }

    [GeneratedRegex("<!--Blazor:(\\{\"type\":\"server\".*?\\})-->")]
    private static partial Regex ServerMarker();
}
