using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Bunit;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Exports;
using Dashboard.Core.Kpis;
using Dashboard.Core.Segments;
using Dashboard.Core.Snapshots;
using Dashboard.Core.Users;
using Dashboard.Web.Charts;
using Dashboard.Web.Components.Drill;
using Dashboard.Web.Features.Customers;
using Dashboard.Web.Features.Exports;
using Dashboard.Web.Features.Imports;
using Dashboard.Web.Features.Overview;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Exports;

public sealed class SaveFiguresTests : IDisposable
{
    /// <summary>What an analyst reads and takes along.</summary>
    private static readonly string[] Analytic = ["AtRisk", "Clv", "Cohorts", "Lifecycle", "Marks", "OneTimeBuyers", "Overview", "Segments"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private PageContext _context = null!;

    private static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ExportFormat.Csv, "Period,'+Sum,Before\r\nJan 2011,10,1\r\n'=Feb 2011,,\r\nMar 2011,30.5,3\r\n")]
    [InlineData(ExportFormat.JsonLines, """
        {"Period":"Jan 2011","+Sum":10,"Before":1}
        {"Period":"=Feb 2011","+Sum":null,"Before":null}
        {"Period":"Mar 2011","+Sum":30.5,"Before":3}

        """)]
    public async Task A_chart_leaves_as_plain_numbers_and_no_formulas(ExportFormat format, string expected)
    {
        _context = await PageContext.OpenAsync(Roles.Marketer);
        ChartPoint[] sum = [new("Jan 2011", 10, "£10.00"), new("=Feb 2011", null, ""), new("Mar 2011", 30.5, "£30.50", Unfinished: true)];
        ChartPoint[] before = [new("Jan 2010", 1, "£1.00"), new("Feb 2010", null, ""), new("Mar 2010", 3, "£3.00")];
        var (name, file) = await SaveAsync(_context.Render<Chart>(p => p.Add(c => c.Title, "Revenue").Add(c => c.Summary, "")
            .AddChildContent<Series>(s => s.Add(x => x.Name, "+Sum").Add(x => x.Points, sum))
            .AddChildContent<Series>(s => s.Add(x => x.Name, "Before").Add(x => x.Points, before))), format);
        Assert.Matches($@"^chart-\d{{4}}-\d\d-\d\d\.{format.Extension()}$", name);
        Assert.Equal(expected, file);
    }

    [Fact]
    public async Task Periods_of_a_chart_over_time_leave_as_their_days_whole_or_not()
    {
        _context = await PageContext.OpenAsync(Roles.Marketer);
        ChartPoint[] points = [new("10–31 Jan 2011", 10, "10", Unfinished: true) { Days = (new(2011, 1, 10), new(2011, 1, 31)) }, new("Feb 2011", null, "") { Days = (new(2011, 2, 1), new(2011, 2, 28)) }];
        var (_, file) = await SaveAsync(_context.Render<Chart>(p => p.Add(c => c.Title, "Revenue").Add(c => c.Summary, "")
            .AddChildContent<Series>(s => s.Add(x => x.Name, "Sum").Add(x => x.Points, points))), ExportFormat.Csv);
        Assert.Equal("From,To,Sum\r\n2011-01-10,2011-01-31,10\r\n2011-02-01,2011-02-28,\r\n", file);
    }

    [Fact]
    public async Task A_comparison_leaves_with_its_own_days()
    {
        _context = await PageContext.OpenAsync(Roles.Marketer);
        await _context.ImportAsync("order_id,customer_id,order_date,amount\n1,A1,2024-01-05,10\n2,A1,2024-01-20,20\n3,A1,2024-02-05,30\n4,A1,2024-02-20,40");
        var report = await _context.Get<KpiService>().RunAsync(new() { From = new(2024, 2, 5), To = new(2024, 2, 6), Compare = Comparison.Custom, CompareFrom = new(2024, 1, 5), CompareTo = new(2024, 1, 6), Bucket = Bucket.Day, Kpis = [KpiId.Revenue] }, Cancellation);
        var (_, file) = await SaveAsync(_context.Render<RevenueTile>(p => p.Add(t => t.Report, report).Add(t => t.Compared, true).Add(t => t.Drill, (_, _, _) => null)), ExportFormat.Csv);
        Assert.Equal("From,To,Revenue,\"From, Comparison\",\"To, Comparison\",Comparison\r\n2024-02-05,2024-02-05,30,2024-01-05,2024-01-05,10\r\n2024-02-06,2024-02-06,0,2024-01-06,2024-01-06,0\r\n", file);
    }

    [Fact]
    public async Task A_forecast_leaves_with_its_band()
    {
        _context = await PageContext.OpenAsync(Roles.Marketer);
        ChartPoint[] points = [new("1", 0.5, "50 %"), new("2", 0.25, "25 %") { Band = (0.2, 0.3) }];
        var (_, file) = await SaveAsync(_context.Render<Chart>(p => p.Add(c => c.Title, "Kept").Add(c => c.Summary, "").Add(c => c.Corner, "Age")
            .AddChildContent<Series>(s => s.Add(x => x.Name, "Kept").Add(x => x.Points, points))), ExportFormat.Csv);
        Assert.Equal("Age,Kept,\"Kept, low\",\"Kept, high\"\r\n1,0.5,,\r\n2,0.25,0.2,0.3\r\n", file);
    }

    [Fact]
    public async Task A_heat_map_leaves_with_its_numbers_and_nothing_where_it_is_too_early()
    {
        _context = await PageContext.OpenAsync(Roles.Marketer);
        HeatRow[] rows = [new("Jan", [new("1,200", 1, "") { Value = 1200 }, new("25 %", 1, "") { Value = 0.25 }]), new("Feb", [new("8", 0, "") { Value = 8 }, new("", 0, "", Immature: true)])];
        var (_, file) = await SaveAsync(_context.Render<SaveFigures>(p => p.Add(s => s.Of, "Cohorts").Add(s => s.Table, () => HeatRow.Table("cohorts", "Month", ["Customers", "1"], rows))), ExportFormat.Csv);
        Assert.Equal("Month,Customers,1\r\nJan,1200,0.25\r\nFeb,8,\r\n", file);
    }

    [Fact]
    public async Task Who_lost_the_right_to_see_figures_gets_no_file()
    {
        _context = await PageContext.OpenAsync(Roles.Marketer);
        var module = _context.JSInterop.SetupModule("/js/save.js");
        using (var scope = _context.Services.CreateScope())
        {
            var users = scope.ServiceProvider.GetRequiredService<UserManager<DashboardUser>>();
            await users.UpdateSecurityStampAsync((await users.FindByIdAsync($"{_context.UserId}"))!);
        }
        await _context.Render<SaveFigures>(p => p.Add(s => s.Of, "Cohorts").Add(s => s.Table, () => new FigureTable("cohorts", "a"))).Find("button").ChangeAsync(new() { Value = "Csv" });
        Assert.Empty(module.Invocations);
        Assert.Empty((await _context.Get<ExportHistory>().ReadAsync(null, 0, 10, Cancellation)).Items);
    }

    [Fact]
    public async Task Every_file_of_figures_stands_in_the_history_with_its_title_rows_and_checksum()
    {
        _context = await PageContext.OpenAsync(Roles.Marketer);
        var (_, file) = await SaveAsync(Figures("By month of \u2068Jan\u2069", new("sales", "Month", "Sum")), ExportFormat.JsonLines);
        var noted = Assert.Single((await _context.Get<ExportHistory>().ReadAsync(_context.UserId, 0, 10, Cancellation)).Items).Export;
        Assert.Equal((ExportOrigin.Figures, "By month of Jan", false, ExportStatus.Finished, ExportFormat.JsonLines), (noted.Origin, noted.Title, noted.IsPersonal, noted.Status, noted.Format));
        Assert.Equal((2, 0, Encoding.UTF8.GetByteCount(file), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file)))), (noted.Rows, noted.Selected, noted.Bytes, noted.Hash));
        Assert.Equal(["Month", "Sum"], ExportHistory.ReadColumns(noted.Columns));
        Assert.Null(_context.Get<ExportHistory>().FileOf(noted));
        var row = _context.Render<ExportsPage>().WaitForElement(".export-rows tbody tr", Patience);
        Assert.Equal("By month of Jantable or chart · 2 columns", row.QuerySelector(".who")!.TextContent.Trim());
        Assert.Equal(("somebody", "2", "JSONL"), (row.QuerySelector(".by")!.TextContent, row.QuerySelector(".number")!.TextContent, row.QuerySelector(".outcome")!.TextContent.Trim()));
        Assert.Null(await _context.Get<ExportProfiles>().LastAsync(_context.UserId, Cancellation));
    }

    [Fact]
    public async Task A_title_that_names_a_personal_segment_is_for_its_owner_alone()
    {
        _context = await PageContext.OpenAsync(Roles.Manager);
        await _context.ChangeAsync(db => db.Users.Add(new DashboardUser { Id = 77, DisplayName = "Ben" }));
        foreach (var (name, shared) in new[] { ("Divorced", false), ("Big spenders", true) })
            await _context.Get<SegmentCatalog>().SaveAsync(null, new() { Name = name, Rule = new OrderTotalRule(OrderMeasure.Revenue) { AtLeast = 20 }, IsShared = shared }, new(_context.UserId, true), _context.Get<SnapshotService>().Current, Cancellation);
        foreach (var title in new[] { "Divorced against Big spenders", "Big spenders against all" }) await SaveAsync(Figures(title, new("pair", "Month", "Sum")), ExportFormat.Csv);
        Assert.Equal(["Big spenders against all", "Divorced against Big spenders"], Titles());
        await _context.ChangeAsync(db => db.Exports.ExecuteUpdate(e => e.SetProperty(x => x.UserId, 77)));
        Assert.Equal(["Big spenders against all", "Figures of a personal segment"], Titles());

        IEnumerable<string> Titles() => _context.Render<ExportsPage>().WaitForElements(".export-rows tbody th bdi", Patience).Select(e => e.TextContent);
    }

    [Fact]
    public async Task A_table_is_put_on_a_schedule_from_its_menu_and_the_orders_of_one_customer_are_not()
    {
        _context = await PageContext.OpenAsync(Roles.Marketer);
        var navigation = _context.Get<NavigationManager>();
        navigation.NavigateTo("/clv?by=country&range=90d");
        await Figures("Value", new("customer-value", "Country", "Sum")).Find("button").ChangeAsync(new() { Value = FormatMenu.Schedule });
        Assert.EndsWith("/exports/schedules/new?of=%2Fclv%3Fby%3Dcountry%26range%3D90d&figure=customer-value", navigation.Uri, StringComparison.Ordinal);

        navigation.NavigateTo("/customers/1");
        var orders = _context.Render<SaveFigures>(p => p.Add(s => s.Of, "Orders").Add(s => s.Origin, ExportOrigin.OneCustomer).Add(s => s.Table, () => new FigureTable("orders", "a")));
        Assert.True(orders.Find("button").HasAttribute("data-no-schedule"));
        await orders.Find("button").ChangeAsync(new() { Value = FormatMenu.Schedule });
        Assert.EndsWith("/customers/1", navigation.Uri, StringComparison.Ordinal);
        Assert.Equal(4, _context.Render<FormatMenu>().FindAll("button").Count);
    }

    [Fact]
    public async Task The_cards_of_the_Overview_leave_together_with_their_comparison()
    {
        _context = await PageContext.OpenAsync(Roles.Marketer);
        await _context.ImportAsync("""
            order_id,customer_id,order_date,amount
            1,A1,2024-01-01,10.50
            2,A1,2024-01-05,2
            3,B1,2024-02-10,50
            """);
        _context.Get<NavigationManager>().NavigateTo("/?from=2024-02-01&to=2024-02-29&cmp=custom&cfrom=2024-01-01&cto=2024-01-31");
        var page = _context.Render<OverviewPage>();
        page.WaitForElement("[data-save-figures]", Patience);
        var (name, file) = await SaveAsync(page, ExportFormat.Csv);
        Assert.StartsWith("kpis-", name, StringComparison.Ordinal);
        var lines = file.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("KPI,Value,Compared with,Change,Unit", lines[0]);
        Assert.Contains("Revenue,50,12.5,3,USD", lines);
        Assert.Equal(OverviewFigures.Cards.Count + 1, lines.Length);
    }

    [Fact]
    public async Task All_orders_of_a_customer_leave_and_not_those_on_screen_alone()
    {
        _context = await PageContext.OpenAsync(Roles.Marketer);
        await _context.ImportAsync("order_id,customer_id,order_date,amount,channel\n" + string.Join('\n', Enumerable.Range(1, 40).Select(i => $"N{i},A1,2024-03-{i % 28 + 1:00},{i}.25,Web")));
        var page = _context.Render<CustomerPage>(p => p.Add(x => x.Id, 1));
        page.WaitForElement(".event", Patience);
        var (_, file) = await SaveAsync(page, ExportFormat.Csv);
        var lines = file.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(41, lines.Length);
        Assert.Contains("Order,N7,2024-03-08,7.25,USD,Placed,0,Web,,,,", lines);

        var noted = Assert.Single((await _context.Get<ExportHistory>().ReadAsync(_context.UserId, 0, 10, Cancellation)).Items).Export;
        Assert.Equal((ExportOrigin.OneCustomer, ExportStatus.Finished, 40, 1), (noted.Origin, noted.Status, noted.Rows, noted.Selected));
        Assert.Equal((Encoding.UTF8.GetByteCount(file), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file)))), (noted.Bytes, noted.Hash));
        Assert.DoesNotContain("A1", JsonSerializer.Serialize(noted), StringComparison.Ordinal);
        var history = _context.Render<ExportsPage>();
        Assert.Equal("Orders of one customer12 columns", history.WaitForElement(".export-rows .who", Patience).TextContent.Trim());
    }

    [Fact]
    public async Task Who_may_no_longer_export_gets_no_orders_of_a_customer_and_nothing_is_noted()
    {
        _context = await PageContext.OpenAsync(Roles.Marketer);
        await _context.ImportAsync("order_id,customer_id,order_date,amount\n1,A1,2024-01-10,10");
        var page = _context.Render<CustomerPage>(p => p.Add(x => x.Id, 1));
        page.WaitForElement(".event", Patience);
        Assert.Equal(UserProblem.None, (await _context.Get<UserAccounts>().SetRolesAsync(_context.UserId, [Roles.Admin], Cancellation)).Problem);
        var module = _context.JSInterop.SetupModule("/js/save.js");
        await page.Find("[data-save-figures]").ChangeAsync(new() { Value = "Csv" });
        Assert.Empty(module.Invocations);
        Assert.Empty((await _context.Get<ExportHistory>().ReadAsync(null, 0, 10, Cancellation)).Items);
    }

    [Fact]
    public async Task The_history_of_imports_leaves_whole_for_an_admin_who_sees_no_figures()
    {
        _context = await PageContext.OpenAsync(Roles.Admin);
        await _context.ImportAsync("order_id,customer_id,order_date,amount\n1,A1,2024-01-10,10");
        var page = _context.Render<ImportsPage>();
        page.WaitForElement(".import-rows", Patience);
        var (_, file) = await SaveAsync(page, ExportFormat.Csv);
        Assert.Equal(2, file.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.StartsWith("File,Status,Rows,New,Changed,Unchanged,Rejected,Seconds,", file, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_table_and_heat_map_of_the_analytic_pages_can_be_taken_along()
    {
        var features = Path.Combine(Checkout.Root, "src", "Dashboard.Web", "Features");
        var without = Analytic.SelectMany(f => Directory.GetFiles(Path.Combine(features, f), "*.razor"))
            .Select(f => (Name: Path.GetFileName(f), Text: File.ReadAllText(f)))
            .Where(f => Regex.Count(f.Text, "<table|<HeatMap") > Regex.Count(f.Text, "<SaveFigures|<ExportLink(?! Class=\"text)"));
        Assert.Empty(without.Select(f => f.Name));
    }

    public void Dispose() => _context?.Dispose();

    private IRenderedComponent<SaveFigures> Figures(string title, FigureTable table) =>
        _context.Render<SaveFigures>(p => p.Add(s => s.Of, title).Add(s => s.Table, () => table.Add("Jan", 1).Add("Feb", 2)));

    private async Task<(string Name, string File)> SaveAsync<TComponent>(IRenderedComponent<TComponent> card, ExportFormat format) where TComponent : Microsoft.AspNetCore.Components.IComponent
    {
        var module = _context.JSInterop.SetupModule("/js/save.js");
        module.Mode = JSRuntimeMode.Loose;
        await card.Find("[data-save-figures]").ChangeAsync(new() { Value = format.ToString() });
        var saved = Assert.Single(module.Invocations["saveFile"]).Arguments;
        return ((string)saved[0]!, Encoding.UTF8.GetString((byte[])saved[2]!));
    }
}
