using Dashboard.Core.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Users;

public static class UserServices
{
    /// <summary>Wrong passwords in a row before an account is locked for <see cref="LockedMinutes"/>.</summary>
    public const int TriesBeforeLock = 5;

    public const int LockedMinutes = 15;

    /// <summary>Length counts, composition does not: rules on digits and signs make people choose predictable passwords (NIST SP 800-63B).</summary>
    public const int ShortestPassword = 12;

    /// <summary>Registers the people who sign in. The caller adds what belongs to a browser: cookies and token providers.</summary>
    public static IdentityBuilder AddUsers(this IServiceCollection services)
    {
        services.AddSingleton<SetupLink>();
        services.AddSingleton<UserAccounts>();
        return services.AddIdentityCore<DashboardUser>(options =>
            {
                options.User.RequireUniqueEmail = true;
                options.User.AllowedUserNameCharacters = "";
                options.Lockout.MaxFailedAccessAttempts = TriesBeforeLock;
                options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(LockedMinutes);
                options.Lockout.AllowedForNewUsers = true;
                options.Password.RequiredLength = ShortestPassword;
                options.Password.RequiredUniqueChars = 4;
                options.Password.RequireDigit = false;
                options.Password.RequireLowercase = false;
                options.Password.RequireUppercase = false;
                options.Password.RequireNonAlphanumeric = false;
            })
            .AddRoles<IdentityRole<int>>()
            .AddEntityFrameworkStores<DashboardDbContext>();
    }
}
