using System.Net;
using System.Net.Sockets;

namespace Dashboard.Core.Schedules;

/// <summary>
/// Decides which addresses may be connected to, so that a schedule cannot be turned against the network the dashboard stands in: public unicast addresses, and
/// what the program's settings allow. The reserved ranges are those of the IANA special-purpose registries (RFC 6890 and its updates).
/// </summary>
public sealed class AddressGuard
{
    private static readonly IPNetwork[] Reserved4 =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "168.63.129.16/32",   // a cloud's metadata service that answers on a public address
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork Global6 = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");
    private static readonly IPNetwork[] Reserved6 = [.. new[] { "2001::/23", "2001:db8::/32", "3fff::/20" }.Select(IPNetwork.Parse)];

    private readonly HashSet<string> _hosts = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<IPNetwork> _networks = [];

    /// <param name="allowed">Host names, addresses and networks; entries that <see cref="IsEntry"/> refuses are passed over.</param>
    public AddressGuard(IEnumerable<string> allowed)
    {
        foreach (var entry in allowed)
        {
            if (Network(entry) is { } network) _networks.Add(network);
            else if (IsEntry(entry)) _hosts.Add(entry.TrimEnd('.'));
        }
    }

    /// <summary>True for a host name, an address or a network such as <c>10.1.0.0/16</c>.</summary>
    public static bool IsEntry(string entry) => Network(entry) is not null || Uri.CheckHostName(entry) == UriHostNameType.Dns;

    /// <summary>True when <paramref name="address"/>, to which <paramref name="host"/> leads, may be connected to.</summary>
    public bool Allows(string host, IPAddress address)
    {
        if (_hosts.Contains(host.TrimEnd('.'))) return true;
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return _networks.Exists(n => n.Contains(plain)) || IsPublic(address);
    }

    internal static bool IsPublic(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork) return !Array.Exists(Reserved4, n => n.Contains(address));
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || address.ScopeId != 0) return false;
        // A network of version 6 claims to contain mapped addresses of version 4, whatever its prefix; nobody needs them.
        if (address.IsIPv4MappedToIPv6) return false;
        var bytes = address.GetAddressBytes();
        if (Translated.Contains(address)) return IsPublic(new(bytes[12..]));
        if (SixToFour.Contains(address)) return IsPublic(new(bytes[2..6]));
        // Loopback, link-local, unique-local, multicast and the unspecified address all lie outside the global range.
        return Global6.Contains(address) && !Array.Exists(Reserved6, n => n.Contains(address));
    }

    private static IPNetwork? Network(string entry) =>
        IPNetwork.TryParse(entry, out var network) ? network
        : IPAddress.TryParse(entry, out var address) ? new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128)
        : null;
}
