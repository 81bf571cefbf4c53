using Dashboard.Core.Users;
using Dashboard.Web.Security;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Features.Account;

/// <summary>Where a one-time link of an invitation or a reset leads: choose a password, once.</summary>
public sealed partial class JoinPage
{
    private bool _open;
    private string? _problem;

    [Inject] private UserAccounts Accounts { get; set; } = default!;
    [Inject] private SignInDesk Desk { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [CascadingParameter] private HttpContext Context { get; set; } = default!;
    [SupplyParameterFromForm] private Fields? Typed { get; set; }
    [SupplyParameterFromQuery] private int User { get; set; }
    [SupplyParameterFromQuery] private string? Token { get; set; }

    protected override async Task OnInitializedAsync() => _open = await Accounts.CanJoinAsync(User, Token);

    private async Task JoinAsync()
    {
        var result = await Accounts.JoinAsync(User, Token ?? "", Typed?.Password ?? "", Context.RequestAborted);
        if (!result.Done)
        {
            _problem = Text[result.Problem.ToString(), UserServices.ShortestPassword];
            return;
        }
        await Desk.SignInAsync(User);
        Navigation.NavigateTo("/");
    }

    private sealed class Fields
    {
        public string? Password { get; set; }
    }
}
