using System.Globalization;
using Bunit;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Lifetime.Holdout;
using Dashboard.Web.Features.Help;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Tests.Help;

public sealed class HelpPageTests
{
    [Fact]
    public async Task Every_KPI_is_listed_with_a_link_to_its_own_page()
    {
        using var context = await PageContext.OpenAsync("Marketer");
        var page = context.Render<HelpPage>();
        Assert.All(KpiCatalog.All, kpi => Assert.NotNull(page.Find($"a[href='/help/kpi/{kpi.Name}']")));
    }

    [Fact]
    public async Task The_grid_names_all_25_pairs_of_scores()
    {
        using var context = await PageContext.OpenAsync("Marketer");
        Assert.Equal(25, context.Render<HelpPage>().FindAll(".rfm-key tbody td").Count);
    }

    [Theory]
    [InlineData("churn", "Period churn")]
    [InlineData("CUSTOMERS_LOST", "Customers lost")]
    [InlineData("snapshot picture", "Snapshot")]
    [InlineData("gone quiet", "Can't lose")]
    public async Task A_search_finds(string text, string title)
    {
        using var context = await PageContext.OpenAsync("Marketer");
        context.Get<NavigationManager>().NavigateTo($"/help?q={Uri.EscapeDataString(text)}");
        Assert.Contains(context.Render<HelpPage>().FindAll(".help-results h2"), h => h.TextContent == title);
    }

    [Fact]
    public async Task A_result_shows_one_text_and_not_what_else_was_searched()
    {
        using var context = await PageContext.OpenAsync("Marketer");
        context.Get<NavigationManager>().NavigateTo("/help?q=customers_lost");
        Assert.DoesNotContain("customers_lost", context.Render<HelpPage>().Find(".help-results p").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_may_serve_is_explained_with_the_limits_in_force()
    {
        using var context = await PageContext.OpenAsync("Marketer");
        var text = context.Get<HelpIndex>().Entries("Rule").Single(r => r.Id == "forecast").Text;
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"off by at most {100 * HoldoutErrors.MostBias:0.##}% in total"), text, StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"normalised Gini, {HoldoutErrors.GiniSlack:0.##} for chance"), text, StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"within {100 * HoldoutErrors.ErrorSlack:0.##}% of it"), text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_without_result_says_so()
    {
        using var context = await PageContext.OpenAsync("Marketer");
        context.Get<NavigationManager>().NavigateTo("/help?q=xyzzy");
        var page = context.Render<HelpPage>();
        Assert.Contains("xyzzy", page.Find(".state").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_KPI_leads_back_to_the_help()
    {
        using var context = await PageContext.OpenAsync("Marketer");
        var page = context.Render<KpiHelpPage>(p => p.Add(x => x.Id, "no_such_kpi"));
        Assert.NotNull(page.Find("a[href='/help']"));
    }
}
