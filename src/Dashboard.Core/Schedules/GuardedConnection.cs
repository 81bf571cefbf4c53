using System.Net;
using System.Net.Sockets;

namespace Dashboard.Core.Schedules;

/// <summary>
/// Opens connections only to addresses that may be connected to. The name is resolved here and the very address that was judged is connected to, so that a name that
/// changes its address in between, or a redirect, leads nowhere else.
/// </summary>
internal static class GuardedConnection
{
    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LongestLookup = TimeSpan.FromSeconds(5);

    /// <summary>A handler that follows no redirect by itself, keeps no cookie and asks no proxy, which would connect in its place.</summary>
    public static SocketsHttpHandler Handler(AddressGuard guard) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = LongestConnect,
        ConnectCallback = async (context, cancellation) => await ConnectAsync(guard, context.DnsEndPoint, cancellation),
    };

    /// <summary>The address that a host leads to when it leads to none that may be connected to; null also where nobody knows the host at the moment.</summary>
    public static async Task<IPAddress?> RefusedAsync(AddressGuard guard, string host, CancellationToken cancellation)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        time.CancelAfter(LongestLookup);
        try
        {
            var addresses = await ResolveAsync(host, time.Token);
            return addresses.Length == 0 || Array.Exists(addresses, a => guard.Allows(host, a)) ? null : addresses[0];
        }
        catch (Exception unknown) when (unknown is SocketException || (unknown is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }

    private static async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellation) =>
        IPAddress.TryParse(host, out var given) ? [given] : await Dns.GetHostAddressesAsync(host, cancellation);

    private static async Task<Stream> ConnectAsync(AddressGuard guard, DnsEndPoint target, CancellationToken cancellation)
    {
        var addresses = await ResolveAsync(target.Host, cancellation);
        var allowed = Array.FindAll(addresses, a => guard.Allows(target.Host, a));
        if (allowed.Length == 0) throw new AddressRefusedException(target.Host, addresses.Length > 0 ? addresses[0] : IPAddress.None);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, target.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>Carries a refusal through the HTTP client, whose connect callback can say no in no other way; caught where the request was made.</summary>
internal sealed class AddressRefusedException(string host, IPAddress address) : IOException("The address may not be connected to.")
{
    public string Host => host;

    public IPAddress Address => address;
}
