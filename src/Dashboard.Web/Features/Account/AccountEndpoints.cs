using Dashboard.Web.Security;

namespace Dashboard.Web.Features.Account;

internal static class AccountEndpoints
{
    /// <summary>Signing out is a form of its own: it ends the cookie, which an open page cannot.</summary>
    public static void MapAccount(this WebApplication app) =>
        app.MapPost("/sign-out", async (SignInDesk desk) =>
        {
            await desk.SignOutAsync();
            return Results.LocalRedirect(IdentitySetup.SignInPath);
        });
}
