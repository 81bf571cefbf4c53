using System.Security.Claims;
using Dashboard.Core.Sharing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;

namespace Dashboard.Web.Security;

/// <summary>
/// Asks, on the server and at the moment of acting, whether somebody may do something. What the cookie says may be a minute old, so the store is asked as well:
/// a role that was taken away is gone with the next click.
/// </summary>
public sealed class Permission(AuthenticationStateProvider person, IAuthorizationService authorization, SignInCheck check)
{
    /// <summary>True when the person at this page fulfils <paramref name="policy"/> of <see cref="Policies"/>.</summary>
    public async Task<bool> HasAsync(string policy) => await HasAsync((await person.GetAuthenticationStateAsync()).User, policy);

    /// <summary>The person at this page as somebody who keeps and shares things; null for one who may not do what <paramref name="policy"/> names.</summary>
    public async Task<Actor?> ActorAsync(string policy)
    {
        var user = (await person.GetAuthenticationStateAsync()).User;
        return await HasAsync(user, policy) ? new(Person.IdOf(user), await HasAsync(user, Policies.ChangeShared)) : null;
    }

    /// <summary>True when the person of a request fulfils <paramref name="policy"/>.</summary>
    public async Task<bool> HasAsync(ClaimsPrincipal user, string policy) =>
        (await authorization.AuthorizeAsync(user, policy)).Succeeded && await check.StandsAsync(user);
}
