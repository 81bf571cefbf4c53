using Bunit;
using Dashboard.Core.Imports;
using Dashboard.Core.Jobs;
using Dashboard.Core.Users;
using Dashboard.Web.Features.Imports;
using Microsoft.AspNetCore.Components;
using TestContext = Xunit.TestContext;

namespace Dashboard.Web.Tests.Imports;

public sealed class NewImportPageTests
{
    private static readonly string Orders = "order_id;email;order_date;amount\n1;ada@example.com;05/06/2024;10,50\n2;ben@example.com;31/02/2024;20,00\n"
        + string.Concat(Enumerable.Range(3, 10).Select(i => $"{i};ada@example.com;25/06/2024;10,50\n"));

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task What_was_recognised_is_shown_with_a_preview()
    {
        using var context = await PageContext.OpenAsync(Roles.Manager);
        var page = await OpenAsync(context, Orders);
        Assert.Equal(["order_id", "email", "order_date", "amount"], page.FindAll(".mapping-table tbody th").Select(h => h.TextContent));
        Assert.Equal(12, page.FindAll(".preview-table tbody tr").Count);
        Assert.Single(page.FindAll(".preview-table tbody tr.rejected"));
    }

    [Fact]
    public async Task Columns_of_a_German_shop_are_recognised()
    {
        using var context = await PageContext.OpenAsync(Roles.Manager);
        var page = await OpenAsync(context, "Bestellnummer;Kunde;Datum;Betrag;Währung;Kanal\n1;K1;05.06.2024;10,50;EUR;web\n2;K2;06.06.2024;9,00;SEK;app\n");
        Assert.Equal(
            [nameof(OrderField.OrderNumber), nameof(OrderField.CustomerNumber), nameof(OrderField.Date), nameof(OrderField.Amount), nameof(OrderField.Currency), nameof(OrderField.Channel)],
            page.FindAll(".mapping-table select").Select(s => s.GetAttribute("value")));
    }

    [Fact]
    public async Task Without_a_file_the_page_of_all_imports_is_shown()
    {
        using var context = await PageContext.OpenAsync(Roles.Manager);
        context.Render<NewImportPage>();
        Assert.EndsWith("/imports", context.Get<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_date_order_changes_the_preview_at_once()
    {
        using var context = await PageContext.OpenAsync(Roles.Manager);
        var page = await OpenAsync(context, "order_id,email,order_date,amount\n1,ada@example.com,05/06/2024,10\n");
        var date = page.FindAll(".options label").Single(l => l.TextContent.Contains("Numeric dates", StringComparison.Ordinal));
        await date.QuerySelector("select")!.ChangeAsync(nameof(DateOrder.MonthFirst));
        page.WaitForAssertion(() => Assert.Contains("6 May 2024", page.Find(".preview-table tbody").TextContent, StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task A_field_belongs_to_one_column_only()
    {
        using var context = await PageContext.OpenAsync(Roles.Manager);
        var page = await OpenAsync(context, "a,b,order_date,amount\n1,2,2024-05-06,10\n");
        await page.FindAll(".mapping-table select")[0].ChangeAsync(nameof(OrderField.OrderNumber));
        await page.WaitForElement(".mapping-table").QuerySelectorAll("select")[1].ChangeAsync(nameof(OrderField.OrderNumber));
        page.WaitForAssertion(() => Assert.Equal(
            [nameof(OrderField.Ignore), nameof(OrderField.OrderNumber)], page.FindAll(".mapping-table select").Take(2).Select(s => s.GetAttribute("value"))), Patience);
    }

    [Fact]
    public async Task A_check_counts_what_would_happen_and_stores_nothing()
    {
        using var context = await PageContext.OpenAsync(Roles.Manager);
        var page = await OpenAsync(context, Orders);
        await page.FindAll("button").Single(b => b.TextContent == "Check all rows").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Contains("Not a date", page.Find("[aria-live] tbody").TextContent, StringComparison.Ordinal), Patience);
        Assert.Equal(0, (await context.Get<ImportHistory>().ReadAsync(0, 10, TestContext.Current.CancellationToken)).Total);
        Assert.Contains(page.FindAll("button"), b => b.TextContent == "Start import without the rejected rows");
    }

    [Fact]
    public async Task Starting_asks_for_a_job_and_goes_to_its_progress()
    {
        using var context = await PageContext.OpenAsync(Roles.Manager);
        var page = await OpenAsync(context, Orders);
        await page.FindAll("button").Single(b => b.TextContent == "Start import").ClickAsync(new());
        var asked = Assert.Single(context.Work.Asked);
        Assert.Equal((typeof(ImportJob), JobKind.Import, "orders.csv"), (asked.Job, asked.Kind, asked.Subject));
        Assert.EndsWith("/imports/running/run", context.Get<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_import_cannot_start_even_from_an_open_page()
    {
        using var context = await PageContext.OpenAsync(Roles.Marketer);
        var page = await OpenAsync(context, Orders);
        await page.FindAll("button").Single(b => b.TextContent == "Start import").ClickAsync(new());
        Assert.Empty(context.Work.Asked);
    }

    [Fact]
    public async Task A_file_that_holds_no_orders_cannot_be_started()
    {
        using var context = await PageContext.OpenAsync(Roles.Manager);
        var page = await OpenAsync(context, "name,colour\nAda,red\n");
        Assert.NotNull(page.Find(".strip.fatal"));
        Assert.True(page.FindAll("button").Single(b => b.TextContent == "Start import").HasAttribute("disabled"));
    }

    [Fact]
    public async Task A_saved_mapping_is_offered_for_the_next_file()
    {
        using var context = await PageContext.OpenAsync(Roles.Manager);
        var page = await OpenAsync(context, Orders);
        await page.Find(".inline-form input").ChangeAsync("Our till");
        await page.Find(".inline-form").SubmitAsync();
        page.WaitForAssertion(() => Assert.Contains(page.FindAll("option"), o => o.TextContent == "Our till"), Patience);
        Assert.NotNull(await context.Get<ImportProfiles>().FindAsync("Our till", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Who_sees_no_customers_sees_only_the_shape_of_their_values()
    {
        using var context = await PageContext.OpenAsync(Roles.Admin);
        var page = await OpenAsync(context, Orders);
        Assert.Contains("xxx@xxxxxxx.xxx", page.Find(".mapping-table").TextContent, StringComparison.Ordinal);
        Assert.Contains("xxx@xxxxxxx.xxx", page.Find(".preview-table").TextContent, StringComparison.Ordinal);
        Assert.Contains("Marketers and managers see customers", page.Markup, StringComparison.Ordinal);
        Assert.Contains("10,50", page.Find(".mapping-table").TextContent, StringComparison.Ordinal);

        // Another meaning given to the column does not lay it open.
        await page.FindAll(".mapping-table select")[1].ChangeAsync(nameof(OrderField.ProductName));
        page.WaitForAssertion(() => Assert.Equal(nameof(OrderField.ProductName), page.FindAll(".mapping-table select")[1].GetAttribute("value")), Patience);
        Assert.DoesNotContain("ada@", page.Markup, StringComparison.Ordinal);

        // Nor does taking the first row for one of values, or the values of the first row for names.
        await page.FindAll(".checks input")[0].ChangeAsync(false);
        page.WaitForAssertion(() => Assert.Contains("#1", page.Find(".mapping-table").TextContent, StringComparison.Ordinal), Patience);
        Assert.DoesNotContain("ada@", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_taken_for_names_are_masked_too()
    {
        using var context = await PageContext.OpenAsync(Roles.Admin);
        var page = await OpenAsync(context, string.Concat(Enumerable.Range(3, 10).Select(i => $"{i};ada@example.com;25/06/2024;10,50\n")));
        await page.FindAll(".checks input")[0].ChangeAsync(true);
        page.WaitForAssertion(() => Assert.Contains("xxx@xxxxxxx.xxx", page.Find(".mapping-table tbody").TextContent, StringComparison.Ordinal), Patience);
        Assert.DoesNotContain("ada@", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_currency_that_nobody_named_is_asked_for_before_the_first_import()
    {
        using var context = await PageContext.OpenAsync(Roles.Manager);
        var page = await OpenAsync(context, Orders);
        Assert.Contains("The file names no currency", page.Find("#currency-hint").TextContent, StringComparison.Ordinal);
        await page.Find("select.doubtful").ChangeAsync("GBP");
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("#currency-hint")), Patience);
    }

    [Fact]
    public async Task An_upload_that_is_gone_leads_back()
    {
        using var context = await PageContext.OpenAsync(Roles.Manager);
        context.Get<NavigationManager>().NavigateTo("/imports/new?file=00000000000000000000000000000000");
        Assert.NotNull(context.Render<NewImportPage>().WaitForElement(".state a[href='/imports']"));
    }

    private static async Task<IRenderedComponent<NewImportPage>> OpenAsync(PageContext context, string text)
    {
        using var body = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
        var upload = await context.Get<UploadStore>().SaveAsync("orders.csv", body, TestContext.Current.CancellationToken);
        context.Get<NavigationManager>().NavigateTo($"/imports/new?file={upload.Id}");
        var page = context.Render<NewImportPage>();
        page.WaitForElement("#preview", Patience);
        return page;
    }
}
