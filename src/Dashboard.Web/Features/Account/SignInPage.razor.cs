using Dashboard.Core.Users;
using Dashboard.Web.Components.Address;
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
                var asked = LocalAddress.Or(ReturnUrl, Addresses.Overview);
                // Who asked for a certain page gets it; whoever just came in begins where they want to.
                Navigation.NavigateTo(asked == Addresses.Overview ? LocalAddress.Or(await Desk.StartOfAsync(Typed?.Email ?? "", Context.RequestAborted), asked) : asked);
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
