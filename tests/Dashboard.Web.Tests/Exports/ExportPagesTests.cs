using Bunit;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Customers;
using Dashboard.Core.Data;
using Dashboard.Core.Exports;
using Dashboard.Core.Jobs;
using Dashboard.Core.Segments;
using Dashboard.Core.Snapshots;
using Dashboard.Core.Users;
using Dashboard.Web.Features.Customers;
using Dashboard.Web.Features.Exports;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Web.Tests.Exports;

public sealed class ExportPagesTests : IDisposable
{
    private const string Orders = """
        order_id,customer_id,customer_name,email,order_date,amount
        1,A1,Ada Lovelace,ada@example.com,2024-01-05,10
        2,A1,Ada Lovelace,ada@example.com,2024-02-05,20
        3,B1,Ben,ben@example.com,2024-02-06,5
        4,C1,Cleo,cleo@example.com,2023-06-01,65
        """;

    private PageContext _context = null!;

    private static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    private NavigationManager Navigation => _context.Get<NavigationManager>();

    [Fact]
    public async Task Only_who_may_be_mailed_is_exported_unless_the_reader_says_otherwise()
    {
        await OpenAsync(Roles.Manager);
        var page = Open("/exports/new");
        Assert.Equal("1 of 3 may be mailed.", page.WaitForElement("#consent-count").TextContent);
        Assert.Equal("Export 1 customer", page.Find(".save-bar button").TextContent);
        await page.Find("#consent").ChangeAsync(new() { Value = "" });
        Assert.Equal("All 3 are exported, also those who may not be written to.", page.Find("#consent-count").TextContent);
        await page.Find("form").SubmitAsync();
        page.WaitForAssertion(() => Assert.Contains("3 customers are in the file.", page.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(20));
        var export = await LastAsync();
        Assert.Equal((_context.UserId, 3, null, false), (export.UserId!.Value, export.Rows, export.Purpose, export.IsMasked));
        Assert.EndsWith(ExportEndpoints.FileAt(export.Id), Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_file_of_a_segment_a_group_or_a_search_has_the_customers_that_the_list_shows()
    {
        await OpenAsync(Roles.Manager);
        var segment = (await _context.Get<SegmentCatalog>().SaveAsync(null, new() { Name = "Big", Rule = new OrderTotalRule(OrderMeasure.Revenue) { AtLeast = 20 } }, new(_context.UserId, true), Facts, Cancellation)).Id;
        foreach (var (query, search) in new[] { ("", ""), ($"?seg={segment}", ""), ("?sort=revenue", "lovelace"), ("?sort=name&group=hibernating", "") })
        {
            _context.Get<CustomerListMemory>().Search = search;
            Navigation.NavigateTo("/customers" + query);
            var list = _context.Render<CustomersPage>();
            var link = list.WaitForElement(".page-head .button");
            // Read now: what is open in the background follows the address of the pages that come.
            list.WaitForElement("tbody th a");
            var (count, names) = (list.Find("dl.sums dd").TextContent, list.FindAll("tbody th a").Select(a => a.TextContent).ToList());
            var page = Open(link.GetAttribute("href")!);
            page.WaitForElement("#consent");
            await page.Find("#consent").ChangeAsync(new() { Value = "" });
            await page.Find("form").SubmitAsync();
            var lines = await File.ReadAllLinesAsync(_context.Get<ExportHistory>().FileOf(await LastAsync())!, Cancellation);
            Assert.Equal(count, $"{lines.Length - 1}");
            Assert.Equal(names, lines.Skip(1).Select(l => l.Split(',')[2]));
        }
    }

    [Fact]
    public async Task The_file_of_a_list_of_some_orders_has_the_orders_and_revenue_that_the_list_shows_and_the_page_says_whose_they_are()
    {
        await OpenAsync(Roles.Manager);
        foreach (var scope in new[] { "orders=2024-02-01_2024-02-28", "orders-age=month_1-1_monday" })
        {
            Navigation.NavigateTo($"/customers?{scope}&sort=revenue");
            var list = _context.Render<CustomersPage>();
            list.WaitForElement("tbody th a");
            var (sums, said) = (list.FindAll("dl.sums dd").Select(d => d.TextContent).ToList(), list.Find(".strip p").TextContent.Trim());
            var page = Open(list.Find(".page-head .button").GetAttribute("href")!);
            page.WaitForElement("#consent");
            Assert.StartsWith(said, page.Find(".strip p").TextContent, StringComparison.Ordinal);
            Assert.EndsWith($"/customers?{scope}&sort=revenue", page.Find(".page-head a").GetAttribute("href"), StringComparison.Ordinal);
            await page.Find("#consent").ChangeAsync(new() { Value = "" });
            await page.Find("form").SubmitAsync();
            var lines = (await File.ReadAllLinesAsync(_context.Get<ExportHistory>().FileOf(await LastAsync())!, Cancellation)).Select(l => l.Split(',')).ToList();
            decimal Sum(string column) => lines.Skip(1).Sum(l => decimal.Parse(l[Array.IndexOf(lines[0], column)], System.Globalization.CultureInfo.InvariantCulture));
            Assert.Equal([$"{lines.Count - 1}", $"{Sum("orders")}"], sums.Take(2));
            Assert.Equal(scope.StartsWith("orders=", StringComparison.Ordinal) ? 25 : 20, Sum("revenue"));
            Assert.Contains($"{Sum("revenue"):0.00}", sums[2], StringComparison.Ordinal);
            Assert.DoesNotContain("purchases", lines[0]);
        }
    }

    [Fact]
    public async Task A_search_that_is_gone_exports_nobody()
    {
        await OpenAsync(Roles.Manager);
        var page = Open("/exports/new?searched=1");
        Assert.Contains("is gone", page.WaitForElement(".strip.amber").TextContent, StringComparison.Ordinal);
        Assert.True(page.Find(".save-bar button").HasAttribute("disabled"));
    }

    [Fact]
    public async Task A_marketer_is_told_that_personal_data_is_masked_and_gets_it_masked()
    {
        await OpenAsync(Roles.Marketer);
        var page = Open("/exports/new");
        Assert.Contains("masked", page.WaitForElement(".strip.amber").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[title=birth_date]"));
        await page.Find("form").SubmitAsync();
        var file = await File.ReadAllTextAsync(_context.Get<ExportHistory>().FileOf(await LastAsync())!, Cancellation);
        Assert.Contains("A*** L***,a***@example.com", file, StringComparison.Ordinal);
        Assert.DoesNotContain("Lovelace", file, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_admin_without_another_role_exports_nothing_even_past_the_page()
    {
        await OpenAsync(Roles.Admin);
        Assert.Equal(new(null, null), await _context.Get<ExportDesk>().ExportAsync(CustomerListAddress.Default, "", new(ExportFormat.Csv, ["name"]), null, Cancellation));
        Assert.Null(await _context.Get<ExportDesk>().HistoryAsync(0, 10, Cancellation));
        await _context.ChangeAsync(db => Assert.Empty(db.Exports));
    }

    [Fact]
    public async Task A_segment_that_the_reader_does_not_see_exports_nobody()
    {
        await OpenAsync(Roles.Manager);
        var page = Open("/exports/new?seg=4711");
        Assert.True(page.WaitForElement(".save-bar button").HasAttribute("disabled"));
        Assert.Equal(new(null, null), await _context.Get<ExportDesk>().ExportAsync(CustomerListAddress.Default with { Segment = 4711 }, "", new(ExportFormat.Csv, ["name"]), null, Cancellation));
    }

    [Fact]
    public async Task A_long_list_is_written_by_a_job_that_knows_a_number_only()
    {
        await OpenAsync(Roles.Manager);
        await _context.ImportAsync("order_id,customer_id,order_date,amount\n" + string.Concat(Enumerable.Range(10, ExportWork.MostAtOnce).Select(i => $"{i},X{i},2024-02-01,10\n")));
        var answer = await _context.Get<ExportDesk>().ExportAsync(CustomerListAddress.Default, "", new(ExportFormat.Csv, ["id"]), null, Cancellation);
        Assert.Equal(("run", null), (answer.Run, answer.Export));
        var asked = _context.Work.Asked.Single(a => a.Kind == JobKind.Export);
        Assert.Equal((typeof(ExportJob), null), (asked.Job, asked.Subject));
        var export = (await _context.Get<ExportWork>().RunAsync(asked.Id, null, Cancellation))!;
        Assert.Equal((ExportStatus.Finished, ExportWork.MostAtOnce + 3), (export.Status, export.Rows));
    }

    [Fact]
    public async Task The_history_names_others_personal_segments_to_nobody_and_shows_marketers_their_own()
    {
        await OpenAsync(Roles.Manager);
        await _context.ChangeAsync(db => db.Users.Add(new DashboardUser { Id = 77, DisplayName = "Ben" }));
        await _context.ChangeAsync(db => db.Exports.AddRange(Past(77, "Bens secret", personal: true), Past(77, "Shared one", personal: false), Past(_context.UserId, "My own", personal: true)));
        var rows = _context.Render<ExportsPage>().WaitForElements(".export-rows tbody th bdi").Select(e => e.TextContent);
        Assert.Equal(["My own", "Shared one", "A personal segment"], rows);
        _context.Dispose();
        await OpenAsync(Roles.Marketer);
        await _context.ChangeAsync(db => db.Users.Add(new DashboardUser { Id = 77, DisplayName = "Ben" }));
        await _context.ChangeAsync(db => db.Exports.AddRange(Past(77, "Shared one", personal: false), Past(_context.UserId, "My own", personal: true)));
        Assert.Equal(["My own"], _context.Render<ExportsPage>().WaitForElements(".export-rows tbody th bdi").Select(e => e.TextContent));
    }

    [Fact]
    public async Task A_choice_of_columns_is_saved_used_and_removed()
    {
        await OpenAsync(Roles.Manager);
        var page = Open("/exports/new");
        page.WaitForElement("#format");
        await page.Find("#format").ChangeAsync(new() { Value = "Xlsx" });
        await page.FindAll(".chips button")[2].ClickAsync(new());
        Assert.NotNull(page.Find(".save-bar [role=alert]"));
        await page.Find("bdi[title=email]").ParentElement!.QuerySelector("input")!.ChangeAsync(new() { Value = true });
        await page.Find(".layout-choice input").ChangeAsync(new() { Value = "Mailing" });
        await page.FindAll(".layout-choice button")[^1].ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal("Mailing", page.Find("#layout option[selected]").TextContent));
        await page.FindAll(".chips button")[1].ClickAsync(new());
        await page.Find("#layout").ChangeAsync(new() { Value = "Mailing" });
        Assert.Single(page.FindAll(".column-boxes input[checked]"));
        await page.Find(".layout-choice button").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Single(page.FindAll("#layout option")));
    }

    public void Dispose() => _context?.Dispose();

    private Dashboard.Analytics.Facts.CustomerFacts Facts => _context.Get<SnapshotService>().Current;

    private static Export Past(int user, string segment, bool personal) =>
        new() { UserId = user, Origin = ExportOrigin.Segment, SegmentName = segment, IsPersonal = personal, Columns = "[]", Format = ExportFormat.Csv, Status = ExportStatus.Finished, Hash = new('a', 64) };

    private IRenderedComponent<ExportPage> Open(string address)
    {
        Navigation.NavigateTo(address);
        return _context.Render<ExportPage>();
    }

    private async Task<Export> LastAsync()
    {
        await using var db = await _context.Get<IDbContextFactory<DashboardDbContext>>().CreateDbContextAsync(Cancellation);
        return await db.Exports.OrderByDescending(e => e.Id).FirstAsync(Cancellation);
    }

    private async Task OpenAsync(string role)
    {
        _context = await PageContext.OpenAsync(role);
        await _context.ImportAsync(Orders);
        await _context.ChangeAsync(db => db.Consents.Add(new Consent { CustomerId = 1, Purpose = "email", Granted = true, SourceId = 1 }));
        await _context.ChangeAsync(db => db.State.ExecuteUpdate(s => s.SetProperty(x => x.Revision, x => x.Revision + 1).SetProperty(x => x.RebuildRevision, x => x.Revision + 1)));
        await _context.Get<SnapshotService>().RefreshAsync(cancellation: Cancellation);
    }
}
