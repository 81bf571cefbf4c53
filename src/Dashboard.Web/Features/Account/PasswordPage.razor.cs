using Dashboard.Core.Users;
using Dashboard.Web.Security;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Features.Account;

public sealed partial class PasswordPage
{
    private string? _problem;

    [Inject] private UserAccounts Accounts { get; set; } = default!;
    [Inject] private SignInDesk Desk { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [CascadingParameter] private HttpContext Context { get; set; } = default!;
    [SupplyParameterFromForm] private Fields? Typed { get; set; }

    private async Task ChangeAsync()
    {
        var userId = Person.IdOf(Context.User);
        var result = await Accounts.ChangePasswordAsync(userId, Typed?.Old ?? "", Typed?.New ?? "", Context.RequestAborted);
        if (!result.Done)
        {
            _problem = Text[result.Problem.ToString(), UserServices.ShortestPassword];
            return;
        }
        await Desk.SignInAsync(userId);
        Navigation.NavigateTo("/account");
    }

    private sealed class Fields
    {
        public string? Old { get; set; }
        public string? New { get; set; }
    }
}
