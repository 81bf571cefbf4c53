using Dashboard.Core.Users;
using Dashboard.Web.Security;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Features.Account;

public sealed partial class SetUpPage
{
    private string? _problem;

    [Inject] private SetupLink Link { get; set; } = default!;
    [Inject] private UserAccounts Accounts { get; set; } = default!;
    [Inject] private SignInDesk Desk { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [CascadingParameter] private HttpContext Context { get; set; } = default!;
    [SupplyParameterFromForm] private Fields? Typed { get; set; }
    [SupplyParameterFromQuery] private string? Token { get; set; }

    private bool IsOpen => Link.Opens(Token);

    private async Task SetUpAsync()
    {
        var result = await Accounts.SetUpAsync(Token, Typed?.Name ?? "", Typed?.Email ?? "", Typed?.Password ?? "", Context.RequestAborted);
        if (!result.Done)
        {
            _problem = Text[result.Problem.ToString(), UserServices.ShortestPassword];
            return;
        }
        await Desk.SignInAsync(result.UserId);
        Navigation.NavigateTo("/");
    }

    private sealed class Fields
    {
        public string? Name { get; set; }
        public string? Email { get; set; }
        public string? Password { get; set; }
    }
}
