namespace Dashboard.Core.Users;

/// <summary>A person who may sign in, as admins see them.</summary>
/// <param name="Joined">False until the person chose a password.</param>
public sealed record UserAccount(int Id, string Name, string Email, IReadOnlyList<string> Roles, bool Disabled, bool Joined);

/// <summary>Why a change to an account was refused.</summary>
public enum UserProblem
{
    None,
    EmailTaken,
    EmailNotAnAddress,
    NameMissing,
    RoleMissing,
    PasswordTooWeak,
    PasswordWrong,
    NoSuchUser,
    LastAdmin,
    LinkUsed,
}

/// <summary>What became of a change to an account: <paramref name="Problem"/> is <see cref="UserProblem.None"/> when it was made.</summary>
/// <param name="UserId">The account concerned, where one exists.</param>
/// <param name="Token">A one-time token, shown once, where the change made one.</param>
public readonly record struct UserResult(UserProblem Problem, int UserId = 0, string? Token = null)
{
    public bool Done => Problem == UserProblem.None;

    public static implicit operator UserResult(UserProblem problem) => new(problem);
}
