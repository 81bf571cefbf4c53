using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Security;

/// <summary>The headers of every answer, errors and redirects included.</summary>
internal static class SecurityHeaders
{
    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(Write, context);
        return next(context);
    });

    private static Task Write(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy(context.GetEndpoint());
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        // Not no-referrer: browsers then post forms with the origin "null", which the origin check refuses.
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (!headers.ContainsKey("Cache-Control") && context.Response.ContentType?.StartsWith("text/html", StringComparison.Ordinal) == true)
            headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }

    /// <summary>
    /// Scripts only from here; the one inline element is the import map, named by its hash. Styles may be inline, because MudBlazor
    /// places menus and sets its theme that way and the charts draw with style attributes.
    /// </summary>
    private static string Policy(Endpoint? endpoint) =>
        $"default-src 'none'; script-src 'self'{ImportMapHash(endpoint)}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; " +
        "connect-src 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'";

    private static string ImportMapHash(Endpoint? endpoint)
    {
        if (endpoint?.Metadata.GetMetadata<ImportMapDefinition>() is not { } map) return "";
        // Browsers hash the text of the element, whose line ends they read as single line feeds.
        var text = map.ToString().ReplaceLineEndings("\n");
        return $" 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";
    }
}
