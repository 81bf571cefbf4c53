using Dashboard.Web.Components;
using Dashboard.Web.Features.Account;
using Dashboard.Web.Features.Exports;
using Dashboard.Web.Features.Imports;
using Dashboard.Web.Features.Jobs;
using Dashboard.Web.Security;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Hosting;

internal static class Pipeline
{
    /// <summary>What every request passes, in order, and what answers it.</summary>
    public static void UseDashboard(this WebApplication app)
    {
        app.UseProxies();
        app.UseSecurityHeaders();
        app.UseExceptionHandler("/error", createScopeForErrors: true);
        if (!app.Environment.IsDevelopment()) app.UseHsts();
        app.UseOriginCheck();
        app.UseBodyLimit();
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.Use(SayWhyAFormFailed);
        app.UseResponseCompression();
        app.UseVisitorsCulture();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseAntiforgery();

        app.MapStaticAssets().AllowAnonymous();
        app.MapHealth();
        app.MapAccount();
        app.MapImports();
        app.MapExports();
        app.MapJobsDashboard();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null);
    }

    // A page cannot be shown in answer to a form that was refused, so a sentence is.
    private static async Task SayWhyAFormFailed(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (!HttpMethods.IsPost(context.Request.Method) || context.Response.HasStarted || context.Response.StatusCode < 400) return;
        var text = context.RequestServices.GetRequiredService<IStringLocalizer<AccountText>>();
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(text["FormRefused"], context.RequestAborted);
    }
}
