using Dashboard.Core.Users;
using Microsoft.AspNetCore.Authorization;

namespace Dashboard.Web.Security;

/// <summary>What somebody may do, by capability. Pages and handlers ask for one of these, never for a role.</summary>
public static class Policies
{
    /// <summary>See revenue, cohorts and other figures.</summary>
    public const string SeeFigures = nameof(SeeFigures);

    /// <summary>See customers by name.</summary>
    public const string SeeCustomers = nameof(SeeCustomers);

    /// <summary>Change what others share, such as their segments.</summary>
    public const string ChangeShared = nameof(ChangeShared);

    /// <summary>Tag, note, assign and snooze customers, and add them to segments.</summary>
    public const string Mark = nameof(Mark);

    /// <summary>Take lists of customers along, personal data masked.</summary>
    public const string Export = nameof(Export);

    /// <summary>Take personal data along.</summary>
    public const string ExportPersonal = nameof(ExportPersonal);

    /// <summary>See which files came in and how they fared.</summary>
    public const string SeeImports = nameof(SeeImports);

    /// <summary>Bring data in.</summary>
    public const string Import = nameof(Import);

    /// <summary>Change settings, look after jobs, invite people.</summary>
    public const string Administer = nameof(Administer);

    private static readonly Dictionary<string, string[]> RolesByPolicy = new(StringComparer.Ordinal)
    {
        [SeeFigures] = [Roles.Marketer, Roles.Manager],
        [SeeCustomers] = [Roles.Marketer, Roles.Manager],
        [ChangeShared] = [Roles.Manager],
        [Mark] = [Roles.Marketer, Roles.Manager],
        [Export] = [.. Roles.Exporters],
        [ExportPersonal] = [.. Roles.ExportersInFull],
        [SeeImports] = [Roles.Marketer, Roles.Manager, Roles.Admin],
        [Import] = [Roles.Manager, Roles.Admin],
        [Administer] = [Roles.Admin],
    };

    /// <summary>Roles that each may do what <paramref name="policy"/> names; none for a name that is not a policy.</summary>
    public static IReadOnlyList<string> RolesFor(string policy) => RolesByPolicy.GetValueOrDefault(policy, []);

    /// <summary>Policies that a page asks for.</summary>
    public static IEnumerable<string> Of(Type? page) =>
        page?.GetCustomAttributes(typeof(AuthorizeAttribute), inherit: true).Cast<AuthorizeAttribute>().Select(a => a.Policy).OfType<string>() ?? [];

    /// <summary>Registers the policies; whatever asks for none needs a signed-in person.</summary>
    internal static IServiceCollection AddPolicies(this IServiceCollection services)
    {
        var builder = services.AddAuthorizationBuilder()
            .SetDefaultPolicy(SignedIn)
            .SetFallbackPolicy(SignedIn);
        foreach (var (policy, roles) in RolesByPolicy)
            builder.AddPolicy(policy, p => p.RequireAuthenticatedUser().RequireRole(roles));
        return services;
    }

    private static readonly AuthorizationPolicy SignedIn = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();
}
