using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace Dashboard.Web.Hosting;

internal static class Proxies
{
    public static void UseProxies(this WebApplication app)
    {
        app.UseForwardedHeaders();
        // A proxy that ends TLS and says nothing of it: people reach the dashboard by https all the same, and links, redirects and cookies must know.
        if (app.Services.GetRequiredService<IOptions<DashboardOptions>>().Value.BaseUrl?.Scheme != Uri.UriSchemeHttps) return;
        app.Use((context, next) =>
        {
            context.Request.Scheme = Uri.UriSchemeHttps;
            return next(context);
        });
    }

    /// <summary>Takes a visitor's address and scheme from proxies that are known, so that tries are counted per visitor and not per proxy.</summary>
    public static IServiceCollection AddProxies(this IServiceCollection services, DashboardOptions options) => services.Configure<ForwardedHeadersOptions>(forwarded =>
    {
        forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        // Every hop has to be known: the first that is not is the visitor, whatever is written before it.
        forwarded.ForwardLimit = null;
        foreach (var proxy in options.Proxies)
        {
            if (IPAddress.TryParse(proxy, out var address)) forwarded.KnownProxies.Add(address);
            else forwarded.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
        }
    });
}
