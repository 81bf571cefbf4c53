using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace Dashboard.Web.Security;

/// <summary>Signs an open page out once its owner's password, roles or admission changed: a page lives for hours without any request.</summary>
internal sealed class CurrentPerson(ILoggerFactory logs, SignInCheck check) : RevalidatingServerAuthenticationStateProvider(logs)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromMinutes(1);

    protected override Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        check.StandsAsync(authenticationState.User);
}
