using Dashboard.Core.Users;
using Dashboard.Web.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;

namespace Dashboard.Web.Features.Account;

public sealed partial class AccountPage
{
    private UserAccount? _account;
    private string _name = "";
    private string? _problem;

    [Inject] private UserAccounts Accounts { get; set; } = default!;
    [Inject] private ISnackbar Snackbar { get; set; } = default!;
    [CascadingParameter] private Task<AuthenticationState> SignedIn { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        _account = await Accounts.FindAsync(Person.IdOf((await SignedIn).User), CancellationToken.None);
        _name = _account?.Name ?? "";
    }

    private async Task SaveAsync()
    {
        var result = await Accounts.RenameAsync(Person.IdOf((await SignedIn).User), _name, CancellationToken.None);
        _problem = result.Done ? null : Text[result.Problem.ToString()].Value;
        if (result.Done) Snackbar.Add(Text["Saved"], Severity.Success);
    }
}
