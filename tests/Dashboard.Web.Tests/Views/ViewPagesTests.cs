using Bunit;
using Dashboard.Core.Sharing;
using Dashboard.Core.Users;
using Dashboard.Core.Views;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Features.Views;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Tests.Views;

public sealed class ViewPagesTests : IDisposable
{
    private const string Quarter = "/?range=quarter&channel=web";

    private PageContext _context = null!;

    private static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_closed_menu_is_a_button_and_the_opened_one_lists_the_views_and_marks_the_one_that_is_shown()
    {
        await OpenAsync(Roles.Marketer);
        await SaveAsync("<b>The quarter</b>", Quarter, shared: true);
        var menu = _context.Render<ViewMenu>(p => p.Add(m => m.Here, Quarter));
        Assert.Empty(menu.FindAll("a, form"));
        await menu.Find("button").ClickAsync(new());
        var link = menu.WaitForElement("li a");
        Assert.Equal((Quarter, "true"), (link.GetAttribute("href"), link.GetAttribute("aria-current")));
        Assert.StartsWith("<b>The quarter</b>", link.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_is_saved_as_it_is_and_a_name_that_is_taken_is_refused_with_words()
    {
        await OpenAsync(Roles.Marketer);
        var panel = _context.Render<ViewMenuPanel>(p => p.Add(m => m.Here, Quarter));
        panel.WaitForElement("form");
        await TypeAndSaveAsync();
        Assert.Equal(Quarter, panel.WaitForElement("li a").GetAttribute("href"));
        await TypeAndSaveAsync();
        panel.WaitForAssertion(() => Assert.Contains("already", panel.Find("[role=status]").TextContent, StringComparison.Ordinal));

        async Task TypeAndSaveAsync()
        {
            await panel.Find("input.field").ChangeAsync("The quarter");
            await panel.Find("form").SubmitAsync();
        }
    }

    [Fact]
    public async Task A_view_of_a_list_begins_on_its_first_page_and_is_marked_on_every_other()
    {
        await OpenAsync(Roles.Marketer);
        var panel = _context.Render<ViewMenuPanel>(p => p.Add(m => m.Here, "/customers?group=lost&page=3&sort=name"));
        panel.WaitForElement("form");
        await panel.Find("input.field").ChangeAsync("Lost");
        await panel.Find("form").SubmitAsync();
        var link = panel.WaitForElement("li a");
        Assert.Equal(("/customers?group=lost&sort=name", "true"), (link.GetAttribute("href"), link.GetAttribute("aria-current")));
    }

    [Fact]
    public async Task Views_are_renamed_removed_and_brought_back_and_one_is_begun_with()
    {
        await OpenAsync(Roles.Marketer);
        await SaveAsync("The quarter", Quarter);
        var page = _context.Render<SavedViewsPage>();
        await page.WaitForElement("button[aria-label='Rename or share The quarter']").ClickAsync(new());
        await page.Find(".kept-form input.field").ChangeAsync("Web");
        await page.Find(".kept-form").SubmitAsync();
        await page.WaitForElement("button[aria-label='Remove Web']").ClickAsync(new());
        await page.WaitForElement(".strip button").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal("“Web” is back.", page.Find("[role=status]").TextContent.Trim()));
        await page.WaitForElement("button[aria-label='Start here: Web']").ClickAsync(new());
        page.WaitForElement("button[aria-pressed=true]");
        Assert.Equal(Quarter, await _context.Get<ViewCatalog>().StartOfAsync(_context.UserId, Cancellation));
    }

    [Fact]
    public async Task What_somebody_else_shared_a_marketer_opens_and_leaves_as_it_is()
    {
        await OpenAsync(Roles.Marketer);
        var other = (await _context.Get<UserAccounts>().AddAsync("else", "else@example.com", [Roles.Marketer], password: null, Cancellation)).UserId;
        var id = (await _context.Get<ViewCatalog>().SaveAsync(null, new("Theirs", Quarter, true), new(other, false), Cancellation)).Id!.Value;
        var page = _context.Render<SavedViewsPage>();
        page.WaitForElement(".kept-what a");
        Assert.Empty(page.FindAll("button[aria-label='Remove Theirs']"));
        var desk = _context.Get<ViewDesk>();
        Assert.Equal(KeepReason.NotAllowed, (await desk.RemoveAsync(id)).Reason);
        Assert.Equal(KeepReason.NotAllowed, (await desk.SaveAsync(id, new("Mine", Quarter, false))).Reason);
    }

    [Fact]
    public async Task Whoever_sees_no_figures_keeps_no_views_and_pages_of_one_customer_are_not_kept()
    {
        await OpenAsync(Roles.Admin);
        Assert.Equal(KeepReason.NotAllowed, (await _context.Get<ViewDesk>().SaveAsync(null, new("Mine", "/", false))).Reason);
        Assert.Equal(KeepReason.NoPage, (await _context.Get<ViewDesk>().SaveAsync(null, new("Ada", Addresses.Customer(1), false))).Reason);
    }

    [Fact]
    public async Task Every_page_that_can_be_kept_and_every_refusal_has_its_words()
    {
        await OpenAsync(Roles.Marketer);
        var text = _context.Get<IStringLocalizer<ViewsText>>();
        Assert.All(ViewPages.Paths, path => Assert.False(text[ViewPages.NameOf(path)!].ResourceNotFound, path));
        Assert.All([KeepReason.NameMissing, KeepReason.NameTooLong, KeepReason.NameTaken, KeepReason.NoPage, KeepReason.NotAllowed, KeepReason.NotFound], r => Assert.False(text[$"Reason.{r}"].ResourceNotFound, $"{r}"));
        var routes = typeof(Program).Assembly.GetTypes().SelectMany(t => t.GetCustomAttributes(typeof(RouteAttribute), false).Cast<RouteAttribute>()).Select(r => r.Template).ToHashSet();
        Assert.Subset(routes, ViewPages.Paths.ToHashSet());
    }

    public void Dispose() => _context?.Dispose();

    private async Task OpenAsync(params string[] roles) => _context = await PageContext.OpenAsync(roles);

    private async Task SaveAsync(string name, string address, bool shared = false) => Assert.Null((await _context.Get<ViewDesk>().SaveAsync(null, new(name, address, shared))).Reason);
}
