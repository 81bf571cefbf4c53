using System.CommandLine;
using Dashboard.Core.Users;
using Dashboard.Web.Hosting;

namespace Dashboard.Web.Verbs;

/// <summary>Adds somebody who may sign in.</summary>
internal sealed class UserAddVerb : Verb
{
    private readonly Option<string> _email = new("--email") { Description = "Address the person signs in with", Required = true };
    private readonly Option<string> _name = new("--name") { Description = "Name the person is greeted with", Required = true };
    private readonly Option<string[]> _roles = new("--role") { Description = "Marketer, Manager or Admin; may be given several times", Required = true, AllowMultipleArgumentsPerToken = true };

    public UserAddVerb() : base("add", "Add somebody; prints a one-time link, or takes the password from standard input")
    {
        Add(_email);
        Add(_name);
        Add(_roles);
        Add(Passwords.FromInput);
    }

    protected override string? Problem(VerbContext context) =>
        context.Value(_roles)!.FirstOrDefault(role => Known(role) is null) is { } unknown ? $"--role has \"{unknown}\"; {string.Join(", ", Roles.All)} are the roles." : null;

    protected override async Task<string?> RunAsync(VerbContext context, CancellationToken cancellation)
    {
        var password = context.Value(Passwords.FromInput) ? await Passwords.ReadAsync(cancellation) : null;
        var roles = context.Value(_roles)!.Select(role => Known(role)!).ToArray();
        var result = await context.Get<UserAccounts>().AddAsync(context.Value(_name)!, context.Value(_email)!, roles, password, cancellation);
        return await Passwords.AnswerAsync(context, result);
    }

    private static string? Known(string role) => Roles.All.FirstOrDefault(known => known.Equals(role, StringComparison.OrdinalIgnoreCase));
}

/// <summary>Lets somebody choose a new password.</summary>
internal sealed class UserResetVerb : Verb
{
    private readonly Option<string> _email = new("--email") { Description = "Address the person signs in with", Required = true };

    public UserResetVerb() : base("reset", "Give somebody a new one-time link, or a new password from standard input")
    {
        Add(_email);
        Add(Passwords.FromInput);
    }

    protected override async Task<string?> RunAsync(VerbContext context, CancellationToken cancellation)
    {
        var password = context.Value(Passwords.FromInput) ? await Passwords.ReadAsync(cancellation) : null;
        return await Passwords.AnswerAsync(context, await context.Get<UserAccounts>().ResetAsync(context.Value(_email)!, password, cancellation));
    }
}

/// <summary>Passwords come from standard input, never from an argument, which other users of the machine can read.</summary>
internal static class Passwords
{
    public static Option<bool> FromInput { get; } = new("--password-stdin") { Description = "Read the password from standard input instead of printing a link" };

    public static async Task<string> ReadAsync(CancellationToken cancellation)
    {
        if (Console.IsInputRedirected) return await Console.In.ReadLineAsync(cancellation) ?? "";
        await Console.Error.WriteAsync("Password: ");
        var typed = new System.Text.StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace && typed.Length > 0) typed.Length--;
            else if (!char.IsControl(key.KeyChar)) typed.Append(key.KeyChar);
        }
        await Console.Error.WriteLineAsync();
        return typed.ToString();
    }

    public static async Task<string?> AnswerAsync(VerbContext context, UserResult result)
    {
        if (!result.Done) return Sentence(result.Problem);
        var link = result.Token is { } token ? context.Get<OneTimeLinks>().Join(result.UserId, token) : null;
        if (context.WantsJson)
            await context.WriteJsonAsync(new { user = result.UserId, link });
        else if (link is null)
            await context.Out.WriteLineAsync("Done; the password is set.");
        else
            await context.Out.WriteLineAsync($"This link lets the person choose a password, once and within three days:{Environment.NewLine}  {link}");
        return null;
    }

    private static string Sentence(UserProblem problem) => problem switch
    {
        UserProblem.EmailTaken => "Somebody already signs in with this e-mail address.",
        UserProblem.EmailNotAnAddress => "This is not an e-mail address.",
        UserProblem.NameMissing => "A name is needed.",
        UserProblem.RoleMissing => $"A role is needed: {string.Join(", ", Roles.All)}.",
        UserProblem.PasswordTooWeak => $"The password is too short or too uniform: at least {UserServices.ShortestPassword} characters, at least four of them different.",
        UserProblem.NoSuchUser => "Nobody signs in with this e-mail address.",
        UserProblem.LastAdmin => "This is the last admin.",
        _ => "The account was not changed.",
    };
}
