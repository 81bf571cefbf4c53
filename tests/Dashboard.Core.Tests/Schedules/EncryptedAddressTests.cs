using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dashboard.Core.Schedules;

namespace Dashboard.Core.Tests.Schedules;

/// <summary>Files from a server that speaks TLS, with a certificate that is made here.</summary>
public sealed class EncryptedAddressTests
{
    private const string Orders = ScheduleShop.Header + "1,ada@example.com,2024-01-05,10\n";
    private static readonly ScheduleOptions Loopback = new() { AllowedAddresses = ["127.0.0.1"] };

    [Fact]
    public async Task A_redirect_from_https_to_http_is_not_followed()
    {
        using var certificate = Certificate(IPAddress.Loopback);
        await using var plain = new LoopbackSite();
        plain.Pages["/orders.csv"] = _ => LoopbackSite.Ok(Orders);
        await using var site = new LoopbackSite(certificate);
        site.Pages["/orders.csv"] = _ => LoopbackSite.Redirect(plain.At("/orders.csv"));
        await using var shop = await TrustingAsync(certificate);
        var result = await shop.RunAsync(await shop.AddAsync(ScheduleShop.Address(site.At("/orders.csv"))));
        Assert.Equal(ScheduleOutcome.Failed, result.Outcome);
        Assert.StartsWith("127.0.0.1 sends on to an address that is not followed", result.Reason, StringComparison.Ordinal);
        Assert.Single(site.Asked);
        Assert.Empty(plain.Asked);
        Assert.Empty(await shop.ImportsAsync());
    }

    [Fact]
    public async Task A_redirect_from_http_to_https_and_on_is_followed()
    {
        using var certificate = Certificate(IPAddress.Loopback);
        await using var site = new LoopbackSite(certificate);
        site.Pages["/orders.csv"] = _ => LoopbackSite.Redirect("/file");
        site.Pages["/file"] = _ => LoopbackSite.Ok(Orders);
        await using var plain = new LoopbackSite();
        plain.Pages["/orders.csv"] = _ => LoopbackSite.Redirect(site.At("/orders.csv"));
        await using var shop = await TrustingAsync(certificate);
        var result = await shop.RunAsync(await shop.AddAsync(ScheduleShop.Address(plain.At("/orders.csv"))));
        Assert.Equal((ScheduleOutcome.Imported, 1), (result.Outcome, result.Created));
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused_before_anything_is_asked()
    {
        using var certificate = Certificate(IPAddress.Loopback);
        await using var site = new LoopbackSite(certificate);
        await using var shop = await ScheduleShop.OpenAsync(Loopback);
        await RefusedAsync(shop, site);
    }

    [Fact]
    public async Task A_certificate_of_another_host_is_refused_however_trusted()
    {
        using var certificate = Certificate(IPAddress.Parse("127.0.0.2"));
        await using var site = new LoopbackSite(certificate);
        await using var shop = await TrustingAsync(certificate);
        await RefusedAsync(shop, site);
    }

    private static async Task RefusedAsync(ScheduleShop shop, LoopbackSite site)
    {
        var result = await shop.RunAsync(await shop.AddAsync(ScheduleShop.Address(site.At("/orders.csv")) with { Headers = [new("X-Key", "quite secret")] }));
        Assert.Equal((ScheduleOutcome.Failed, "The certificate of 127.0.0.1 is not trusted, so nothing was asked of it. Whoever runs that server must renew it."), (result.Outcome, result.Reason));
        Assert.Empty(site.Asked);
    }

    private static async Task<ScheduleShop> TrustingAsync(X509Certificate2 certificate)
    {
        var shop = await ScheduleShop.OpenAsync(Loopback);
        shop.Store.Get<Downloader>().Adjust = handler => handler.SslOptions.CertificateChainPolicy = new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { certificate },
            RevocationMode = X509RevocationMode.NoCheck,
        };
        return shop;
    }

    private static X509Certificate2 Certificate(IPAddress address)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=loopback", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
