using Dashboard.Core.Users;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Identity;

namespace Dashboard.Web.Security;

internal static class IdentitySetup
{
    public const string SignInPath = "/sign-in";

    public const string NoPermissionPath = "/no-permission";

    /// <summary>How long a link of an invitation or a reset works.</summary>
    public static readonly TimeSpan LinkLife = TimeSpan.FromDays(3);

    /// <summary>Accounts with the tokens of their links.</summary>
    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddUsers().AddSignInManager().AddClaimsPrincipalFactory<PersonClaims>().AddTokenProvider<DataProtectorTokenProvider<DashboardUser>>(TokenOptions.DefaultProvider);
        services.Configure<DataProtectionTokenProviderOptions>(o => o.TokenLifespan = LinkLife);
        return services;
    }

    /// <summary>The cookie, the policies, and the check that a page's owner still has the rights it was opened with.</summary>
    public static IServiceCollection AddSignIn(this IServiceCollection services, DashboardOptions options)
    {
        // Behind a proxy that ends TLS the request itself is plain.
        var secure = options.BaseUrl?.Scheme == Uri.UriSchemeHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddCookie(IdentityConstants.ApplicationScheme, cookie =>
        {
            cookie.Cookie.Name = "dashboard";
            cookie.Cookie.HttpOnly = true;
            // Not Strict: a link to a view in an e-mail must find its reader signed in.
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.Cookie.SecurePolicy = secure;
            cookie.ExpireTimeSpan = TimeSpan.FromHours(options.Limits.SessionHours);
            cookie.SlidingExpiration = true;
            cookie.LoginPath = SignInPath;
            cookie.ReturnUrlParameter = "returnUrl";
            cookie.Events.OnRedirectToAccessDenied = denied =>
            {
                // The first page shows figures; an Admin without another role begins with what the role is for.
                if (denied.Request.Path == "/" && denied.HttpContext.User.IsInRole(Roles.Admin))
                {
                    denied.Response.Redirect(Addresses.Imports);
                    return Task.CompletedTask;
                }
                var policy = denied.HttpContext.GetEndpoint()?.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(a => a.Policy).LastOrDefault(p => p is not null);
                denied.Response.Redirect(policy is null ? NoPermissionPath : $"{NoPermissionPath}?needs={policy}");
                return Task.CompletedTask;
            };
            // The page that tells of a failure must not need the store, which may be what failed.
            cookie.Events.OnValidatePrincipal = asked =>
                asked.HttpContext.Features.Get<IExceptionHandlerFeature>() is null ? SecurityStampValidator.ValidatePrincipalAsync(asked) : Task.CompletedTask;
        });
        services.Configure<SecurityStampValidatorOptions>(o => o.ValidationInterval = TimeSpan.FromMinutes(1));
        services.AddAntiforgery(o =>
        {
            o.Cookie.Name = "dashboard-form";
            o.Cookie.SameSite = SameSiteMode.Strict;
            o.Cookie.SecurePolicy = secure;
            // The header is ours to send: see SecurityHeaders.
            o.SuppressXFrameOptionsHeader = true;
        });
        services.AddPolicies();
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, CurrentPerson>();
        services.AddSingleton<SignInCheck>();
        services.AddScoped<Permission>();
        services.AddScoped<SignInDesk>();
        return services;
    }
}
