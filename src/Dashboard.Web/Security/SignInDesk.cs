using Dashboard.Core.Data;
using Dashboard.Core.Users;
using Dashboard.Core.Views;
using Microsoft.AspNetCore.Identity;

namespace Dashboard.Web.Security;

internal enum SignInOutcome
{
    SignedIn,
    Refused,
    LockedOut,
}

/// <summary>Signs people in and out; counts wrong passwords through the write gate like every other change.</summary>
internal sealed partial class SignInDesk(SignInManager<DashboardUser> signIn, UserManager<DashboardUser> users, ViewCatalog views, WriteGate gate, ILogger<SignInDesk> logger)
{
    public async Task<SignInOutcome> SignInAsync(string email, string password, CancellationToken cancellation)
    {
        using var turn = await gate.EnterAsync(cancellation);
        var user = await users.FindByEmailAsync(email);
        if (user is null)
        {
            // Spends the time a real check takes, so that an answer's speed does not tell who has an account.
            users.PasswordHasher.HashPassword(new DashboardUser(), password);
            return SignInOutcome.Refused;
        }
        var result = await signIn.PasswordSignInAsync(user, password, isPersistent: false, lockoutOnFailure: true);
        if (result.Succeeded) return SignInOutcome.SignedIn;
        if (!result.IsLockedOut || UserAccounts.IsDisabled(user)) return SignInOutcome.Refused;
        LogLockedOut(user.Id);
        return SignInOutcome.LockedOut;
    }

    /// <summary>Signs in somebody who has just proved who they are by a one-time link or their old password.</summary>
    public async Task SignInAsync(int userId)
    {
        if (await users.FindByIdAsync(userId.ToString(System.Globalization.CultureInfo.InvariantCulture)) is { } user)
            await signIn.SignInAsync(user, isPersistent: false);
    }

    /// <summary>Address of the view that somebody begins with; null for none.</summary>
    public async Task<string?> StartOfAsync(string email, CancellationToken cancellation) =>
        await users.FindByEmailAsync(email) is { } user ? await views.StartOfAsync(user.Id, cancellation) : null;

    public Task SignOutAsync() => signIn.SignOutAsync();

    [LoggerMessage(Level = LogLevel.Warning, Message = "User {UserId} is locked out after too many wrong passwords")]
    private partial void LogLockedOut(int userId);
}
