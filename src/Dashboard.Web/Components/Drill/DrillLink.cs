using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Components.Drill;

/// <summary>A figure that opens the menu of what can be done with the customers behind it. No component of its own: a page has hundreds of them.</summary>
public static class DrillLink
{
    /// <param name="to">Where they are listed; null for nobody, or where no rule says who they are.</param>
    /// <param name="text">The figure as it stands on the page.</param>
    /// <param name="figures">The reader's way of writing numbers.</param>
    public static RenderFragment Of(DrillTo? to, string text, Figures figures) => builder =>
    {
        if (to is null)
        {
            builder.AddContent(0, text);
            return;
        }
        builder.OpenElement(1, "a");
        builder.AddAttribute(2, "class", "drill-count");
        builder.AddAttribute(3, "href", to.Address);
        builder.AddAttribute(4, "data-drill", to.Says(figures));
        builder.AddAttribute(5, "aria-haspopup", "true");
        builder.AddContent(6, text);
        builder.CloseElement();
    };
}
