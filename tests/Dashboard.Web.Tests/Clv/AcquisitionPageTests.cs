using AngleSharp.Dom;
using Bunit;
using Dashboard.Analytics.Acquisition;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Acquisition;
using Dashboard.Core.Users;
using Dashboard.Web.Features.Clv;
using Dashboard.Web.Features.Segments;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Tests.Clv;

public sealed class AcquisitionPageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_orders_and_without_spend_the_page_says_what_it_needs()
    {
        using var context = await PageContext.OpenAsync(Roles.Marketer);
        Assert.Contains("No customers yet", context.Render<AcquisitionPage>().WaitForElement(".state", Patience).TextContent, StringComparison.Ordinal);
        await context.ImportAsync(Orders);
        var page = Render(context, "/clv/acquisition", ".state");
        Assert.Contains("Managers and admins type spend", page.Find(".state").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("input"));
    }

    [Fact]
    public async Task Channels_and_months_have_their_cost_and_payback_and_open_as_many_customers_as_they_count()
    {
        using var context = await SpentAsync(Roles.Marketer);
        var page = Render(context, "/clv/acquisition", ".clv-groups");
        Assert.Equal("4 customers were won for $60.00: $15.00 each. The spend came back by the end of month 0 after that of the first purchase.", page.Find(".page-head p").TextContent);
        var rows = page.FindAll("tbody tr, tfoot tr").ToList();
        Assert.Equal(["shop", "web", "All", "Feb 2024", "Jan 2024"], rows.Select(r => Drills.Cells(r)[0]));
        Assert.Equal(["shop", "$30.00", "1", "$30.00", "–", "no forecast serves", "not yet: 67% by month 3"], Drills.Cells(rows[0]));
        Assert.Equal(["web", "$30.00", "3", "$10.00", "–", "no forecast serves", "month 0"], Drills.Cells(rows[1]));
        Assert.Equal(["Jan 2024", "$50.00", "3", "$16.67", "–", "no forecast serves", "month 1"], Drills.Cells(rows[4]));
        Assert.Equal(rows.Count * 3, await Drills.CheckAsync(context, page));   // customers, cost, payback
    }

    [Fact]
    public async Task A_range_counts_its_months_as_a_whole_and_says_which()
    {
        using var context = await SpentAsync(Roles.Marketer);
        var page = Render(context, "/clv/acquisition?from=2024-02-20&to=2024-03-05", ".clv-groups");
        Assert.Equal("1 customer was won for $10.00. The spend came back by the end of month 0 after that of the first purchase. Counted are the months Feb 2024 to Mar 2024, each as a whole.", page.Find(".page-head p").TextContent);
        var rows = page.FindAll("tbody tr, tfoot tr").ToList();
        Assert.Equal(["web", "All", "Feb 2024"], rows.Select(r => Drills.Cells(r)[0]));
        Assert.Equal(rows.Count * 3 + page.FindAll(".before a").Count, await Drills.CheckAsync(context, page));
        Assert.Equal("/clv/acquisition?from=2024-02-20&to=2024-03-05&channel=web", page.Find("th a").GetAttribute("href"));

        Render(context, "/clv/acquisition?from=2024-02-20&to=2024-03-05&channel=web", ".clv-groups");
        page.WaitForAssertion(() => Assert.Equal(["Mar 2024", "Feb 2024"], Months(page).Select(r => Drills.Cells(r)[0])), Patience);
        Assert.Contains("No spend known in these months", Render(context, "/clv/acquisition?from=2024-03-01&to=2024-03-05", ".state").Find(".state").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_segment_or_country_counts_its_customers_beside_the_whole_spend_and_says_that_their_cost_is_unknown()
    {
        using var context = await SpentAsync(Roles.Marketer);
        Assert.Equal(1, (await context.Get<SegmentDesk>().SaveAsync(null, new() { Name = "Once", Rule = new OrderTotalRule(OrderMeasure.Orders) { AtMost = 1 } }, Cancellation)).Id);
        var page = Render(context, "/clv/acquisition?seg=1", ".clv-groups");
        Assert.Equal("3 of these customers came through channels and in months with known spend.", page.Find(".page-head p").TextContent);
        var rows = page.FindAll("tbody tr, tfoot tr").ToList();
        Assert.Equal(["shop", "$30.00", "0", "known for everybody", "–", "–", "–"], Drills.Cells(rows[0]));
        Assert.Equal(["web", "$30.00", "3", "known for everybody", "–", "–", "–"], Drills.Cells(rows[1]));
        Assert.Contains("It is shown whole", page.Markup, StringComparison.Ordinal);
        Assert.Equal(4, await Drills.CheckAsync(context, page));   // web, all, February, January
        Assert.Equal("/clv/acquisition", page.Find(".strip[role=status] > a").GetAttribute("href"));
    }

    [Fact]
    public async Task A_channel_keeps_its_row_alone_in_figures_and_words()
    {
        using var context = await SpentAsync(Roles.Marketer);
        var page = Render(context, "/clv/acquisition?channel=shop", ".clv-groups");
        Assert.StartsWith("1 customer was won for $30.00.", page.Find(".page-head p").TextContent, StringComparison.Ordinal);
        Assert.Equal(["shop", "All"], page.FindAll(".clv-groups")[0].QuerySelectorAll("tbody tr, tfoot tr").Select(r => Drills.Cells(r)[0]));
        Assert.Empty(page.FindAll(".strip[role=status]"));
        Assert.True(await Drills.CheckAsync(context, page) >= 3);
    }

    [Fact]
    public async Task Without_a_margin_the_page_says_what_is_missing_and_for_whom()
    {
        using var context = await SpentAsync(Roles.Marketer, Roles.Admin);
        await context.ChangeAsync(db => db.Settings.ExecuteUpdate(u => u.SetProperty(s => s.MarginPercent, (double?)null)));
        var page = Render(context, "/clv/acquisition?channel=web", ".clv-groups");
        var amber = page.FindAll(".strip.amber");
        Assert.Contains("gross margin", Assert.Single(amber).TextContent, StringComparison.Ordinal);
        Assert.Equal("/settings", amber[0].QuerySelector("a")!.GetAttribute("href"));
        Assert.Contains("no margin set", page.Find("tbody").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Typed_spend_is_saved_at_once_an_emptied_field_removes_it_and_undo_brings_it_back()
    {
        using var context = await SpentAsync(Roles.Manager);
        var page = Render(context, "/clv/acquisition?channel=shop", ".spend-field");
        Assert.Equal(["Apr 2024", "Mar 2024", "Feb 2024", "Jan 2024"], Months(page).Select(r => Drills.Cells(r)[0]));
        Field(page, "Spend on shop in Mar 2024, USD").Change("12.34");
        page.WaitForAssertion(() => Assert.Equal("12.34", Field(page, "Spend on shop in Mar 2024, USD").GetAttribute("value")), Patience);
        Assert.Equal([(new DateOnly(2024, 1, 1), 3_000), (new(2024, 3, 1), 1_234L)], await KeptAsync(context, "shop"));

        Field(page, "Spend on shop in Jan 2024, USD").Change("");
        page.WaitForAssertion(() => Assert.Contains("was removed", page.Find(".strip").TextContent, StringComparison.Ordinal), Patience);
        Assert.Equal([(new DateOnly(2024, 3, 1), 1_234L)], await KeptAsync(context, "shop"));
        Assert.Contains("Spend on shop in Jan 2024 was removed.", page.Find(".strip").TextContent, StringComparison.Ordinal);
        page.Find(".strip button").Click();
        page.WaitForAssertion(() => Assert.Equal("30", Field(page, "Spend on shop in Jan 2024, USD").GetAttribute("value")), Patience);
        Assert.Equal(2, (await KeptAsync(context, "shop")).Count);

        // A comma may stand for a point: it is refused rather than read as a hundred times as much.
        foreach (var typed in new[] { "-1", "1500,50", "15,00.50", "abc" })
        {
            Field(page, "Spend on shop in Feb 2024, USD").Change(typed);
            page.WaitForAssertion(() => Assert.Equal("true", Field(page, "Spend on shop in Feb 2024, USD").GetAttribute("aria-invalid")), Patience);
            Assert.Equal(2, (await KeptAsync(context, "shop")).Count);
        }
    }

    [Fact]
    public async Task A_channel_on_which_nothing_was_spent_counts_who_came_through_it()
    {
        using var context = await SpentAsync(Roles.Manager);
        var page = Render(context, "/clv/acquisition?channel=mail", ".spend-field");
        Assert.Equal(["1", "0", "0", "0"], Months(page).Select(r => Drills.Cells(r)[2]));
        Assert.Equal("", Months(page)[0].QuerySelector(".spend-field")!.GetAttribute("value") ?? "");
    }

    [Fact]
    public async Task A_month_that_is_not_over_says_under_the_first_figure_that_is_missing_when_it_will_be_known()
    {
        using var context = await SpentAsync(Roles.Marketer);
        await context.ImportAsync("order_id,customer_id,order_date,amount,channel\n8,G,2024-05-20,5,web");
        await context.Get<SpendBook>().SaveAsync([new("web", new(2024, 5, 1), 900, "USD")], context.UserId, Cancellation);
        string[] expected = ["month not over: known once orders reach 31 May 2024", "–", "–", "–"];
        foreach (var address in new[] { "/clv/acquisition", "/clv/acquisition?channel=web" })
        {
            var cells = Drills.Cells(Months(Render(context, address, ".clv-groups"))[0]);
            Assert.Equal("May 2024", cells[0]);
            Assert.Equal(expected, cells.Skip(3));
        }
    }

    [Fact]
    public async Task A_marketer_reads_the_months_and_cannot_change_them()
    {
        using var context = await SpentAsync(Roles.Marketer);
        var page = Render(context, "/clv/acquisition?channel=web", ".clv-groups");
        Assert.Empty(page.FindAll("input, .spend-changes"));
        Assert.Contains("Managers and admins type spend", page.Markup, StringComparison.Ordinal);
        Assert.Equal(["Mar 2024", "–", "1", "no spend known", "–", "–", "–"], Drills.Cells(Months(page)[1]));
    }

    [Fact]
    public async Task A_file_is_taken_and_its_bad_lines_are_named_in_words()
    {
        using var context = await SpentAsync(Roles.Manager);
        var page = Render(context, "/clv/acquisition", "#spend-upload");
        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText("month,channel,spend\n2024-01,web,11\nsoon,web,1\n2024-02,web,x\n", "spend.csv"));
        page.WaitForElement(".spend-rejected", Patience);
        Assert.Equal(["Line 3: the month is not written as 2026-01 or as a day.", "Line 4: not a number of 0 or more."], page.FindAll(".spend-rejected li").Select(l => l.TextContent));
        Assert.Equal("1 month of a channel saved, 1 replaced. 2 lines were not taken.", page.Find("p.strip[role=status] span").TextContent);
        Assert.Contains((new DateOnly(2024, 1, 1), 1_100L), await KeptAsync(context, "web"));
        Assert.Empty(Directory.GetFileSystemEntries(context.Folder.Uploads));
    }

    [Fact]
    public async Task What_was_typed_or_brought_in_is_listed_and_undone_as_a_whole()
    {
        using var context = await SpentAsync(Roles.Manager);
        var page = Render(context, "/clv/acquisition?channel=shop", ".spend-field");
        Field(page, "Spend on shop in Jan 2024, USD").Change("12.34");
        page.WaitForAssertion(() => Assert.Contains("Spend on shop in Jan 2024 was saved.", page.Find(".strip").TextContent, StringComparison.Ordinal), Patience);
        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText("month,channel,spend\n2024-01,web,11\n2024-03,mail,1\n", "ads.csv"));
        page.WaitForAssertion(() => Assert.Equal(["ads.csv: 2 months of channels", "shop, Jan 2024: $12.34 instead of $30.00", "3 months of channels"], Changes(page)), Patience);
        Assert.All(page.FindAll(".spend-changes tbody tr"), r => Assert.Equal("somebody", Drills.Cells(r)[1]));

        page.FindAll(".strip button")[1].Click();
        page.WaitForAssertion(() => Assert.Equal("It was undone as a whole.", page.FindAll(".strip span")[1].TextContent), Patience);
        Assert.Equal([(new DateOnly(2024, 1, 1), 2_000), (new(2024, 2, 1), 1_000L)], await KeptAsync(context, "web"));
        Assert.Empty(await KeptAsync(context, "mail"));
        page.WaitForAssertion(() => Assert.StartsWith("Undone ", Drills.Cells(page.Find(".spend-changes tbody tr"))[3], StringComparison.Ordinal), Patience);

        page.FindAll(".spend-changes button")[^1].Click();
        page.WaitForAssertion(() => Assert.StartsWith("Nothing was undone, because", page.FindAll(".strip span")[1].TextContent, StringComparison.Ordinal), Patience);
        Assert.Equal([(new DateOnly(2024, 1, 1), 1_234L)], await KeptAsync(context, "shop"));
        page.Find(".spend-changes button").Click();
        page.WaitForAssertion(() => Assert.Equal("30", Field(page, "Spend on shop in Jan 2024, USD").GetAttribute("value")), Patience);
    }

    [Fact]
    public async Task A_shop_without_channels_types_the_spend_of_all_its_customers()
    {
        using var context = await PageContext.OpenAsync(Roles.Manager);
        await context.ImportAsync("order_id,customer_id,order_date,amount\n1,A,2024-01-05,20\n2,B,2024-02-29,5\n");
        var page = Render(context, "/clv/acquisition?channel=", ".spend-field");
        Field(page, "Spend on not given in Jan 2024, USD").Change("8");
        page.WaitForAssertion(() => Assert.Contains("won for $8.00", page.Find(".page-head p").TextContent, StringComparison.Ordinal), Patience);
        Assert.Equal([(new DateOnly(2024, 1, 1), 800L)], await KeptAsync(context, ""));
    }

    [Fact]
    public async Task Every_reason_has_its_words()
    {
        using var context = await PageContext.OpenAsync(Roles.Marketer);
        var text = context.Services.GetRequiredService<IStringLocalizer<AcquisitionText>>();
        Assert.All(Enum.GetValues<AcquisitionGap>(), gap => Assert.False(text[$"Gap.{gap}"].ResourceNotFound, $"{gap}"));
        Assert.All(Enum.GetValues<SpendUndoReason>(), reason => Assert.False(text[$"Undo.{reason}"].ResourceNotFound, $"{reason}"));
        Assert.All(Enum.GetValues<SpendReason>(), reason => Assert.False(text[$"Reason.{reason}"].ResourceNotFound, $"{reason}"));
        Assert.All(Enum.GetValues<ClvTab>(), tab => Assert.False(context.Services.GetRequiredService<IStringLocalizer<ClvText>>()[$"Tab.{tab}"].ResourceNotFound, $"{tab}"));
    }

    // Through the web A and B came in January and C in February, through the shop D in January; E came through the web in March.
    private const string Orders = """
        order_id,customer_id,order_date,amount,channel
        1,A,2024-01-05,40,web
        2,B,2024-01-31,20,web
        3,C,2024-02-10,40,web
        4,D,2024-01-10,20,shop
        5,D,2024-02-10,20,shop
        6,E,2024-03-02,5,web
        7,F,2024-04-30,5,mail
        """;

    private static async Task<PageContext> SpentAsync(params string[] roles)
    {
        var context = await PageContext.OpenAsync(roles);
        await context.ChangeAsync(db => db.Settings.ExecuteUpdate(u => u.SetProperty(s => s.MarginPercent, 50)));
        await context.ImportAsync(Orders);
        await context.Get<SpendBook>().SaveAsync([new("web", new(2024, 1, 1), 2_000, "USD"), new("web", new(2024, 2, 1), 1_000, "USD"), new("shop", new(2024, 1, 1), 3_000, "USD")], context.UserId, Cancellation);
        return context;
    }

    private static async Task<List<(DateOnly, long)>> KeptAsync(PageContext context, string channel) =>
        [.. (await context.Get<SpendBook>().ListAsync(Cancellation)).Where(s => s.Channel == channel).Select(s => (s.Month, s.Amount))];

    private static List<IElement> Months(IRenderedComponent<AcquisitionPage> page) => [.. page.FindAll(".clv-groups tbody")[^1].Children];

    private static IEnumerable<string> Changes(IRenderedComponent<AcquisitionPage> page) => page.FindAll(".spend-changes tbody tr").Select(r => Drills.Cells(r)[2]);

    private static IElement Field(IRenderedComponent<AcquisitionPage> page, string label) => page.Find($"[aria-label='{label}']");

    private static IRenderedComponent<AcquisitionPage> Render(PageContext context, string address, string until)
    {
        context.Get<NavigationManager>().NavigateTo(address);
        var page = context.Render<AcquisitionPage>();
        page.WaitForElement(until, Patience);
        return page;
    }
}
