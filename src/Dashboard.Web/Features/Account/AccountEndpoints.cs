using Dashboard.Web.Security;
using Microsoft.AspNetCore.Antiforgery;

namespace Dashboard.Web.Features.Account;

internal static class AccountEndpoints
{
    /// <summary>Signing out is a form of its own: it ends the cookie, which an open page cannot.</summary>
    public static void MapAccount(this WebApplication app) =>
        app.MapPost("/sign-out", async (HttpContext context, IAntiforgery forms, SignInDesk desk) =>
        {
            if (!await forms.IsRequestValidAsync(context)) return Results.BadRequest();
            await desk.SignOutAsync();
            return Results.LocalRedirect(IdentitySetup.SignInPath);
        });
}
