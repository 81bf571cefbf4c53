using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;

namespace Dashboard.Web.Security;

/// <summary>Asks, on the server and at the moment of acting, whether the person at this page may do something.</summary>
public sealed class Permission(AuthenticationStateProvider person, IAuthorizationService authorization)
{
    /// <summary>True when the signed-in person fulfils <paramref name="policy"/> of <see cref="Policies"/>.</summary>
    public async Task<bool> HasAsync(string policy) =>
        (await authorization.AuthorizeAsync((await person.GetAuthenticationStateAsync()).User, policy)).Succeeded;
}
