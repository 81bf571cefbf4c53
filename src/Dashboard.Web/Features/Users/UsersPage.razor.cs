using Dashboard.Core.Users;
using Dashboard.Web.Hosting;
using Dashboard.Web.Security;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Dashboard.Web.Features.Users;

/// <summary>Who may sign in. Links are shown once, here, and go to the person by whatever way the admin trusts.</summary>
public sealed partial class UsersPage
{
    private readonly HashSet<string> _roles = [Roles.Marketer];
    private IReadOnlyList<UserAccount> _users = [];
    private MudForm? _form;
    private string _name = "";
    private string _email = "";
    private string? _link;
    private string _linkFor = "";
    private string? _problem;

    // Rows are drawn anew after a refusal: a box that was ticked would otherwise stay as if it had been granted.
    private int _refusals;

    [Inject] private UserAccounts Accounts { get; set; } = default!;
    [Inject] private OneTimeLinks Links { get; set; } = default!;
    [Inject] private Permission Permission { get; set; } = default!;

    protected override Task OnInitializedAsync() => ReadAsync();

    private async Task ReadAsync() => _users = await Accounts.ListAsync(CancellationToken.None);

    private void Choose(string role, bool on)
    {
        if (on) _roles.Add(role);
        else _roles.Remove(role);
    }

    private Task InviteAsync() => DoAsync(_name, async () =>
    {
        var result = await Accounts.AddAsync(_name, _email, _roles, password: null, CancellationToken.None);
        if (result.Done) (_name, _email) = ("", "");
        return result;
    });

    private Task ResetAsync(UserAccount user) => DoAsync(user.Name, () => Accounts.ResetAsync(user.Id, CancellationToken.None));

    private Task SetRoleAsync(UserAccount user, string role, bool on) => DoAsync(user.Name,
        () => Accounts.SetRolesAsync(user.Id, on ? [.. user.Roles, role] : [.. user.Roles.Where(r => r != role)], CancellationToken.None));

    private Task SetDisabledAsync(UserAccount user, bool disabled) => DoAsync(user.Name, () => Accounts.SetDisabledAsync(user.Id, disabled, CancellationToken.None));

    // Asked again at every action: the page may have been open since before its owner lost the role.
    private async Task DoAsync(string name, Func<Task<UserResult>> change)
    {
        (_link, _problem) = (null, null);
        if (!await Permission.HasAsync(Policies.Administer))
        {
            _problem = Text["NoLongerAdmin"];
            return;
        }
        var result = await change();
        if (!result.Done)
            (_problem, _refusals) = (Text[result.Problem.ToString()], _refusals + 1);
        else if (result.Token is { } token)
            (_link, _linkFor) = (Links.Join(result.UserId, token), name);
        await ReadAsync();
    }

    private static Dictionary<string, object?> Label(string text) => new() { ["aria-label"] = text };
}
