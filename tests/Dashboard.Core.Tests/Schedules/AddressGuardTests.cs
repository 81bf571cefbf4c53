using System.Net;
using CsCheck;
using Dashboard.Core.Schedules;

namespace Dashboard.Core.Tests.Schedules;

public sealed class AddressGuardTests
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("10.0.0.1")]
    [InlineData("10.255.255.255")]
    [InlineData("100.64.0.1")]
    [InlineData("100.100.100.200")]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.9.1")]
    [InlineData("168.63.129.16")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.192")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::127.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:93.184.215.14")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::1")]
    [InlineData("2002:c0a8:101::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%2")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void An_address_that_is_not_public_is_refused(string address) => Assert.False(new AddressGuard([]).Allows("shop.example", IPAddress.Parse(address)));

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("93.184.215.14")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("2606:2800:21f:cb07:6820:80da:af6b:8b2c")]
    [InlineData("64:ff9b::808:808")]
    public void A_public_address_is_connected_to(string address) => Assert.True(new AddressGuard([]).Allows("shop.example", IPAddress.Parse(address)));

    private static readonly byte[][] Private = [[10], [127], [192, 168], [172, 20], [169, 254], [100, 77]];

    [Fact]
    public void A_private_address_is_refused_in_every_disguise_of_version_6() =>
        Gen.Select(Gen.Int[0, Private.Length - 1], Gen.Byte.Array[4]).Sample((prefix, rest) =>
        {
            byte[] v4 = [.. Private[prefix], .. rest];
            v4 = v4[..4];
            var guard = new AddressGuard([]);
            byte[][] disguises =
            [
                v4,
                [.. new byte[10], 0xff, 0xff, .. v4],
                [.. new byte[12], .. v4],
                [0x00, 0x64, 0xff, 0x9b, .. new byte[8], .. v4],
                [0x20, 0x02, .. v4, .. new byte[10]],
            ];
            Assert.All(disguises, bytes => Assert.False(guard.Allows("x", new IPAddress(bytes))));
        });

    [Fact]
    public void The_settings_allow_hosts_addresses_and_networks()
    {
        var guard = new AddressGuard(["files.internal", "10.1.0.0/16", "192.168.7.9", "fd00:1::/32"]);
        Assert.True(guard.Allows("FILES.internal", IPAddress.Loopback));
        Assert.False(guard.Allows("evil.files.internal", IPAddress.Loopback));
        Assert.True(guard.Allows("x", IPAddress.Parse("10.1.200.3")));
        Assert.False(guard.Allows("x", IPAddress.Parse("10.2.0.1")));
        Assert.True(guard.Allows("x", IPAddress.Parse("192.168.7.9")));
        Assert.False(guard.Allows("x", IPAddress.Parse("192.168.7.10")));
        Assert.True(guard.Allows("x", IPAddress.Parse("fd00:1::5")));
    }

    [Theory]
    [InlineData("10.1.0.0/16", true)]
    [InlineData("files.internal", true)]
    [InlineData("::1", true)]
    [InlineData("10.1.0.0/40", false)]
    [InlineData("http://files.internal", false)]
    [InlineData("*", false)]
    public void An_entry_is_a_host_an_address_or_a_network(string entry, bool usable) => Assert.Equal(usable, AddressGuard.IsEntry(entry));

    [Theory]
    [InlineData("https://a.example/x", "https://b.example/y", "https://b.example/y")]
    [InlineData("https://a.example/x", "/y", "https://a.example/y")]
    [InlineData("http://a.example/x", "https://a.example/y", "https://a.example/y")]
    [InlineData("https://a.example/x", "http://a.example/y", null)]
    [InlineData("https://a.example/x", "file:///etc/passwd", null)]
    [InlineData("https://a.example/x", "https://user:word@a.example/", null)]
    [InlineData("https://a.example/x", null, null)]
    public void A_redirect_never_gives_up_encryption_or_the_web(string from, string? to, string? next) =>
        Assert.Equal(next, Redirects.Next(new(from), to is null ? null : new Uri(to, UriKind.RelativeOrAbsolute))?.AbsoluteUri);

    [Theory]
    [InlineData("https://a.example/x", "https://a.example/y", true)]
    [InlineData("http://a.example/x", "https://a.example/y", true)]
    [InlineData("https://a.example/x", "https://a.example:8443/y", false)]
    [InlineData("http://a.example:81/x", "https://a.example/y", false)]
    [InlineData("https://a.example/x", "https://b.example/x", false)]
    public void Headers_go_along_to_the_same_service_only(string from, string to, bool same) => Assert.Equal(same, Redirects.IsSameService(new(from), new(to)));
}
