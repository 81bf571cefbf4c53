using System.Globalization;
using System.Security.Claims;
using Dashboard.Core.Users;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Dashboard.Web.Security;

/// <summary>Reads who is signed in.</summary>
public static class Person
{
    /// <summary>The account of a signed-in person.</summary>
    public static int IdOf(ClaimsPrincipal person) =>
        int.Parse(person.FindFirstValue(ClaimTypes.NameIdentifier) ?? throw new InvalidOperationException("Nobody is signed in."), CultureInfo.InvariantCulture);
}

/// <summary>Names people by the name they are greeted with; their address stays out of the cookie and off the pages.</summary>
internal sealed class PersonClaims(UserManager<DashboardUser> users, RoleManager<IdentityRole<int>> roles, IOptions<IdentityOptions> options)
    : UserClaimsPrincipalFactory<DashboardUser, IdentityRole<int>>(users, roles, options)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(DashboardUser user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        foreach (var type in new[] { Options.ClaimsIdentity.UserNameClaimType, Options.ClaimsIdentity.EmailClaimType })
        {
            foreach (var claim in identity.FindAll(type).ToList()) identity.RemoveClaim(claim);
        }
        identity.AddClaim(new Claim(Options.ClaimsIdentity.UserNameClaimType, user.DisplayName));
        return identity;
    }
}
