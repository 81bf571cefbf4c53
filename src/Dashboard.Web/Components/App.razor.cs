using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace Dashboard.Web.Components;

public sealed partial class App
{
    [CascadingParameter] private HttpContext Context { get; set; } = default!;

    /// <summary>Pages are interactive and rendered once; sign-in and its like stay static, because only they may set a cookie.</summary>
    private InteractiveServerRenderMode? PageMode => Context.AcceptsInteractiveRouting() ? new(prerender: false) : null;
}
