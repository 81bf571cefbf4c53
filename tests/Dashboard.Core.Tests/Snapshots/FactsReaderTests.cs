using System.Globalization;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Labels;
using Dashboard.Core.Orders;
using Dashboard.Core.Segments;
using Dashboard.Core.Settings;
using Dashboard.Core.Snapshots;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Snapshots;

public sealed class FactsReaderTests : IDisposable
{
    private readonly FactsShop _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public void Cancelled_failed_and_test_orders_are_left_out_by_reason_with_what_they_would_have_counted()
    {
        var customer = _shop.Customer();
        _shop.Order(customer, 100, o => o.Status = OrderStatus.Cancelled);
        _shop.Order(customer, 101, o => o.Status = OrderStatus.Failed);
        _shop.Order(customer, 102, o => o.Status = OrderStatus.Test);
        _shop.Order(customer, 103);
        var facts = _shop.Rebuilt();
        Assert.Equal([103], facts.Orders.Day);
        Assert.Equal([LeftOutReason.Cancelled, LeftOutReason.Failed, LeftOutReason.Test], facts.LeftOut.Reason.Select(r => (LeftOutReason)r));
        Assert.Equal([10_000, 10_000, 10_000], facts.LeftOut.Amount);
        Assert.Equal((1, 103, 103), (facts.Customers.Purchases[0], facts.Customers.FirstDay[0], facts.Customers.LastDay[0]));
    }

    [Fact]
    public void An_order_is_fully_refunded_when_its_refunds_reach_its_total_with_tax_and_shipping()
    {
        var customer = _shop.Customer();
        var order = _shop.Order(customer, 100, o => o.Tax = 500);
        _shop.Refund(order, customer, 101, r => r.Amount = 10_000);
        Assert.Equal((1, 1), (_shop.Rebuilt().OrderCount, _shop.Rebuilt().Refunds.Day.Length));
        _shop.Refund(order, customer, 105, r => r.Amount = 500);
        var facts = _shop.Rebuilt();
        Assert.Equal((0, 0), (facts.OrderCount, facts.Refunds.Day.Length));
        Assert.Equal([(byte)LeftOutReason.FullyRefunded], facts.LeftOut.Reason);
        Assert.Equal(0, facts.Customers.Revenue[0]);
    }

    [Fact]
    public void A_free_order_is_valid_even_with_a_refund()
    {
        var customer = _shop.Customer();
        var order = _shop.Order(customer, 100, o => o.Subtotal = 0);
        _shop.Refund(order, customer, 101);
        var facts = _shop.Rebuilt();
        Assert.Equal((1, -1_000), (facts.OrderCount, facts.Customers.Revenue[0]));
    }

    [Fact]
    public void A_refund_goes_with_its_order_when_that_is_left_out()
    {
        var customer = _shop.Customer();
        var order = _shop.Order(customer, 100, o => o.Status = OrderStatus.Cancelled);
        _shop.Refund(order, customer, 101);
        _shop.Refund(null, customer, 102);
        Assert.Equal([102], _shop.Rebuilt().Refunds.Day);
    }

    [Fact]
    public void A_linked_refund_belongs_to_its_orders_customer_channel_and_country()
    {
        var (web, shop) = (_shop.Label(LabelKind.Channel, "web"), _shop.Label(LabelKind.Channel, "shop"));
        var denmark = _shop.Label(LabelKind.Country, "DK");
        var (buyer, other) = (_shop.Customer(), _shop.Customer());
        var order = _shop.Order(buyer, 100, o => (o.ChannelId, o.CountryId) = (shop, denmark));
        _shop.Refund(order, other, 101, r => r.ChannelId = web);
        _shop.Refund(null, other, 102, r => r.ChannelId = web);
        _shop.Refund(null, null, 103);
        var facts = _shop.Rebuilt();
        Assert.Equal([101, 102, 103], facts.Refunds.Day);
        Assert.Equal([0, 1, 2], facts.Customers.RefundStart);
        Assert.Equal(["shop", "web", ""], facts.Refunds.Channel.Select(c => facts.Codes.Channels[c]));
        Assert.Equal(["DK", "", ""], facts.Refunds.Country.Select(c => facts.Codes.Countries[c]));
        Assert.Equal([9_000, -1_000], facts.Customers.Revenue);
    }

    [Theory]
    [InlineData(false, false, 900)]
    [InlineData(true, false, 950)]
    [InlineData(false, true, 907)]
    [InlineData(true, true, 957)]
    public void Net_is_items_minus_discount_plus_what_the_settings_include(bool tax, bool shipping, long net)
    {
        _shop.Settings(s => (s.IncludeTax, s.IncludeShipping) = (tax, shipping));
        _shop.Order(null, 100, o => (o.Subtotal, o.Discount, o.Tax, o.Shipping) = (1_000, 100, 50, 7));
        var facts = _shop.Rebuilt();
        Assert.Equal((net, 100), (facts.Orders.Net[0], facts.Orders.Discount[0]));
    }

    [Theory]
    [InlineData(RefundDating.RefundDay, 130)]
    [InlineData(RefundDating.OrderDay, 100)]
    public void A_refund_counts_on_the_day_that_the_settings_say(RefundDating dating, int day)
    {
        _shop.Settings(s => s.RefundDating = dating);
        var customer = _shop.Customer();
        _shop.Refund(_shop.Order(customer, 100), customer, 130);
        Assert.Equal([(ushort)day], _shop.Rebuilt().Refunds.Day);
    }

    [Fact]
    public void Other_currencies_are_converted_by_the_orders_own_rate_and_both_currencies_decimals()
    {
        var (yen, dinar) = (_shop.Label(LabelKind.Currency, "JPY"), _shop.Label(LabelKind.Currency, "KWD"));
        _shop.Order(null, 100, o => (o.CurrencyId, o.ReportingRate, o.Subtotal) = (yen, 0.0065, 12_345));
        _shop.Order(null, 101, o => (o.CurrencyId, o.ReportingRate, o.Subtotal) = (dinar, 3.25, 1_001));
        var facts = _shop.Rebuilt();
        Assert.Equal([8_024, 325], facts.Orders.Net);   // 80.2425 and 3.25325 dollars
        Assert.Equal(["JPY", "KWD"], facts.Orders.Currency.Select(c => facts.Codes.Currencies[c]));
    }

    [Fact]
    public void Without_an_exchange_rate_an_order_is_left_out_and_counts_nothing()
    {
        var krona = _shop.Label(LabelKind.Currency, "SEK");
        var customer = _shop.Customer();
        var order = _shop.Order(customer, 100, o => (o.CurrencyId, o.ReportingRate) = (krona, null));
        _shop.Refund(order, customer, 101, r => r.Amount = 10);
        var facts = _shop.Rebuilt();
        Assert.Equal((0, 0), (facts.OrderCount, facts.Refunds.Day.Length));
        Assert.Equal(((byte)LeftOutReason.NoExchangeRate, 0L), (facts.LeftOut.Reason[0], facts.LeftOut.Amount[0]));
    }

    [Fact]
    public void A_refund_in_another_currency_can_refund_an_order_fully()
    {
        var euro = _shop.Label(LabelKind.Currency, "EUR");
        var order = _shop.Order(null, 100, o => (o.CurrencyId, o.ReportingRate, o.Subtotal) = (euro, 1.25, 8_000));
        _shop.Refund(order, null, 101, r => (r.CurrencyId, r.ReportingRate, r.Amount) = (_shop.Usd, 1, 10_000));
        Assert.Equal([(byte)LeftOutReason.FullyRefunded], _shop.Rebuilt().LeftOut.Reason);
    }

    [Fact]
    public void An_order_has_its_campaign_and_coupon_and_its_refund_the_same()
    {
        var (spring, ten) = (_shop.Label(LabelKind.Campaign, "spring"), _shop.Label(LabelKind.Coupon, "TEN"));
        _shop.Order(null, 100);
        _shop.Refund(_shop.Order(null, 101, o => (o.CampaignId, o.CouponId) = (spring, ten)), null, 105);
        _shop.Refund(null, null, 106);
        var facts = _shop.Rebuilt();
        Assert.Equal(["", "spring"], facts.Orders.Campaign.Select(c => facts.Codes.Campaigns[c]));
        Assert.Equal(["", "TEN"], facts.Orders.Coupon.Select(c => facts.Codes.Coupons[c]));
        Assert.Equal(["spring", ""], facts.Refunds.Campaign.Select(c => facts.Codes.Campaigns[c]));
        Assert.Equal(["TEN", ""], facts.Refunds.Coupon.Select(c => facts.Codes.Coupons[c]));
    }

    [Fact]
    public void Lines_share_what_their_order_counts_after_its_discount_and_in_the_reporting_currency()
    {
        var (tea, cup) = (_shop.Product("tea", p => p.Cost = 120), _shop.Product("cup", p => p.Name = "Cup"));
        var euro = _shop.Label(LabelKind.Currency, "EUR");
        _shop.Order(_shop.Customer(), 100, o => (o.Subtotal, o.Discount) = (4_000, 1_000), FactsShop.Line(tea, 0.25, 3_000), FactsShop.Line(cup, 2, 1_000));
        _shop.Order(null, 101, o => (o.Subtotal, o.Discount, o.CurrencyId, o.ReportingRate) = (1_000, 100, euro, 1.11), FactsShop.Line(cup, 1, 500, 100), FactsShop.Line(cup, 1, 500));
        _shop.Order(null, 102, o => o.Status = OrderStatus.Cancelled, FactsShop.Line(tea, 1, 10_000));
        _shop.Order(null, 103);
        var facts = _shop.Rebuilt();
        Assert.Equal([0, 2, 4, 4], facts.Lines.Start);
        Assert.Equal([2_250, 750, 444, 555], facts.Lines.Net);
        Assert.Equal([250, 2_000, 1_000, 1_000], facts.Lines.Quantity);
        Assert.Equal(["tea", "cup", "cup", "cup"], facts.Lines.Product.Select(p => facts.Products.Sku[p]));
        Assert.Equal([120, ProductColumns.NoCost], facts.Products.Cost[1..]);
        Assert.Equal(["", "", "Cup"], facts.Products.Name);
    }

    [Fact]
    public void A_line_whose_product_is_gone_keeps_its_share_as_that_of_the_unknown_product()
    {
        _shop.Order(null, 100, null, FactsShop.Line(new() { Id = 77, Sku = "" }, 1, 6_000), FactsShop.Line(_shop.Product("tea"), 1, 4_000));
        var facts = _shop.Rebuilt();
        Assert.Equal([ProductColumns.Unknown, 1], facts.Lines.Product);
        Assert.Equal([6_000, 4_000], facts.Lines.Net);
    }

    [Fact]
    public void Products_have_their_brand_and_category()
    {
        var (green, drinks) = (_shop.Label(LabelKind.Brand, "Green"), _shop.Label(LabelKind.Category, "Drinks"));
        _shop.Product("tea", p => (p.BrandId, p.CategoryId) = (green, drinks));
        _shop.Product("cup");
        var facts = _shop.Rebuilt();
        Assert.Equal(["", "Green", ""], facts.Products.Brand.Select(b => facts.Codes.Brands[b]));
        Assert.Equal(["", "Drinks", ""], facts.Products.Category.Select(c => facts.Codes.Categories[c]));
    }

    [Fact]
    public void A_shop_without_lines_keeps_no_place_for_them()
    {
        _shop.Product("tea");
        _shop.Order(null, 100);
        Assert.Empty(_shop.Rebuilt().Lines.Start);
    }

    [Fact]
    public void Beyond_65_534_coupons_the_last_code_stands_for_all_the_rest()
    {
        _shop.Write(db => db.AddRange(Enumerable.Range(0, 65_600).Select(i => new Label { Kind = LabelKind.Coupon, Name = $"c{i:00000}" })));
        var ids = new Dictionary<string, int>();
        _shop.Write(db => ids = db.Labels.Where(l => l.Kind == LabelKind.Coupon).ToDictionary(l => l.Name, l => l.Id));
        foreach (var (name, day) in new[] { ("c00000", 100), ("c65533", 101), ("c65534", 102), ("c65599", 103) })
            _shop.Order(null, day, o => o.CouponId = ids[name]);
        var facts = _shop.Rebuilt();
        Assert.Equal([1, 65_534, 65_535, 65_535], facts.Orders.Coupon);
        Assert.Equal(["c00000", "c65533", "Other", "Other"], facts.Orders.Coupon.Select(c => facts.Codes.Coupons[c]));
    }

    [Fact]
    public void Beyond_254_names_the_last_code_stands_for_all_the_rest()
    {
        _shop.Write(db => db.AddRange(Enumerable.Range(0, 300).Select(i => new Label { Kind = LabelKind.Channel, Name = $"c{i:000}" })));
        var ids = new Dictionary<string, int>();
        _shop.Write(db => ids = db.Labels.Where(l => l.Kind == LabelKind.Channel).ToDictionary(l => l.Name, l => l.Id));
        _shop.Order(null, 100, o => o.ChannelId = ids["c000"]);
        _shop.Order(null, 101, o => o.ChannelId = ids["c253"]);
        _shop.Order(null, 102, o => o.ChannelId = ids["c254"]);
        _shop.Order(null, 103, o => o.ChannelId = ids["c299"]);
        var facts = _shop.Rebuilt();
        Assert.Equal([1, 254, 255, 255], facts.Orders.Channel);
        Assert.Equal(["c000", "c253", "Other", "Other"], facts.Orders.Channel.Select(c => facts.Codes.Channels[c]));
    }

    [Fact]
    public void Prospects_are_customers_without_purchases()
    {
        var denmark = _shop.Label(LabelKind.Country, "DK");
        _shop.Customer(denmark);
        var facts = _shop.Rebuilt();
        Assert.Equal((1, 0, 0), (facts.CustomerCount, facts.Customers.Purchases[0], facts.Customers.FirstDay[0]));
        Assert.Equal("DK", facts.Codes.Countries[facts.Customers.Country[0]]);
    }

    [Fact]
    public void A_customers_profile_is_held_in_codes_without_name_address_or_number()
    {
        var (web, mail, spring) = (_shop.Label(LabelKind.Channel, "web"), _shop.Label(LabelKind.Channel, "mail"), _shop.Label(LabelKind.Campaign, "spring"));
        _shop.Customer();
        _shop.Customer(null, c =>
        {
            (c.Name, c.Email, c.Phone, c.PostalCode, c.Company) = ("Ann Secret", "secret@shop.example", "+45 secret", "secret 1", "Secret Ltd");
            (c.Gender, c.Region, c.City, c.Industry, c.Household) = ("female", "North", "Ålborg", "Retail", "2 adults");
            (c.AcquisitionChannelId, c.AcquisitionCampaignId, c.PreferredChannelId) = (web, spring, mail);
            (c.BirthDate, c.Attributes) = (new DateOnly(1984, 2, 29), """{"loyalty":"Gold","points":12,"note":"Ann Secret","odd":{"a":"b"},"none":null}""");
        });
        _shop.Customer(null, c => (c.City, c.Phone, c.Attributes) = ("Aarhus", "1", "no JSON"));
        var facts = _shop.Rebuilt();
        var (p, names) = (facts.Profiles, facts.Codes);
        Assert.Equal(["", "Aarhus", "Ålborg"], names.Cities);
        Assert.Equal(["", "Ålborg", "Aarhus"], p.City.Select(c => names.Cities[c]));
        Assert.Equal(["", "SEC", ""], p.PostalArea.Select(c => names.PostalAreas[c]));
        Assert.Equal(["", "female", ""], p.Gender.Select(c => names.Genders[c]));
        Assert.Equal(["", "North", ""], p.Region.Select(c => names.Regions[c]));
        Assert.Equal(["", "Retail", ""], p.Industry.Select(c => names.Industries[c]));
        Assert.Equal(["", "2 adults", ""], p.Household.Select(c => names.Households[c]));
        Assert.Equal(("web", "spring", "mail"), (names.Channels[p.AcquisitionChannel[1]], names.Campaigns[p.AcquisitionCampaign[1]], names.Channels[p.PreferredChannel[1]]));
        Assert.Equal([null, new DateOnly(1984, 2, 29), null], p.Birth.Select(BirthDay.ToDate));
        Assert.Equal([OnFile.None, OnFile.Email | OnFile.Phone | OnFile.Company, OnFile.Phone], p.OnFile.Select(f => (OnFile)f));
        for (var more = 0; more < FreeValue.Few - 1; more++) _shop.Customer(null, c => c.Attributes = """{"loyalty":"Gold"}""");
        facts = _shop.Rebuilt();
        Assert.Equal(["loyalty Gold 1", "note  1", "points 12 1"], facts.Attributes.Select(a => $"{a.Name} {a.Shown.FirstOrDefault()} {a.Customer[0]}"));

        FactsFile.Save(_shop.Folder.SnapshotFile, facts);
        Assert.DoesNotContain("ecret", System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(_shop.Folder.SnapshotFile)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_customer_is_on_file_since_a_day_of_the_shops_time_zone_and_from_the_source_that_came_first()
    {
        _shop.Settings(s => s.TimeZone = "Europe/Copenhagen");
        var till = _shop.Label(LabelKind.Source, "till");
        void Came(string at, int source) => _shop.Customer(null, c => (c.CreatedAt, c.SourceId) = (DateTime.Parse(at, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal), source));
        Came("2024-01-31T22:59:59Z", 1);
        Came("2024-01-31T23:00:00Z", till);
        Came("2024-07-01T22:30:00Z", till);
        Came("0001-01-01T00:00:00Z", 1);
        Came("2999-01-01T00:00:00Z", 1);
        var (p, names) = (_shop.Rebuilt().Profiles, _shop.Rebuilt().Codes);
        Assert.Equal([new(2024, 1, 31), new(2024, 2, 1), new(2024, 7, 2)], p.Since.Take(3).Select(d => FactDay.ToDate(d)));
        Assert.Equal([0, 0], p.Since.Skip(3).Select(d => (int)d));
        Assert.Equal(["shop", "till", "till", "shop", "shop"], p.Source.Select(s => names.Sources[s]));
    }

    [Fact]
    public async Task What_few_customers_have_is_found_by_who_knows_it_and_hidden_by_another_key_in_another_shop()
    {
        _shop.Customer(null, c => c.Attributes = """{"note":"Ann Secret"}""");
        _shop.Customer(null, c => c.Attributes = """{"note":"Bo Secret"}""");
        _shop.Customer();
        var (facts, answers) = (_shop.Rebuilt(), _shop.Get<SegmentAnswers>());
        async Task<IEnumerable<int>> Members(SegmentRule rule) => (await answers.MembersAsync(facts, rule, TestContext.Current.CancellationToken))!.Members();
        Assert.Equal([0], await Members(new AttributeRule("note", ["Ann Secret"])));
        Assert.Equal([1, 2], await Members(new AttributeRule("note", ["Ann Secret"]) { Not = true }));
        Assert.Equal([0, 1], await Members(new AttributeRule("note", [])));
        Assert.Empty((await answers.CountAsync(facts, new AttributeRule("note", ["Bo Secret"]), null, TestContext.Current.CancellationToken)).Problems);
        Assert.Equal("No Secret", Assert.Single((await answers.CountAsync(facts, new AttributeRule("note", ["No Secret"]), null, TestContext.Current.CancellationToken)).Problems).Name);

        using var other = new FactsShop();
        other.Customer(null, c => c.Attributes = """{"note":"Ann Secret"}""");
        other.Write(db => db.State.AsTracking().Single().Secret = [1, 2, 3]);
        Assert.NotEqual(facts.Attributes[0].Values[facts.Attributes[0].Value[0]], other.Rebuilt().Attributes[0].Values[0]);
        using var db = _shop.Get<IDbContextFactory<Core.Data.DashboardDbContext>>().CreateDbContext();
        Assert.Equal(32, db.State.Single().Secret.Length);
    }

    [Fact]
    public void The_newest_word_on_a_purpose_holds()
    {
        var (ann, bo) = (_shop.Customer(), _shop.Customer());
        _shop.Customer();
        _shop.Consent(ann, "sms", true, 30);
        _shop.Consent(ann, "sms", false, 20);
        _shop.Consent(ann, "email", true, 10);
        _shop.Consent(ann, "email", false, 15);
        _shop.Consent(bo, "email", true, 10);
        var facts = _shop.Rebuilt();
        Assert.Equal(["email", "sms"], facts.Codes.Purposes);
        Assert.Equal([0b10, 0b01, 0], facts.Profiles.Granted);
        Assert.Equal([0b01, 0, 0], facts.Profiles.Refused);
    }

    [Fact]
    public void Consents_to_more_purposes_than_have_a_bit_are_read_anew_each_time()
    {
        var customer = _shop.Customer();
        for (var p = 0; p < 33; p++) _shop.Consent(customer, $"p{p:00}", true, 10);
        var facts = _shop.Rebuilt();
        Assert.Equal(31, facts.Codes.Purposes.Length);
        Assert.Equal(int.MaxValue, facts.Profiles.Granted[0]);
        _shop.Consent(customer, "p05", false, 11);
        Assert.Null(new FactsUpdater(_shop.Get<Core.Data.StoreConnections>(), TimeProvider.System).Update(facts, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Two_readers_and_one_see_the_same()
    {
        _shop.Write(db =>
        {
            for (var i = 0; i < 3_000; i++)
                db.Add(new Order { SourceId = 1, ExternalId = $"{i}", PlacedAt = DateTime.UnixEpoch, CurrencyId = _shop.Usd, ReportingRate = 1, Subtotal = i, Total = i, Items = 1 });
        });
        using var moments = Core.Snapshots.StoreMoments.Open(_shop.Get<Core.Data.StoreConnections>(), ordersWorthTwo: 1_000);
        Assert.Equal(Environment.ProcessorCount > 1 ? 2 : 1, moments.Readers.Count);
        FactsAssert.Same(_shop.Rebuilt(), new Core.Snapshots.FactsReader(_shop.Get<Core.Data.StoreConnections>(), TimeProvider.System) { OrdersWorthTwoReaders = 1_000 }
            .ReadAll(null, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(false, false, 5_000)]   // of 120.00 given back 60.00, of which 10.00 are half of tax and shipping
    [InlineData(true, false, 5_800)]
    [InlineData(true, true, 6_000)]
    public void A_refund_of_an_order_counts_without_its_share_of_what_revenue_excludes(bool tax, bool shipping, long counted)
    {
        _shop.Settings(s => (s.IncludeTax, s.IncludeShipping) = (tax, shipping));
        var customer = _shop.Customer();
        var order = _shop.Order(customer, 100, o => (o.Subtotal, o.Tax, o.Shipping) = (10_000, 1_600, 400));
        _shop.Refund(order, customer, 101, r => r.Amount = 6_000);
        _shop.Refund(null, customer, 102, r => r.Amount = 500);
        Assert.Equal([counted, 500], _shop.Rebuilt().Refunds.Amount);
    }

    [Fact]
    public void Orders_that_do_not_count_take_no_place_among_those_that_do()
    {
        var (first, second) = (_shop.Customer(), _shop.Customer());
        foreach (var day in (int[])[105, 101, 103])
            foreach (var customer in (long?[])[first, null, second])
            {
                _shop.Order(customer, day, o => o.Status = OrderStatus.Cancelled);
                _shop.Order(customer, day, o => o.Subtotal = day);
                var order = _shop.Order(customer, day);
                _shop.Refund(order, customer, day, r => r.Amount = order.Total);
                _shop.Order(customer, day, o => o.ReportingRate = null);
            }
        var facts = _shop.Rebuilt();
        Assert.Equal([101, 103, 105, 101, 103, 105, 101, 103, 105], facts.Orders.Net);
        Assert.Equal([0, 3, 6], facts.Customers.OrderStart);
        Assert.Equal(27, facts.LeftOut.Day.Length);
    }
}
