using Dashboard.Web.Features.Imports;
using Microsoft.AspNetCore.Http.Features;

namespace Dashboard.Web.Security;

/// <summary>Only the upload of files may be large; every other request is a form of a few fields.</summary>
internal static class BodyLimit
{
    private const long Bytes = 1024 * 1024;

    public static IApplicationBuilder UseBodyLimit(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (!context.Request.Path.StartsWithSegments(ImportEndpoints.UploadPath) && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = Bytes;
        return next(context);
    });
}
