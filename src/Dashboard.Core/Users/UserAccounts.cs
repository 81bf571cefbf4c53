using System.ComponentModel.DataAnnotations;
using Dashboard.Core.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Users;

/// <summary>Who may sign in: invites, roles, passwords. Pages and verbs call this; each call has a store of its own.</summary>
public sealed partial class UserAccounts(IServiceScopeFactory scopes, WriteGate gate, SetupLink setup, ILogger<UserAccounts> logger)
{
    private static readonly EmailAddressAttribute Address = new();

    /// <summary>True once anybody can sign in or was invited.</summary>
    public async Task<bool> AnyAsync(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await Store(scope).Users.AnyAsync(cancellation);
    }

    /// <summary>Everybody, by name.</summary>
    public async Task<IReadOnlyList<UserAccount>> ListAsync(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = Store(scope);
        var users = await db.Users.OrderBy(u => u.DisplayName).ThenBy(u => u.Id).ToListAsync(cancellation);
        var roles = (await db.UserRoles.Join(db.Roles, ur => ur.RoleId, r => r.Id, (ur, r) => new { ur.UserId, r.Name }).ToListAsync(cancellation))
            .ToLookup(r => r.UserId, r => r.Name!);
        return [.. users.Select(u => new UserAccount(u.Id, u.DisplayName, u.Email!, [.. Roles.All.Intersect(roles[u.Id])], IsDisabled(u), u.PasswordHash is not null))];
    }

    public async Task<UserAccount?> FindAsync(int userId, CancellationToken cancellation) => (await ListAsync(cancellation)).FirstOrDefault(u => u.Id == userId);

    /// <summary>Makes the first Admin, with all roles, from the printed link; afterwards the link is closed for good.</summary>
    public async Task<UserResult> SetUpAsync(string? token, string name, string email, string password, CancellationToken cancellation)
    {
        using var turn = await gate.EnterAsync(cancellation);
        if (!setup.Opens(token)) return UserProblem.LinkUsed;
        await using var scope = scopes.CreateAsyncScope();
        if (await Store(scope).Users.AnyAsync(cancellation))
        {
            setup.Close();
            return UserProblem.LinkUsed;
        }
        var result = await CreateAsync(scope, name, email, password, Roles.All);
        if (result.Done)
        {
            setup.Close();
            LogSetUp(result.UserId);
        }
        return result;
    }

    /// <summary>Adds a person. Without a password the result carries a one-time token with which the person chooses one.</summary>
    public async Task<UserResult> AddAsync(string name, string email, IReadOnlyCollection<string> roles, string? password, CancellationToken cancellation)
    {
        using var turn = await gate.EnterAsync(cancellation);
        await using var scope = scopes.CreateAsyncScope();
        var result = await CreateAsync(scope, name, email, password, roles);
        if (!result.Done) return result;
        setup.Close();
        LogAdded(result.UserId, roles.Count);
        return password is null ? await NewTokenAsync(scope, result.UserId) : result;
    }

    /// <summary>A fresh one-time token to choose a password; links given before no longer work, and the person is signed out everywhere.</summary>
    public async Task<UserResult> ResetAsync(int userId, CancellationToken cancellation)
    {
        using var turn = await gate.EnterAsync(cancellation);
        await using var scope = scopes.CreateAsyncScope();
        var result = await NewTokenAsync(scope, userId);
        if (result.Done) LogReset(userId);
        return result;
    }

    /// <inheritdoc cref="ResetAsync(int, CancellationToken)"/>
    public async Task<UserResult> ResetAsync(string email, string? password, CancellationToken cancellation)
    {
        using var turn = await gate.EnterAsync(cancellation);
        await using var scope = scopes.CreateAsyncScope();
        if (await Manager(scope).FindByEmailAsync(email) is not { } user) return UserProblem.NoSuchUser;
        var result = await NewTokenAsync(scope, user.Id);
        if (!result.Done || password is null) return result;
        return await ChooseAsync(scope, user.Id, result.Token!, password);
    }

    /// <summary>True while a one-time token of <see cref="AddAsync"/> or a reset still works.</summary>
    public async Task<bool> CanJoinAsync(int userId, string? token)
    {
        await using var scope = scopes.CreateAsyncScope();
        var manager = Manager(scope);
        return token is not null && await manager.FindByIdAsync(Text(userId)) is { } user && !IsDisabled(user)
            && await manager.VerifyUserTokenAsync(user, manager.Options.Tokens.PasswordResetTokenProvider, UserManager<DashboardUser>.ResetPasswordTokenPurpose, token);
    }

    /// <summary>Uses a one-time token up: the person chooses a password and can sign in, even if locked out before.</summary>
    public async Task<UserResult> JoinAsync(int userId, string token, string password, CancellationToken cancellation)
    {
        using var turn = await gate.EnterAsync(cancellation);
        await using var scope = scopes.CreateAsyncScope();
        return await ChooseAsync(scope, userId, token, password);
    }

    public async Task<UserResult> ChangePasswordAsync(int userId, string current, string wanted, CancellationToken cancellation)
    {
        using var turn = await gate.EnterAsync(cancellation);
        await using var scope = scopes.CreateAsyncScope();
        var manager = Manager(scope);
        if (await manager.FindByIdAsync(Text(userId)) is not { } user) return UserProblem.NoSuchUser;
        return From(await manager.ChangePasswordAsync(user, current, wanted), user.Id);
    }

    public async Task<UserResult> RenameAsync(int userId, string name, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(name)) return UserProblem.NameMissing;
        return await ChangeAsync(userId, (_, user) => { user.DisplayName = name.Trim(); return Task.CompletedTask; }, cancellation);
    }

    /// <summary>Gives a person exactly <paramref name="roles"/>; refused where nobody else could administer.</summary>
    public async Task<UserResult> SetRolesAsync(int userId, IReadOnlyCollection<string> roles, CancellationToken cancellation)
    {
        if (roles.Count == 0 || roles.Except(Roles.All).Any()) return UserProblem.RoleMissing;
        using var turn = await gate.EnterAsync(cancellation);
        await using var scope = scopes.CreateAsyncScope();
        var manager = Manager(scope);
        if (await manager.FindByIdAsync(Text(userId)) is not { } user) return UserProblem.NoSuchUser;
        if (!roles.Contains(Roles.Admin) && await IsLastAdminAsync(scope, userId, cancellation)) return UserProblem.LastAdmin;

        var before = await manager.GetRolesAsync(user);
        await EnsureRolesAsync(scope);
        Must(await manager.RemoveFromRolesAsync(user, before.Except(roles)));
        Must(await manager.AddToRolesAsync(user, roles.Except(before)));
        Must(await manager.UpdateSecurityStampAsync(user));
        LogRoles(userId, roles.Count);
        return new(UserProblem.None, userId);
    }

    /// <summary>Keeps a person out, or lets them in again; who is kept out is signed out everywhere.</summary>
    public async Task<UserResult> SetDisabledAsync(int userId, bool disabled, CancellationToken cancellation)
    {
        using var turn = await gate.EnterAsync(cancellation);
        await using var scope = scopes.CreateAsyncScope();
        var manager = Manager(scope);
        if (await manager.FindByIdAsync(Text(userId)) is not { } user) return UserProblem.NoSuchUser;
        if (disabled && await IsLastAdminAsync(scope, userId, cancellation)) return UserProblem.LastAdmin;
        Must(await manager.SetLockoutEndDateAsync(user, disabled ? DateTimeOffset.MaxValue : null));
        Must(await manager.UpdateSecurityStampAsync(user));
        LogDisabled(userId, disabled);
        return new(UserProblem.None, userId);
    }

    /// <summary>True where <paramref name="user"/> was disabled by an admin, as against locked out for a while.</summary>
    public static bool IsDisabled(DashboardUser user) => user.LockoutEnd >= DateTimeOffset.MaxValue.AddYears(-1);

    private async Task<UserResult> ChangeAsync(int userId, Func<UserManager<DashboardUser>, DashboardUser, Task> change, CancellationToken cancellation)
    {
        using var turn = await gate.EnterAsync(cancellation);
        await using var scope = scopes.CreateAsyncScope();
        var manager = Manager(scope);
        if (await manager.FindByIdAsync(Text(userId)) is not { } user) return UserProblem.NoSuchUser;
        await change(manager, user);
        return From(await manager.UpdateAsync(user), userId);
    }

    private static async Task<UserResult> CreateAsync(AsyncServiceScope scope, string name, string email, string? password, IReadOnlyCollection<string> roles)
    {
        if (string.IsNullOrWhiteSpace(name)) return UserProblem.NameMissing;
        if (!Address.IsValid(email) || string.IsNullOrWhiteSpace(email)) return UserProblem.EmailNotAnAddress;
        if (roles.Count == 0 || roles.Except(Roles.All).Any()) return UserProblem.RoleMissing;

        var manager = Manager(scope);
        var user = new DashboardUser { UserName = email.Trim(), Email = email.Trim(), DisplayName = name.Trim(), EmailConfirmed = true };
        var created = password is null ? await manager.CreateAsync(user) : await manager.CreateAsync(user, password);
        if (!created.Succeeded) return From(created, 0);
        await EnsureRolesAsync(scope);
        Must(await manager.AddToRolesAsync(user, roles.Distinct()));
        return new(UserProblem.None, user.Id);
    }

    private static async Task<UserResult> NewTokenAsync(AsyncServiceScope scope, int userId)
    {
        var manager = Manager(scope);
        if (await manager.FindByIdAsync(Text(userId)) is not { } user) return UserProblem.NoSuchUser;
        Must(await manager.UpdateSecurityStampAsync(user));
        return new(UserProblem.None, userId, await manager.GeneratePasswordResetTokenAsync(user));
    }

    private async Task<UserResult> ChooseAsync(AsyncServiceScope scope, int userId, string token, string password)
    {
        var manager = Manager(scope);
        if (await manager.FindByIdAsync(Text(userId)) is not { } user || IsDisabled(user)) return UserProblem.LinkUsed;
        var result = From(await manager.ResetPasswordAsync(user, token, password), userId);
        if (!result.Done) return result;
        Must(await manager.SetLockoutEndDateAsync(user, null));
        Must(await manager.ResetAccessFailedCountAsync(user));
        LogJoined(userId);
        return result;
    }

    private static async Task<bool> IsLastAdminAsync(AsyncServiceScope scope, int userId, CancellationToken cancellation)
    {
        var db = Store(scope);
        var admins = await db.UserRoles.Where(ur => db.Roles.Any(r => r.Id == ur.RoleId && r.Name == Roles.Admin))
            .Join(db.Users, ur => ur.UserId, u => u.Id, (_, u) => u).ToListAsync(cancellation);
        var able = admins.Where(u => u.PasswordHash is not null && !IsDisabled(u)).Select(u => u.Id).ToList();
        return able.Contains(userId) && able.Count == 1;
    }

    private static async Task EnsureRolesAsync(AsyncServiceScope scope)
    {
        var roles = scope.ServiceProvider.GetRequiredService<RoleManager<IdentityRole<int>>>();
        foreach (var role in Roles.All)
        {
            if (!await roles.RoleExistsAsync(role))
                Must(await roles.CreateAsync(new IdentityRole<int>(role)));
        }
    }

    private static UserResult From(IdentityResult result, int userId)
    {
        if (result.Succeeded) return new(UserProblem.None, userId);
        var codes = result.Errors.Select(e => e.Code).ToList();
        return codes switch
        {
            _ when codes.Contains(nameof(IdentityErrorDescriber.InvalidToken)) => UserProblem.LinkUsed,
            _ when codes.Contains(nameof(IdentityErrorDescriber.PasswordMismatch)) => UserProblem.PasswordWrong,
            _ when codes.Exists(c => c.StartsWith("Password", StringComparison.Ordinal)) => UserProblem.PasswordTooWeak,
            _ when codes.Exists(c => c is nameof(IdentityErrorDescriber.DuplicateEmail) or nameof(IdentityErrorDescriber.DuplicateUserName)) => UserProblem.EmailTaken,
            _ when codes.Exists(c => c is nameof(IdentityErrorDescriber.InvalidEmail) or nameof(IdentityErrorDescriber.InvalidUserName)) => UserProblem.EmailNotAnAddress,
            _ => throw new InvalidOperationException($"The account could not be saved: {string.Join(", ", codes)}."),
        };
    }

    private static void Must(IdentityResult result)
    {
        if (!result.Succeeded)
            throw new InvalidOperationException($"The account could not be saved: {string.Join(", ", result.Errors.Select(e => e.Code))}.");
    }

    private static string Text(int userId) => userId.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static DashboardDbContext Store(AsyncServiceScope scope) => scope.ServiceProvider.GetRequiredService<DashboardDbContext>();

    private static UserManager<DashboardUser> Manager(AsyncServiceScope scope) => scope.ServiceProvider.GetRequiredService<UserManager<DashboardUser>>();

    [LoggerMessage(Level = LogLevel.Information, Message = "The first admin was set up as user {UserId}; the set-up link is closed")]
    private partial void LogSetUp(int userId);

    [LoggerMessage(Level = LogLevel.Information, Message = "User {UserId} was added with {Roles} roles")]
    private partial void LogAdded(int userId, int roles);

    [LoggerMessage(Level = LogLevel.Information, Message = "User {UserId} got a new one-time link")]
    private partial void LogReset(int userId);

    [LoggerMessage(Level = LogLevel.Information, Message = "User {UserId} chose a password")]
    private partial void LogJoined(int userId);

    [LoggerMessage(Level = LogLevel.Information, Message = "User {UserId} now has {Roles} roles")]
    private partial void LogRoles(int userId, int roles);

    [LoggerMessage(Level = LogLevel.Information, Message = "User {UserId} is disabled: {Disabled}")]
    private partial void LogDisabled(int userId, bool disabled);
}
