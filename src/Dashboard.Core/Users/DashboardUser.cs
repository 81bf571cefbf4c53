using Microsoft.AspNetCore.Identity;

namespace Dashboard.Core.Users;

/// <summary>Somebody who signs in.</summary>
public sealed class DashboardUser : IdentityUser<int>
{
    /// <summary>How the person is greeted and named in histories.</summary>
    public string DisplayName { get; set; } = "";
}

/// <summary>The three roles; they combine. An Admin who is neither Marketer nor Manager sees no customer data.</summary>
public static class Roles
{
    public const string Marketer = "Marketer";
    public const string Manager = "Manager";
    public const string Admin = "Admin";

    /// <summary>Roles that bring data in.</summary>
    public const string Imports = Manager + "," + Admin;

    /// <summary>Roles that take lists of customers along, personal data masked unless one of <see cref="ExportersInFull"/> is among them.</summary>
    public static IReadOnlyList<string> Exporters { get; } = [Marketer, Manager];

    /// <summary>Roles that take personal data along.</summary>
    public static IReadOnlyList<string> ExportersInFull { get; } = [Manager];

    public static IReadOnlyList<string> All { get; } = [Marketer, Manager, Admin];
}
