using System.IO.Compression;
using System.Text;
using Dashboard.Core.Imports;
using Dashboard.Core.Labels;
using Dashboard.Core.Orders;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Imports;

public sealed class OrderImporterTests : IAsyncLifetime
{
    private readonly TestStore _store = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _store.MigrateAsync();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private string Save(string content, string name = "orders.csv", Encoding? encoding = null)
    {
        var path = Path.Combine(_store.Folder.Root, name);
        File.WriteAllBytes(path, [.. (encoding ?? new UTF8Encoding(false)).GetPreamble(), .. (encoding ?? new UTF8Encoding(false)).GetBytes(content)]);
        return path;
    }

    private Task<ImportResult> Import(string content, OrderMapping? mapping = null, bool dryRun = false) =>
        _store.Get<OrderImporter>().ImportAsync(new(Save(content)) { Mapping = mapping, DryRun = dryRun }, cancellation: Cancellation);

    private async Task<List<Order>> Orders()
    {
        await using var db = _store.Context();
        return await db.Orders.OrderBy(o => o.ExternalId).ToListAsync(Cancellation);
    }

    private async Task<List<Refund>> Refunds()
    {
        await using var db = _store.Context();
        return await db.Refunds.OrderBy(o => o.ExternalId).ToListAsync(Cancellation);
    }

    private async Task<List<(long Line, string? Column, string? Value, RejectReason Reason)>> Rejected(ImportResult result) =>
        [.. (await _store.Get<RejectedRows>().ReadAsync(result.ImportId!.Value, 0, 100, Cancellation)).Select(r => (r.Line, r.Column, r.Value, r.Reason))];

    [Fact]
    public async Task Every_kind_of_bad_row_is_kept_with_line_column_value_and_reason_and_the_rest_is_taken()
    {
        var result = await Import("""
            order_id,email,order_date,status,currency,total
            1,a@x.org,2024-05-01,paid,EUR,10.00
            2,a@x.org,,paid,EUR,10.00
            3,a@x.org,2024-13-01,paid,EUR,10.00
            4,a@x.org,1899-05-01,paid,EUR,10.00
            5,a@x.org,2024-05-01,paid,EUR,
            6,a@x.org,2024-05-01,paid,EUR,ten
            7,a@x.org,2024-05-01,paid,EUR,99999999999999
            8,a@x.org,2024-05-01,paid,XXQ,10.00
            9,a@x.org,2024-05-01,paid
            10,a@x.org,2024-05-01,paid,EUR,10,00
            11,nobody,2024-05-01,paid,EUR,10.00
            1,a@x.org,2024-05-02,paid,EUR,11.00
            12,a@x.org,2024-05-01,banana,EUR,10.00
            1,a@x.org,2024-05-01,paid,EUR,10.00
            13,b@x.org,2024-05-01,paid,EUR,10.00
            """);
        Assert.Equal((15, 2, 0, 1, 12, 2, 2), (result.Rows, result.Created, result.Changed, result.Unchanged, result.Rejected, result.Orders, result.Customers));
        Assert.Equal(
            [
                (3, "order_date", "", RejectReason.MissingDate), (4, "order_date", "2024-13-01", RejectReason.NotADate), (5, "order_date", "1899-05-01", RejectReason.DateOutOfRange),
                (6, "total", "", RejectReason.MissingAmount), (7, "total", "ten", RejectReason.NotANumber), (8, "total", "99999999999999", RejectReason.AmountOutOfRange),
                (9, "currency", "XXQ", RejectReason.NotACurrency), (10, null, "", RejectReason.TooFewFields), (11, null, "", RejectReason.TooManyFields),
                (12, "email", "nobody", RejectReason.NotAnEmail), (13, "order_id", "1", RejectReason.OrderNumberTwice), (14, "status", "banana", RejectReason.UnknownStatus),
            ],
            await Rejected(result));
    }

    [Fact]
    public async Task Rejected_rows_come_back_as_csv_and_are_taken_once_repaired()
    {
        var first = await Import("order_id;email;order_date;total;note\n1;a@x.org;2024-05-01;10,50;\"one; \"\"two\"\"\"\n2;a@x.org;soon;20,25;\"x; y\"\n3;a@x.org;2024-05-01;twelve;Åse\n");
        Assert.Equal((1, 2), (first.Created, first.Rejected));
        using var csv = new MemoryStream();
        Assert.Equal(2, await _store.Get<RejectedRows>().WriteCsvAsync(first.ImportId!.Value, csv, Cancellation));
        var text = Encoding.UTF8.GetString(csv.ToArray()).TrimStart('\uFEFF');
        Assert.StartsWith("order_id;email;order_date;total;note;rejected_line;rejected_column;rejected_reason;rejected_repair\n2;a@x.org;soon;20,25;\"x; y\";3;order_date;NotADate;", text, StringComparison.Ordinal);
        var repaired = await Import(text.Replace("soon", "2024-05-02").Replace("twelve", "12,75"), first.Mapping);
        Assert.Null(repaired.Error);
        Assert.Equal((2, 2, 0), (repaired.Rows, repaired.Created, repaired.Rejected));
        Assert.Equal([1050, 2025, 1275], (await Orders()).Select(o => o.Subtotal));
    }

    [Theory]
    [InlineData("order_id;email;order_date;total\n1;a@x.org;2024-05-01;12,50\n2;a@x.org;2024-05-01;abc\n", "1234,50")]
    [InlineData("order_id,email,order_date,total\n1,a@x.org,2024-05-01,12.50\n2,a@x.org,2024-05-01,abc\n", "1234.50")]
    public async Task Whoever_repairs_a_number_as_the_advice_says_has_the_row_taken(string file, string example)
    {
        var first = await Import(file);
        var row = Assert.Single(await _store.Get<RejectedRows>().ReadAsync(first.ImportId!.Value, 0, 10, Cancellation));
        Assert.EndsWith($"for example {example}.", row.Repair, StringComparison.Ordinal);
        using var csv = new MemoryStream();
        await _store.Get<RejectedRows>().WriteCsvAsync(first.ImportId!.Value, csv, Cancellation);
        var text = Encoding.UTF8.GetString(csv.ToArray()).TrimStart('\uFEFF');
        Assert.Contains($"for example {example}.", text, StringComparison.Ordinal);
        var repaired = await Import(text.Replace("abc", example, StringComparison.Ordinal));
        Assert.Equal((1, 0), (repaired.Created, repaired.Rejected));
        Assert.Equal([1250, 123_450], (await Orders()).Select(o => o.Subtotal));
    }

    [Fact]
    public async Task Repaired_rows_of_a_file_without_order_numbers_do_not_take_the_place_of_taken_ones()
    {
        var first = await Import("customer_id,date,amount\n7,2024-05-01,10\n7,2024-05-01,x\n7,2024-05-01,30\n");
        Assert.Equal((2, 1), (first.Created, first.Rejected));
        using var csv = new MemoryStream();
        await _store.Get<RejectedRows>().WriteCsvAsync(first.ImportId!.Value, csv, Cancellation);
        var repaired = Encoding.UTF8.GetString(csv.ToArray()).TrimStart('\uFEFF').Replace(",x,", ",20,");
        Assert.Equal((1, 0), ((await Import(repaired)).Created, (await Import(repaired)).Created));
        Assert.Equal([1000, 2000, 3000], (await Orders()).Select(o => o.Subtotal).Order());
    }

    [Fact]
    public async Task Rows_of_one_order_may_lie_apart_and_replace_its_lines_as_a_set()
    {
        const string Header = "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID\n";
        var first = await Import(Header + "1,A,2,2024-05-01 10:00,1.50,7\n2,B,1,2024-05-01 11:00,4,8\n1,A,2,2024-05-01 09:59,1.50,7\n1,C,-1,2024-05-01 10:01,2,7\n");
        Assert.Equal((4, 3, 2, 1, 2), (first.Rows, first.Created, first.Orders, first.Refunds, first.Customers));
        var order = (await Orders())[0];
        Assert.Equal((600, 4, new DateTime(2024, 5, 1, 9, 59, 0, DateTimeKind.Utc)), (order.Subtotal, order.Items, order.PlacedAt));
        Assert.Equal((order.Id, 200), ((await Refunds())[0].OrderId!.Value, (await Refunds())[0].Amount));

        var second = await Import(Header + "1,A,2,2024-05-01 10:00,1.50,7\n2,B,1,2024-05-01 11:00,4,8\n");
        Assert.Equal((0, 1, 1), (second.Created, second.Changed, second.Unchanged));
        Assert.Empty(await Refunds());
        await using var db = _store.Context();
        Assert.Equal(1, await db.OrderLines.CountAsync(l => l.OrderId == order.Id, Cancellation));
        Assert.Empty(await db.RefundLines.ToListAsync(Cancellation));
    }

    [Fact]
    public async Task One_bad_line_keeps_its_whole_order_out_so_that_no_order_is_taken_in_part()
    {
        var result = await Import("InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID\n1,A,2,2024-05-01,1.50,7\n1,B,one,2024-05-01,1.50,7\n2,A,1,2024-05-01,1,7\n3,A,1,2024-05-01,1,7\n3,A,1,2024-05-01,1,8\n");
        Assert.Equal((5, 1, 4), (result.Rows, result.Created, result.Rejected));
        Assert.Equal(
            [(2, "InvoiceNo", "1", RejectReason.OtherRowOfOrder), (3, "Quantity", "one", RejectReason.NotANumber), (5, "InvoiceNo", "3", RejectReason.OtherRowOfOrder), (6, "CustomerID", "8", RejectReason.OrderOfTwoCustomers)],
            await Rejected(result));
    }

    [Fact]
    public async Task An_order_that_becomes_a_return_changes_into_a_refund_and_back()
    {
        const string Header = "order_id,customer_id,date,amount\n";
        await Import(Header + "1,c,2024-05-01,10\n2,c,2024-05-01,10\n");
        var turned = await Import(Header + "1,c,2024-05-01,-10\n2,c,2024-05-01,10\n");
        Assert.Equal((1, 1, 1, 1), (turned.Created, turned.Unchanged, turned.Orders, turned.Refunds));
        Assert.Equal(["2"], (await Orders()).Select(o => o.ExternalId));
        await Import(Header + "1,c,2024-05-01,10\n2,c,2024-05-01,10\n");
        Assert.Equal(["1", "2"], (await Orders()).Select(o => o.ExternalId));
        Assert.Empty(await Refunds());
    }

    [Fact]
    public async Task A_dry_run_counts_like_an_import_and_writes_nothing()
    {
        const string Content = "order_id,customer_id,date,amount,country\n1,c,2024-05-01,10,NO\n2,d,2024-05-01,x,NO\n1,c,2024-05-01,10,NO\n1,c,2024-05-03,10,NO\n3,e,2024-05-01,-4,SE\n4,f,2024-05-01,1,SE\n5,f,2024-05-01,1,SE\n";
        var dry = await Import(Content, dryRun: true);
        await using (var db = _store.Context())
        {
            Assert.Empty(await db.Orders.ToListAsync(Cancellation));
            Assert.Empty(await db.Imports.ToListAsync(Cancellation));
            Assert.Empty(await db.Labels.ToListAsync(Cancellation));
            Assert.Null((await db.Settings.SingleAsync(Cancellation)).ReportingCurrency);
        }
        var real = await Import(Content);
        Assert.Equal((7, 4, 0, 1, 2, 3, 1, 3), (real.Rows, real.Created, real.Changed, real.Unchanged, real.Rejected, real.Orders, real.Refunds, real.Customers));
        Assert.Equal(
            (real.Rows, real.Created, real.Changed, real.Unchanged, real.Rejected, real.Orders, real.Refunds, real.Customers),
            (dry.Rows, dry.Created, dry.Changed, dry.Unchanged, dry.Rejected, dry.Orders, dry.Refunds, dry.Customers));
    }

    [Fact]
    public async Task Customers_are_known_by_number_then_email_then_phone_and_described_where_empty()
    {
        var result = await Import("""
            order_id,customer_id,email,phone,date,amount,customer_name,city
            1,7,A@X.org,,2024-05-01,1,,Oslo
            2,,a@x.org,+47 22 33 44 55,2024-05-02,1,Ann,Bergen
            3,,,004722334455,2024-05-03,1,Other,
            4,8,,,2024-05-04,1,Bo,
            5,,,,2024-05-05,1,,
            6,null,nan,,2024-05-05,1,,
            """);
        Assert.Equal((6, 0, 2, 2), (result.Created, result.Rejected, result.Customers, result.AnonymousOrders));
        await using var db = _store.Context();
        var ann = await db.Customers.Include(c => c.Identities).SingleAsync(c => c.Id == 1, Cancellation);
        Assert.Equal(("Ann", "Oslo", "a@x.org", "+4722334455", 3), (ann.Name, ann.City, ann.Email, ann.Phone, ann.Identities.Count));
        Assert.Equal([1L, 1L, 1L, 2L, null, null], (await Orders()).Select(o => o.CustomerId));
    }

    [Fact]
    public async Task Statuses_refunds_and_currencies_of_a_payment_service_are_understood()
    {
        var result = await Import("""
            id,Description,Created (UTC),Amount,Amount Refunded,Currency,Tax,Mode,Status,Customer ID,Customer Email
            ch_1,x,2026-06-05 20:38:34,"1,250.00",0.00,usd,50.00,Live,Paid,cus_1,a@x.org
            ch_2,x,2026-06-06 20:38:34,20.00,20.00,eur,0.00,Live,Refunded,cus_2,b@x.org
            ch_3,x,2026-06-07 20:38:34,30.00,0.00,usd,0.00,Live,Failed,cus_1,a@x.org
            ch_4,x,2026-06-08 20:38:34,40.00,0.00,jpy,0.00,Test,Paid,cus_1,a@x.org
            """);
        Assert.Null(result.Error);
        Assert.Equal((5, 4, 1, 0), (result.Created, result.Orders, result.Refunds, result.Rejected));
        var orders = await Orders();
        Assert.Equal([OrderStatus.Placed, OrderStatus.Placed, OrderStatus.Failed, OrderStatus.Test], orders.Select(o => o.Status));
        Assert.Equal([120_000, 2_000, 3_000, 40], orders.Select(o => o.Subtotal));
        Assert.Equal([1.0, null, 1.0, null], orders.Select(o => o.ReportingRate));
        var refund = Assert.Single(await Refunds());
        Assert.Equal((orders[1].Id, 2_000), (refund.OrderId, refund.Amount));
    }

    [Fact]
    public async Task A_shopify_export_takes_order_values_from_the_first_row_and_knows_that_the_subtotal_lacks_the_discount()
    {
        var result = await Import("""
            Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Billing Name,Billing Country,Cancelled at,Refunded Amount,Vendor,Id,Source
            #1001,ann@x.org,partially_refunded,2025-10-02 17:10:00 -0300,EUR,27.00,5.00,6.40,38.40,SPRING,3.00,2025-10-02 17:09:34 -0300,2,Mug,10.00,MUG-1,Ann Lee,NO,,4.00,Pots,'7210448301122,web
            #1001,ann@x.org,,,,,,,,,,2025-10-02 17:09:34 -0300,1,Plate,10.00,,,,,,Pots,,
            #1002,,voided,,EUR,10.00,0.00,0.00,10.00,,0.00,2025-10-03 01:00:00 +0200,1,Mug,10.00,MUG-1,,,2025-10-03 02:00:00 +0200,0.00,Pots,'7210448301123,pos
            """);
        Assert.Equal((0, 2, 1, 1, 1), (result.Rejected, result.Orders, result.Refunds, result.Customers, result.AnonymousOrders));
        var orders = await Orders();
        Assert.Equal((3000, 300, 640, 500, 3840, 3), (orders[0].Subtotal, orders[0].Discount, orders[0].Tax, orders[0].Shipping, orders[0].Total, orders[0].Items));
        Assert.Equal(new DateTime(2025, 10, 2, 20, 9, 34, DateTimeKind.Utc), orders[0].PlacedAt);
        Assert.Equal((OrderStatus.Cancelled, new DateOnly(2025, 10, 2)), (orders[1].Status, orders[1].Day));
        await using var db = _store.Context();
        Assert.Equal(["MUG-1", "Plate"], await db.Products.Select(p => p.Sku).Order().ToListAsync(Cancellation));
        Assert.Equal(["pos", "web"], await db.Labels.Where(l => l.Kind == LabelKind.Channel).Select(l => l.Name).Order().ToListAsync(Cancellation));
    }

    [Fact]
    public async Task A_woocommerce_plugin_export_knows_guests_american_dates_and_what_the_total_contains()
    {
        var result = await Import("""
            order_id,order_number_formatted,order_number,date,status,order_shipping,order_tax,cart_discount,order_total,payment_method,customer_user,billing_first_name,billing_last_name,billing_email,billing_phone,billing_postcode,billing_city,billing_country,customer_note
            4959,#1,1,5/31/2016 0:37,wc-completed,5.00,2.00,3.00,27.00,cod,0,Ann,Lee,ann@x.org,555-1234-98,'0150,Oslo,NO,
            4960,#2,2,5/30/2016 10:37,refunded,0,0,0,10.00,cod,12,Bo,Ek,bo@x.org,,'1150,Oslo,NO,
            """);
        Assert.Equal((0, 2, 1, 2), (result.Rejected, result.Orders, result.Refunds, result.Customers));
        var order = (await Orders())[0];
        Assert.Equal((2300, 300, 200, 500, 2700, new DateOnly(2016, 5, 31)), (order.Subtotal, order.Discount, order.Tax, order.Shipping, order.Total, order.Day));
        await using var db = _store.Context();
        var ann = await db.Customers.Include(c => c.Identities).SingleAsync(c => c.Id == order.CustomerId, Cancellation);
        Assert.Equal(("Ann Lee", "0150", "Oslo", 2), (ann.Name, ann.PostalCode, ann.City, ann.Identities.Count));
    }

    [Fact]
    public async Task A_square_items_export_adds_up_its_lines_in_the_till_s_own_zone()
    {
        var result = await Import("""
            Date,Time,Time Zone,Category,Item,Qty,SKU,Gross Sales,Discounts,Net Sales,Tax,Transaction ID,Payment ID,Event Type,Customer ID,Customer Name
            2026-05-10,2:30:00 PM,Eastern Time (US & Canada),Drinks,Tea,2.0,T1,$10.00,-$1.00,$9.00,$0.90,TX1,P1,Payment,C1,Ann
            2026-05-10,2:30:00 PM,Eastern Time (US & Canada),Food,Cake,1.0,,"$1,004.00",$0.00,"$1,004.00",$0.40,TX1,P1,Payment,C1,Ann
            2026-05-11,2:30:00 PM,Eastern Time (US & Canada),Food,Cake,-1.0,,-$4.00,$0.00,-$4.00,-$0.40,TX2,P2,Refund,C1,Ann
            """);
        Assert.Equal((0, 1, 1, 1), (result.Rejected, result.Orders, result.Refunds, result.Customers));
        var order = Assert.Single(await Orders());
        Assert.Equal((101_400, 100, 130, 3, new DateTime(2026, 5, 10, 18, 30, 0, DateTimeKind.Utc)), (order.Subtotal, order.Discount, order.Tax, order.Items, order.PlacedAt));
        Assert.Equal(400, Assert.Single(await Refunds()).Amount);
    }

    [Theory]
    [InlineData("customer;date;amount\n1;31.05.2024;1.234,50\n2;01.06.2024;7,00\n", 123_450)]
    [InlineData("customer\tdate\tamount\n1\t5/31/2024 0:37\t$1,234.50\n2\t6/1/2024 10:00\t$7.00\n", 123_450)]
    [InlineData("customer|date|amount\n1|20240531|1 234.50\n2|20240601|7\n", 123_450)]
    [InlineData("1,2024-05-31,1234.50\n2,2024-06-01,7.00\n1,2024-06-02,7.25\n", 123_450)]
    [InlineData("customer_id,timestamp,amount\n1,1717151820,1234.50\n2,1717300000,7.00\n", 123_450)]
    public async Task Delimiters_dates_and_numbers_of_many_places_are_recognised(string content, long firstAmount)
    {
        var result = await Import(content);
        Assert.Null(result.Error);
        Assert.Equal((0, 2), (result.Rejected, result.Customers));
        var order = (await Orders()).MaxBy(o => o.Subtotal)!;
        Assert.Equal((firstAmount, new DateOnly(2024, 5, 31)), (order.Subtotal, order.Day));
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("windows-1252")]
    public async Task Encodings_are_recognised(string encoding)
    {
        var path = Save(string.Concat("customer;date;amount;city\n", "1;2024-05-31;7,00 €;Ålesund\n", "2;2024-05-31;8,00 €;Køge\n"), encoding: FileEncodings.Find(encoding));
        var result = await _store.Get<OrderImporter>().ImportAsync(new(path), cancellation: Cancellation);
        Assert.Null(result.Error);
        await using var db = _store.Context();
        Assert.Equal(["Køge", "Ålesund"], (await db.Customers.Select(c => c.City!).ToListAsync(Cancellation)).Order(StringComparer.Ordinal));
        Assert.Equal("EUR", (await db.Settings.SingleAsync(Cancellation)).ReportingCurrency);
    }

    [Fact]
    public async Task A_quotation_mark_that_is_never_closed_costs_one_line()
    {
        var result = await Import("order_id,customer_id,date,amount,note\n1,a,2024-05-01,1,\"fine\nover two lines\"\n2,a,2024-05-01,1,\"open\n3,a,2024-05-01,1,\"shut\"\n4,a,2024-05-01,1,6\" pipe\n");
        Assert.Equal((4, 3, 1), (result.Rows, result.Created, result.Rejected));
        Assert.Equal([(4L, null, "", RejectReason.BrokenQuoting)], await Rejected(result));
    }

    [Theory]
    [InlineData("", FileProblem.Empty)]
    [InlineData("id,Amount,Created (UTC),Currency,Livemode,Arrival Date (UTC),Status\npo_1,10,2026-01-01,usd,true,2026-01-02,paid\n", FileProblem.PayoutFile)]
    [InlineData("Date,Order #,Status,Customer,Customer type,Product(s),Items sold,Coupon(s),Net Sales,Attribution\n2024-01-01,1,completed,Ann,new,1× Mug,1,,10,Direct\n", FileProblem.WooCommerceOrderReport)]
    [InlineData("Customer ID,First Name,Last Name,Email,Total Spent,Total Orders\n1,Ann,Lee,a@x.org,10,1\n", FileProblem.CustomerFile)]
    [InlineData("customer_id,revenue,most_recent_visit,number_of_orders,recency_days,email\n22086,777,2006-05-14,9,232,m@x.org\n", FileProblem.CustomerFile)]
    [InlineData("customer_id,amount\n1,10\n", FileProblem.NoDate)]
    [InlineData("customer_id,date,amount\n", FileProblem.NoRows)]
    [InlineData("PK\u0003\u0004abc", FileProblem.Spreadsheet)]
    [InlineData("a,b\u0000\u0001\u0002c\n", FileProblem.Binary)]
    public async Task A_file_that_holds_no_orders_fails_in_words_and_leaves_nothing(string content, FileProblem problem)
    {
        var result = await Import(content);
        Assert.Equal(ImportStatus.Failed, result.Status);
        Assert.Equal((await _store.Get<FileInspector>().InspectAsync(Save(content), cancellation: Cancellation)).Fatal!.Text, result.Error);
        Assert.Equal(problem, (await _store.Get<FileInspector>().InspectAsync(Save(content), cancellation: Cancellation)).Fatal!.Kind);
        await using var db = _store.Context();
        Assert.Empty(await db.Labels.ToListAsync(Cancellation));
        Assert.Empty(await db.Orders.ToListAsync(Cancellation));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]   // of two packed parts the second is cut
    public async Task A_packed_file_that_ends_in_the_middle_fails_before_anything_is_taken(bool isJoined)
    {
        var content = new StringBuilder("order_id,customer_id,date,amount\n");
        for (var i = 0; i < 50_000; i++) content.Append(i).Append(",c").Append(i * 7919 % 997).Append(",2024-05-01,").Append(i % 131).Append('\n');
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(Encoding.UTF8.GetBytes(content.ToString()));
        var path = Path.Combine(_store.Folder.Root, "orders.csv.gz");
        await File.WriteAllBytesAsync(path, [.. isJoined ? packed.ToArray() : [], .. packed.ToArray()[..^1000]], Cancellation);
        var result = await _store.Get<OrderImporter>().ImportAsync(new(path), cancellation: Cancellation);
        Assert.Equal(ImportStatus.Failed, result.Status);
        Assert.Empty(await Orders());
    }

    [Fact]
    public async Task A_mapping_travels_as_json_and_is_kept_under_a_name()
    {
        var path = Save("who,when,worth\n1,05/06/2024,10\n2,06/06/2024,20\n");
        var mapping = new OrderMapping
        {
            Source = "till",
            DateOrder = DateOrder.DayFirst,
            Currency = "NOK",
            TimeZone = "Europe/Oslo",
            Columns = [new("who", OrderField.CustomerNumber), new("when", OrderField.Date), new("worth", OrderField.Amount)],
        };
        Assert.Equal(mapping, OrderMapping.FromJson(mapping.ToJson(), out _));
        await _store.Get<ImportProfiles>().SaveAsync("Till", mapping, Cancellation);
        Assert.Equal(["Till"], await _store.Get<ImportProfiles>().NamesAsync(Cancellation));
        var result = await _store.Get<OrderImporter>().ImportAsync(new(path) { Profile = "Till" }, cancellation: Cancellation);
        Assert.Equal(2, result.Created);
        Assert.Equal(new DateTime(2024, 6, 4, 22, 0, 0, DateTimeKind.Utc), (await Orders())[0].PlacedAt);
        var history = await _store.Get<ImportHistory>().ReadAsync(0, 10, Cancellation);
        Assert.Equal((1, "till", ImportStatus.Completed), (history.Total, history.Items[0].Source, history.Items[0].Import.Status));
    }

    [Fact]
    public async Task A_mapping_for_another_file_is_refused_with_the_names_that_are_missing()
    {
        var result = await Import("customer_id,date,amount\n1,2024-05-01,10\n", new() { Columns = [new("kunde", OrderField.CustomerNumber), new("date", OrderField.Date)] });
        Assert.Equal(ImportStatus.Failed, result.Status);
        Assert.Contains("kunde", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_one_import_runs_another_is_refused()
    {
        using var held = ImportLock.TryTake(_store.Folder);
        var result = await Import("customer_id,date,amount\n1,2024-05-01,10\n");
        Assert.Equal(ImportStatus.Failed, result.Status);
        Assert.NotNull(result.Error);
    }

    [Fact]
    public async Task The_preview_shows_the_first_rows_as_they_would_be_taken()
    {
        var inspection = await _store.Get<FileInspector>().InspectAsync(Save("order_id,email,order_date,total,country\n1,a@x.org,2024-05-01,10,Norway\n2,oops,2024-05-01,10,Norway\n"), cancellation: Cancellation);
        Assert.Equal(["order_id", "email", "order_date", "total", "country"], inspection.Columns.Select(c => c.Name));
        Assert.Equal([OrderField.OrderNumber, OrderField.Email, OrderField.Date, OrderField.Total, OrderField.Country], inspection.Columns.Select(c => c.Field));
        Assert.Equal(("1", "a@x.org", 10m, "Norway"), (inspection.Preview[0].Order, inspection.Preview[0].Customer, inspection.Preview[0].Amount, inspection.Preview[0].Country));
        Assert.Equal((RejectReason.NotAnEmail, "email"), (inspection.Preview[1].Reason, inspection.Preview[1].Column));
    }

    [Fact]
    public async Task A_small_file_with_mostly_bad_dates_is_taken_and_says_which()
    {
        var result = await Import("""
            order_id,customer_id,order_date,total
            1,a,2024-05-01,10.00
            2,a,yesterday,10.00
            3,b,soon,10.00
            """);
        Assert.Equal((1, 2), (result.Created, result.Rejected));
        Assert.All(await Rejected(result), r => Assert.Equal(RejectReason.NotADate, r.Reason));
    }

    [Fact]
    public async Task Lines_may_end_in_a_carriage_return_alone()
    {
        var result = await Import("order_id,customer_id,order_date,total\r1,a,2024-05-01,10.00\r2,b,2024-05-02,20.00\r");
        Assert.Equal((2, 0), (result.Created, result.Rejected));
        Assert.Equal([1000, 2000], (await Orders()).Select(o => o.Total));
    }

    [Fact]
    public async Task Days_that_a_spreadsheet_left_as_numbers_are_dates()
    {
        Assert.Equal((2, 0), await Import("order_id,customer_id,order_date,total\n1,a,45123,10.00\n2,b,45123.5,20.00\n") is var result ? (result.Created, result.Rejected) : default);
        Assert.Equal([new(2023, 7, 16, 0, 0, 0, DateTimeKind.Utc), new DateTime(2023, 7, 16, 12, 0, 0, DateTimeKind.Utc)], (await Orders()).Select(o => o.PlacedAt));
    }

    [Fact]
    public async Task A_products_cost_is_kept_in_the_reporting_currency()
    {
        await Import("order_id,customer_id,order_date,currency,sku,quantity,unit_price,product_cost\n1,a,2024-05-01,EUR,A,1,10.00,4.00\n");
        await _store.Get<Core.Money.ExchangeRates>().SaveAsync([new(new(2024, 1, 1), "JPY", 0.006)], cancellation: Cancellation);
        await Import("order_id,customer_id,order_date,currency,sku,quantity,unit_price,product_cost\n2,a,2024-05-01,JPY,B,1,2000,500\n3,a,2024-05-01,SEK,C,1,100,50\n");
        await using var db = _store.Context();
        Assert.Equal([("A", 400), ("B", 300), ("C", (long?)null)], db.Products.OrderBy(p => p.Sku).Select(p => new { p.Sku, p.Cost }).AsEnumerable().Select(p => (p.Sku, p.Cost)));
    }

    [Fact]
    public async Task The_index_that_an_interrupted_import_left_out_is_named_and_made_again()
    {
        async Task<bool> IsNamed() => (await _store.Get<Core.Checks.StoreCheck>().RunAsync(null, Cancellation)).Any(f => f.Reason == Core.Checks.CheckReason.MissingIndex);
        Assert.False(await IsNamed());
        await using (var db = _store.Context())
            await db.Database.ExecuteSqlRawAsync("DROP INDEX IX_Orders_CustomerId", Cancellation);
        Assert.True(await IsNamed());
        await _store.Get<Core.Housekeeping.NightlyWork>().RunAsync(null, Cancellation);
        Assert.False(await IsNamed());
    }

    [Fact]
    public async Task An_import_stopped_while_another_runs_no_longer_waits()
    {
        var importer = _store.Get<OrderImporter>();
        var id = await importer.QueueAsync(new(Save("order_id,customer_id,order_date,total\n1,a,2024-05-01,10.00\n")), Cancellation);
        using var stop = new CancellationTokenSource();
        using var other = ImportLock.TryTake(_store.Folder);
        var waiting = importer.ContinueAsync(id, cancellation: stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await using var db = _store.Context();
        Assert.Equal(ImportStatus.Cancelled, (await db.Imports.SingleAsync(i => i.Id == id, Cancellation)).Status);
    }
}
