using Dashboard.Web.Hosting;
using Microsoft.Extensions.Options;

namespace Dashboard.Web.Security;

/// <summary>
/// Refuses requests that another site's page makes in a visitor's name: everything that changes something, and the live connection, which
/// browsers open across sites without asking. They send the origin with both; a program that sends none acts in nobody's name.
/// </summary>
internal static class OriginCheck
{
    public static IApplicationBuilder UseOriginCheck(this IApplicationBuilder app)
    {
        var baseUrl = app.ApplicationServices.GetRequiredService<IOptions<DashboardOptions>>().Value.BaseUrl;
        return app.Use(async (context, next) =>
        {
            var request = context.Request;
            var reads = (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && !request.Path.StartsWithSegments("/_blazor");
            if (!reads && !IsOwn(request, baseUrl))
            {
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
                await context.Response.WriteAsync("This request came from another site and was refused.", context.RequestAborted);
                return;
            }
            await next(context);
        });
    }

    private static bool IsOwn(HttpRequest request, Uri? baseUrl)
    {
        if (request.Headers.Origin is not [var origin]) return request.Headers.Origin.Count == 0;
        return string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase)
            || (baseUrl is not null && string.Equals(origin, baseUrl.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase));
    }
}
