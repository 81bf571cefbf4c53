using Dashboard.Core.Users;
using Dashboard.Web.Security;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Features.Account;

public sealed partial class SignInPage
{
    private string? _problem;

    [Inject] private SignInDesk Desk { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [CascadingParameter] private HttpContext Context { get; set; } = default!;
    [SupplyParameterFromForm] private Fields? Typed { get; set; }
    [SupplyParameterFromQuery] private string? ReturnUrl { get; set; }

    private async Task SignInAsync()
    {
        switch (await Desk.SignInAsync(Typed?.Email ?? "", Typed?.Password ?? "", Context.RequestAborted))
        {
            case SignInOutcome.SignedIn:
                Navigation.NavigateTo(LocalAddress.Or(ReturnUrl, "/"));
                break;
            case SignInOutcome.LockedOut:
                _problem = Text["LockedOut", UserServices.LockedMinutes];
                break;
            default:
                _problem = Text["Refused"];
                break;
        }
    }

    private sealed class Fields
    {
        public string? Email { get; set; }
        public string? Password { get; set; }
    }
}
