using Bunit;
using Dashboard.Web.Components.States;
using Dashboard.Web.Features.Exports;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Components;

public sealed class TileTests : PartTest
{
    [Fact]
    public void A_broken_part_shows_a_reference_and_comes_back_on_retry()
    {
        Fragile.Broken = true;
        var page = Render<Tile>(p => p.AddChildContent<Fragile>());
        Assert.Equal(8, page.Find("[role=alert] code").TextContent.Length);
        Assert.DoesNotContain("secret", page.Markup, StringComparison.Ordinal);
        Assert.True(Services.GetRequiredService<FigureDesk>().HasFailed);   // whoever opens the page for its figures alone hears of it

        Fragile.Broken = false;
        page.Find("button").Click();
        Assert.Equal("whole", page.Markup);
    }

    [Fact]
    public void A_broken_page_has_a_heading_of_its_own_and_does_not_speak_of_its_rest()
    {
        Fragile.Broken = true;
        var page = Render<Tile>(p => p.Add(t => t.Page, true).AddChildContent<Fragile>());
        Assert.Equal("This page could not be shown", page.Find("h1").TextContent);
        Assert.DoesNotContain("rest of the page", page.Markup, StringComparison.Ordinal);
    }

    private sealed class Fragile : ComponentBase
    {
        public static bool Broken { get; set; }

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            if (Broken) throw new InvalidOperationException("secret");
            builder.AddContent(0, "whole");
        }
    }
}
