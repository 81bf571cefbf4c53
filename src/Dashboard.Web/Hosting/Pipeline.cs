using Dashboard.Web.Components;
using Dashboard.Web.Features.Account;
using Dashboard.Web.Features.Imports;
using Dashboard.Web.Features.Jobs;
using Dashboard.Web.Security;

namespace Dashboard.Web.Hosting;

internal static class Pipeline
{
    /// <summary>What every request passes, in order, and what answers it.</summary>
    public static void UseDashboard(this WebApplication app)
    {
        app.UseSecurityHeaders();
        app.UseExceptionHandler("/error", createScopeForErrors: true);
        if (!app.Environment.IsDevelopment()) app.UseHsts();
        app.UseOriginCheck();
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
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
        app.MapJobsDashboard();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null);
    }
}
