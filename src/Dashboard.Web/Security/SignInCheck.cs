using System.Security.Claims;
using Dashboard.Core.Users;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Dashboard.Web.Security;

/// <summary>Asks the store whether a sign-in still stands: password, roles and admission are what they were.</summary>
public sealed class SignInCheck(IServiceScopeFactory scopes, IOptions<IdentityOptions> identity)
{
    public async Task<bool> StandsAsync(ClaimsPrincipal person)
    {
        ArgumentNullException.ThrowIfNull(person);
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<DashboardUser>>();
        var stamp = person.FindFirst(identity.Value.ClaimsIdentity.SecurityStampClaimType)?.Value;
        return await users.GetUserAsync(person) is { } user && !UserAccounts.IsDisabled(user) && stamp == await users.GetSecurityStampAsync(user);
    }
}
