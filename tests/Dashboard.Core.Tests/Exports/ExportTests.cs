using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Rfm;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Customers;
using Dashboard.Core.Data;
using Dashboard.Core.Exports;
using Dashboard.Core.Housekeeping;
using Dashboard.Core.Marks;
using Dashboard.Core.Tests.Customers;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Exports;

public sealed class ExportTests
{
    private static readonly XNamespace Sheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_csv_has_plain_numbers_and_days_and_texts_that_run_nowhere()
    {
        await using var shop = await ExportShop.OpenAsync();
        Assert.Equal(
            [
                "number,name,phone,country,first_purchase,purchases,revenue,currency,r,rfm_group,consent.email,predicted_clv",
                "C1,Ada Lovelace,+4790000001,Norway,2024-01-05,2,20.00,USD,5,champions,granted,",
                "C2,'=cmd|'/c calc'!A1,,Austria,2024-02-01,1,10.00,USD,4,promising,granted,",
                ",\"Cleo, \"\"the\"\" Great\",,Norway,2023-06-01,1,10.00,USD,2,hibernating,refused,",
                "dan@example.com,Dan,,,,0,0.00,USD,,,granted,",
            ],
            await shop.LinesAsync(shop.Request(ExportFormat.Csv, "number", "name", "phone", "country", "first_purchase", "purchases", "revenue", "currency", "r", "rfm_group", "consent.email", "predicted_clv")));
    }

    [Fact]
    public async Task Json_lines_have_every_column_in_each_and_no_value_as_null()
    {
        await using var shop = await ExportShop.OpenAsync();
        var (_, file) = await shop.ExportAsync(shop.Request(ExportFormat.JsonLines, "id", "name", "last_purchase", "revenue"));
        var lines = Encoding.UTF8.GetString(file).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal(4, lines.Count);
        Assert.Equal("""{"id":1,"name":"Ada Lovelace","last_purchase":"2024-03-01","revenue":20.00}""", lines[0].GetRawText());
        Assert.Equal("=cmd|'/c calc'!A1", lines[1].GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, lines[3].GetProperty("last_purchase").ValueKind);
    }

    [Fact]
    public async Task A_workbook_has_cells_of_their_type_and_no_formula()
    {
        await using var shop = await ExportShop.OpenAsync();
        var (_, file) = await shop.ExportAsync(shop.Request(ExportFormat.Xlsx, "name", "phone", "last_purchase", "purchases", "revenue"));
        using var workbook = new ZipArchive(new MemoryStream(file));
        var rows = Rows(workbook).ToList();
        Assert.Equal(["name", "phone", "last_purchase", "purchases", "revenue"], rows[0].Select(c => c.Text));
        Assert.Equal([("str", "Ada Lovelace"), ("str", "+4790000001"), ("", "45352"), ("n", "2"), ("n", "20.00")], rows[1]);
        Assert.Equal(("str", "=cmd|'/c calc'!A1"), rows[2][0]);
        Assert.Empty(XDocument.Parse(Read(workbook.GetEntry("xl/worksheets/sheet1.xml")!)).Descendants(Sheet + "f"));
        Assert.Contains("yyyy-mm-dd", Read(workbook.GetEntry("xl/styles.xml")!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_does_not_fit_on_one_sheet_goes_on_on_the_next()
    {
        await using var shop = await ExportShop.OpenAsync();
        using var source = new ExportSource(shop.Facts, shop.Get<StoreConnections>()) { Today = 0 };
        using var file = new MemoryStream();
        Workbook.Write(new ExportRows(source, [ExportColumns.Find("name")!], shop.Everybody.Members(), masked: false), 4, file, null, Cancellation, sheetRows: 3);
        using var workbook = new ZipArchive(new MemoryStream(file.ToArray()));
        Assert.Equal(["name", "Ada Lovelace", "=cmd|'/c calc'!A1", "Cleo, \"the\" Great"], Rows(workbook, 1).Select(r => r[0].Text));
        Assert.Equal(["name", "Dan"], Rows(workbook, 2).Select(r => r[0].Text));
    }

    [Theory]
    [InlineData(ExportFormat.Csv, "name,revenue\r\n")]
    [InlineData(ExportFormat.JsonLines, "")]
    [InlineData(ExportFormat.Xlsx, null)]
    public async Task An_export_of_nobody_is_a_file_of_its_header(ExportFormat format, string? text)
    {
        await using var shop = await ExportShop.OpenAsync();
        var (export, file) = await shop.ExportAsync(shop.Request(format, "name", "revenue") with { Customers = new(shop.Facts.CustomerCount) });
        Assert.Equal((0, 0), (export.Rows, export.Selected));
        if (text is not null) Assert.Equal(text, Encoding.UTF8.GetString(file));
        else Assert.Equal(["name", "revenue"], Assert.Single(Rows(new ZipArchive(new MemoryStream(file)))).Select(c => c.Text));
    }

    [Fact]
    public async Task Only_who_said_yes_last_and_can_be_reached_is_in_the_file_unless_somebody_wants_all()
    {
        await using var shop = await ExportShop.OpenAsync();
        var request = new ExportRequest(shop.Facts, shop.Everybody, new(ExportFormat.Csv, ["id"]));
        Assert.Equal(["id", "1", "2"], await shop.LinesAsync(request));
        Assert.Equal(2, ConsentFilter.Of(shop.Facts, shop.Everybody, ConsentFilter.Usual).Count);
        Assert.Equal(["id"], await shop.LinesAsync(request with { Purpose = "sms" }));
        Assert.Equal(["id", "1", "2", "3", "4"], await shop.LinesAsync(request with { Purpose = null }));
    }

    [Fact]
    public async Task A_file_has_the_customers_of_the_list_in_its_order_and_sums_to_its_amounts()
    {
        await using var shop = await ExportShop.OpenAsync();
        var directory = shop.Get<CustomerDirectory>();
        foreach (var sort in Enum.GetValues<CustomerSort>())
        {
            foreach (var descending in new[] { true, false })
                foreach (var (search, groups) in new (string?, RfmGroup[])[] { (null, []), ("example.com", []), (null, [RfmGroup.Champions, RfmGroup.None]), ("nobody at all", []) })
                    await CompareAsync(new(search, groups, sort, descending, 0, 50));
        }

        async Task CompareAsync(CustomerListQuery query)
        {
            var list = await directory.ReadAsync(shop.Facts, query, Cancellation);
            var customers = await directory.SelectAsync(shop.Facts, query, Cancellation);
            var request = shop.Request(ExportFormat.Csv, "id", "purchases", "revenue") with { Customers = customers, Sort = query.Sort, IsDescending = query.Descending };
            var rows = (await shop.LinesAsync(request)).Skip(1).Select(l => l.Split(',').Select(n => decimal.Parse(n, CultureInfo.InvariantCulture)).ToArray()).ToList();
            Assert.Equal(list.Rows.Select(r => r.Id), rows.Select(r => (long)r[0]));
            Assert.Equal((list.Total, list.Purchases, list.Revenue), (rows.Count, (long)rows.Sum(r => r[1]), (long)rows.Sum(r => r[2] * 100)));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_of_some_orders_has_the_orders_revenue_and_order_of_the_list_that_counts_them(bool masked)
    {
        await using var shop = await ExportShop.OpenAsync();
        var scope = new OrderScope(new(2024, 2, 1), new(2024, 3, 1));
        foreach (var sort in new[] { CustomerSort.Revenue, CustomerSort.Purchases, CustomerSort.Name })
        {
            var query = new CustomerListQuery(null, [], sort, Descending: true, 0, 50) { Scope = scope };
            var list = await shop.Get<CustomerDirectory>().ReadAsync(shop.Facts, query, Cancellation);
            var request = shop.Request(ExportFormat.Csv, "id", "orders", "revenue") with { Sort = sort, IsDescending = true, Scope = scope, IsMasked = masked };
            Assert.Equal(list.Rows.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Id},{r.Purchases},{r.Revenue / 100m:0.00}")), (await shop.LinesAsync(request)).Skip(1));
            Assert.Equal((2, 2000), (list.Purchases, list.Revenue));
        }
        await shop.ChangeAsync(db => Assert.True(db.Exports.All(e => e.Scope == null)));
    }

    [Fact]
    public async Task A_list_at_risk_leaves_with_last_product_rhythm_silence_and_what_people_did()
    {
        await using var shop = await CustomerShop.OpenAsync();
        var ada = await shop.AddAsync("Ada", days: ["2024-01-01", "2024-01-11", "2024-01-26"]);
        var last = await shop.OrderAsync(ada, "2024-02-10", 3000);
        await shop.LineAsync(last, "S1", "Cup", 1, 1000);
        await shop.LineAsync(last, "S2", "Pot", 1, 2000);
        var ben = await shop.AddAsync("Ben", days: ["2024-03-01"]);
        await shop.ChangeAsync(db =>
        {
            db.Users.Add(new() { Id = 7, DisplayName = "Grace" });
            db.Tags.AddRange(new Tag { Id = 1, Name = "vip" }, new Tag { Id = 2, Name = "Gold" });
            Mark[] marks =
            [
                new() { Kind = MarkKind.Tag, TagId = 1 }, new() { Kind = MarkKind.Tag, TagId = 2 }, new() { Kind = MarkKind.Snooze, Until = new(2000, 1, 1) },
                new() { Kind = MarkKind.Assign, AssigneeId = 7 }, new() { Kind = MarkKind.Note, Text = "hush" },
            ];
            foreach (var mark in marks) Add(mark, ada, ben);
            Add(new() { Kind = MarkKind.Untag, TagId = 1 }, ben);
            Add(new() { Kind = MarkKind.Assign }, ben);
            Add(new() { Kind = MarkKind.Snooze, Until = new(2999, 1, 1) }, ada);
            Add(new() { Kind = MarkKind.Untag, TagId = 2, UndoneAt = new(2024, 3, 1) }, ada);

            void Add(Mark mark, params long[] customers)
            {
                mark.Status = MarkStatus.Done;
                db.Add(mark);
                db.SaveChanges();
                db.MarkedCustomers.AddRange(customers.Select(c => new MarkedCustomer { CustomerId = c, MarkId = mark.Id }));
            }
        });
        var facts = await shop.FactsAsync();
        string[] columns = ["id", "last_product", "usual_gap_days", "days_since_last", "tags", "assigned_to", "snoozed_until"];
        var (work, request) = (shop.Get<ExportWork>(), new ExportRequest(facts, CustomerSet.Everybody(facts.CustomerCount), new(ExportFormat.Csv, columns)) { Purpose = null, IsMasked = true });
        var export = await work.RunAsync(await work.AskAsync(request, Cancellation), null, Cancellation);
        Assert.Equal(
            [string.Join(',', columns), "1,Pot,15,20,Gold; vip,Grace,2999-01-01", "2,,,0,Gold,,"],
            await File.ReadAllLinesAsync(shop.Get<ExportHistory>().FileOf(export!)!, Cancellation));
        var held = await shop.Get<MarkBook>().OfAsync([ada, ben], Cancellation);
        Assert.Equal(["Gold; vip,Grace,2999", "Gold,,"], new[] { ada, ben }.Select(c => $"{string.Join("; ", held[c].Tags.Select(t => t.Name))},{held[c].Assignee},{held[c].SnoozedUntil?.Year}"));
    }

    [Fact]
    public async Task What_the_forecast_knows_nothing_of_is_empty()
    {
        await using var shop = await ExportShop.OpenAsync();
        string Written(ForecastRules rules)
        {
            var facts = shop.Facts.WithForecasts(rules);
            using var source = new ExportSource(facts, shop.Get<StoreConnections>()) { Today = 0 };
            using var file = new MemoryStream();
            string[] columns = ["id", "p_alive", "predicted_clv"];
            ExportWriters.Write(ExportFormat.Csv, new ExportRows(source, [.. columns.Select(c => ExportColumns.Find(c)!)], shop.Everybody.Members(), masked: false), 4, file, null, Cancellation);
            return Encoding.UTF8.GetString(file.ToArray());
        }

        var rules = new ForecastRules { Day = shop.Facts.Span.Last, Model = "BG/NBD", Parameters = [0.24, 4.4, 0.79, 2.43], Spend = [6.25, 3.74, 15.44] };
        // Ada bought twice, Ben once, of whom the model says nothing; Dan never did.
        Assert.Matches(@"\r\n1,0\.\d{4},\d+\.\d\d\r\n2,,\d+\.\d\d\r\n3,,\d+\.\d\d\r\n4,,\r\n$", Written(rules));
        Assert.EndsWith("\r\n1,,\r\n2,,\r\n3,,\r\n4,,\r\n", Written(rules with { Model = null, Parameters = [] }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Masked_exports_name_nobody_and_leave_out_birthdays_and_free_attributes()
    {
        await using var shop = await ExportShop.OpenAsync();
        var request = shop.Request(ExportFormat.Csv, "number", "name", "email", "phone", "birth_date", "attribute.shoe size", "revenue") with { IsMasked = true };
        Assert.Equal(["number,name,email,phone,revenue", "C1,A*** L***,a***@example.com,***01,20.00"], (await shop.LinesAsync(request)).Take(2));
        Assert.Equal("d***@example.com,D***,,,0.00", (await shop.LinesAsync(request))[^1]);   // a number that is an address
        Assert.DoesNotContain("birth_date", ExportColumns.Of(shop.Facts, masked: true).Select(c => c.Name));
    }

    [Fact]
    public async Task Free_attributes_are_those_on_file_also_where_the_snapshot_hides_them()
    {
        await using var shop = await ExportShop.OpenAsync("""{"note":"old","points":120,"note":"likes, tea"}""");
        Assert.Empty(shop.Facts.Attributes[0].Shown);
        Assert.Equal(["name,attribute.note,attribute.points", "Ada Lovelace,\"likes, tea\",120", "'=cmd|'/c calc'!A1,,"], (await shop.LinesAsync(shop.Request(ExportFormat.Csv, "name", "attribute.note", "attribute.points"))).Take(3));
    }

    [Fact]
    public async Task The_history_keeps_who_what_rows_and_checksum_and_forgets_the_customers()
    {
        await using var shop = await ExportShop.OpenAsync();
        var (export, file) = await shop.ExportAsync(shop.Request(ExportFormat.Csv, "name") with { IsFiltered = true });
        var kept = (await shop.Get<ExportHistory>().ReadAsync(null, 0, 10, Cancellation)).Items.Single().Export;
        Assert.Equal((4, 4, file.LongLength, true, "[\"name\"]"), (kept.Rows, kept.Selected, kept.Bytes, kept.IsFiltered, kept.Columns));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(file)), kept.Hash);
        await shop.ChangeAsync(db => Assert.True(db.Exports.All(e => e.Customers == null)));
        Assert.Equal(kept.EndedAt, (await shop.Get<ExportWork>().RunAsync(export.Id, null, Cancellation))!.EndedAt);   // asked for again by the scheduler
    }

    [Fact]
    public async Task A_file_goes_after_a_week_and_its_history_stays()
    {
        await using var shop = await ExportShop.OpenAsync();
        var history = shop.Get<ExportHistory>();
        var (old, _) = await shop.ExportAsync(shop.Request(ExportFormat.Csv, "id"));
        var (young, _) = await shop.ExportAsync(shop.Request(ExportFormat.Csv, "id"));
        File.SetLastWriteTimeUtc(history.FileOf(old)!, TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-8));
        Assert.Equal(1, (await shop.Get<Housekeeper>().RunAsync(null, Cancellation))["old exports"]);
        Assert.Null(history.FileOf(old));
        Assert.NotNull(history.FileOf(young));
        Assert.NotNull(await history.FindAsync(old.Id, Cancellation));
    }

    [Fact]
    public async Task An_export_that_is_stopped_leaves_no_file()
    {
        await using var shop = await ExportShop.OpenAsync();
        var (work, history) = (shop.Get<ExportWork>(), shop.Get<ExportHistory>());
        var id = await work.AskAsync(shop.Request(ExportFormat.Csv, "id"), Cancellation);
        await work.StopAsync(id);
        var export = (await work.RunAsync(id, null, Cancellation))!;
        Assert.Equal((ExportStatus.Stopped, null), (export.Status, history.FileOf(export)));
        Assert.Empty(Directory.GetFiles(shop.Get<DataFolder>().Exports));
    }

    [Fact]
    public async Task An_export_into_a_folder_that_cannot_be_written_has_failed_and_does_not_break()
    {
        await using var shop = await ExportShop.OpenAsync();
        var work = shop.Get<ExportWork>();
        var id = await work.AskAsync(shop.Request(ExportFormat.Csv, "id"), Cancellation);
        Directory.CreateDirectory(Path.Combine(shop.Get<ExportHistory>().Folder, $"{id}.csv.part"));   // where nothing can be written, whatever the rights
        Assert.Equal(ExportStatus.Failed, (await work.RunAsync(id, null, Cancellation))!.Status);
        var kept = (await shop.Get<ExportHistory>().FindAsync(id, Cancellation))!;
        Assert.Equal((ExportStatus.Failed, null), (kept.Status, shop.Get<ExportHistory>().FileOf(kept)));
        Assert.NotNull(kept.EndedAt);
    }

    [Fact]
    public async Task What_an_earlier_process_left_waiting_is_gone_on_with_or_ends_as_stopped()
    {
        await using var shop = await ExportShop.OpenAsync();
        var (work, now) = (shop.Get<ExportWork>(), TimeProvider.System.GetUtcNow().UtcDateTime);
        await shop.ChangeAsync(db =>
        {
            db.Users.Add(new() { Id = 9, UserName = "a@example.com", Email = "a@example.com" });
            foreach (var (id, removed) in new[] { (1, false), (2, true) }) db.ExportSchedules.Add(new() { Id = id, UserId = 9, Name = "Nightly", Columns = "[]", Location = ".", FileName = "x", Cron = "0 1 * * *", RemovedAt = removed ? now : null });
        });
        async Task<long> AskAsync(int? user = 9) => await work.AskAsync(shop.Request(ExportFormat.Csv, "id") with { UserId = user }, Cancellation);
        var (lost, held, unheld, verb, oldVerb) = (await AskAsync(), await AskAsync(), await AskAsync(), await AskAsync(null), await AskAsync(null));
        await shop.ExportAsync(shop.Request(ExportFormat.Csv, "id"));
        await shop.ChangeAsync(db =>
        {
            db.DeliveryRuns.AddRange(new() { ScheduleId = 1, ExportId = held, StartedAt = now }, new() { ScheduleId = 2, ExportId = unheld, StartedAt = now });
            db.Exports.Add(new() { Id = 77, UserId = 9, Origin = ExportOrigin.Figures, Title = "Cards", Columns = "[]", AskedAt = now });
            db.Exports.Where(e => e.Id == oldVerb).ExecuteUpdate(u => u.SetProperty(e => e.AskedAt, now.AddDays(-1)));
        });

        var open = await work.OpenAsync(Cancellation);
        Assert.Equal([lost, unheld], open.Select(e => e.Id).Order());
        Assert.Equal(ExportStatus.Finished, (await work.RunAsync(lost, null, Cancellation))!.Status);
        var history = shop.Get<ExportHistory>();
        foreach (var (id, status) in new[] { (held, ExportStatus.Waiting), (verb, ExportStatus.Waiting), (oldVerb, ExportStatus.Stopped), (77, ExportStatus.Stopped) })
            Assert.Equal(status, (await history.FindAsync(id, Cancellation))!.Status);
        Assert.Equal([unheld], (await work.OpenAsync(Cancellation)).Select(e => e.Id));
    }

    [Fact]
    public async Task Layouts_are_each_persons_own_and_the_last_one_is_remembered()
    {
        await using var shop = await ExportShop.OpenAsync();
        await shop.ChangeAsync(db => db.Users.AddRange(new Core.Users.DashboardUser { Id = 1, DisplayName = "Ada" }, new Core.Users.DashboardUser { Id = 2, DisplayName = "Ben" }));
        var profiles = shop.Get<ExportProfiles>();
        await profiles.SaveAsync(1, "Mailing", new(ExportFormat.Csv, ["email"]), Cancellation);
        await profiles.SaveAsync(1, "mailing", new(ExportFormat.Xlsx, ["email", "name"]), Cancellation);
        var (name, layout) = Assert.Single(await profiles.ListAsync(1, Cancellation));
        Assert.Equal(("mailing", ExportFormat.Xlsx, "email name"), (name, layout.Format, string.Join(' ', layout.Columns)));
        Assert.Empty(await profiles.ListAsync(2, Cancellation));
        Assert.Null(await profiles.LastAsync(1, Cancellation));
        await shop.ExportAsync(shop.Request(ExportFormat.JsonLines, "id", "no_such_column") with { UserId = 1 });
        Assert.Equal(["id"], (await profiles.LastAsync(1, Cancellation))!.Columns);
        await profiles.RemoveAsync(1, "Mailing", Cancellation);
        Assert.Empty(await profiles.ListAsync(1, Cancellation));
    }

    private static IEnumerable<List<(string Type, string Text)>> Rows(ZipArchive workbook, int sheet = 1) =>
        XDocument.Parse(Read(workbook.GetEntry($"xl/worksheets/sheet{sheet}.xml")!)).Descendants(Sheet + "row")
            .Select(r => r.Elements(Sheet + "c").Select(c => ((string?)c.Attribute("t") ?? "", (string?)c.Element(Sheet + "v") ?? "")).ToList());

    private static string Read(ZipArchiveEntry entry)
    {
        using var reader = new StreamReader(entry.Open());
        return reader.ReadToEnd();
    }
}
