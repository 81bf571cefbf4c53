using System.Text;
using Dashboard.Core.Labels;
using Dashboard.Core.Money;
using Dashboard.Core.Settings;
using Dashboard.Core.Snapshots;
using Dashboard.Core.Tests.Snapshots;

namespace Dashboard.Core.Tests.Money;

public sealed class ExchangeRatesTests : IDisposable
{
    private readonly FactsShop _shop = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ExchangeRates Rates => _shop.Get<ExchangeRates>();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task The_newest_rate_on_or_before_the_day_holds()
    {
        await ImportAsync("2026-01-10,EUR,1.10\n2026-01-20,EUR,1.20\n");
        Assert.Null(Rates.RateOn("EUR", new(2026, 1, 9)));
        Assert.Equal(1.10, Rates.RateOn("EUR", new(2026, 1, 10)));
        Assert.Equal(1.10, Rates.RateOn("EUR", new(2026, 1, 19)));
        Assert.Equal(1.20, Rates.RateOn("EUR", new(2027, 1, 1)));
        Assert.Equal(1, Rates.RateOn("USD", new(2020, 1, 1)));
        Assert.Null(Rates.RateOn("SEK", new(2026, 1, 20)));
    }

    [Fact]
    public async Task A_rate_given_again_replaces_the_one_before()
    {
        Assert.Equal(0, (await ImportAsync("2026-01-10,EUR,1.10")).Replaced);
        Assert.Equal(1, (await ImportAsync("2026-01-10,EUR,1.15")).Replaced);
        Assert.Equal([new CurrencyRate(new(2026, 1, 10), "EUR", 1.15)], Rates.List());
    }

    [Fact]
    public async Task Lines_that_are_no_rates_are_named_and_the_others_taken()
    {
        var result = await ImportAsync("""
            day;currency;rate
            2026-01-10; eur ; 1.10

            2026-01-11;EUR
            11.01.2026;EUR;1.1
            2026-01-11;EURO;1.1
            2026-01-11;EUR;1,1
            2026-01-11;EUR;0
            2026-01-11;EUR;NaN
            2026-01-11;USD;1
            """);
        Assert.Equal(1, result.Saved);
        Assert.Equal(
            [
                new(4, RateReason.NotThreeFields), new(5, RateReason.NotADay), new(6, RateReason.UnknownCurrency), new(7, RateReason.NotARate), new(8, RateReason.NotARate),
                new(9, RateReason.NotARate), new RejectedRate(10, RateReason.ReportingCurrency),
            ],
            result.Rejected);
    }

    [Fact]
    public async Task New_rates_reach_orders_that_had_none_and_leave_fixed_ones_alone()
    {
        var euro = _shop.Label(LabelKind.Currency, "EUR");
        var customer = _shop.Customer();
        var waiting = _shop.Order(customer, 20_500, o => (o.CurrencyId, o.ReportingRate) = (euro, null));
        var settled = _shop.Order(customer, 20_500, o => (o.CurrencyId, o.ReportingRate) = (euro, 1.05));
        _shop.Refund(waiting, customer, 20_501);
        var snapshots = _shop.Get<SnapshotService>();
        await snapshots.LoadAsync(Cancellation);
        Assert.Equal([10_500], snapshots.Current.Orders.Net);
        var changed = 0;
        Rates.Changed += () => changed++;

        var result = await ImportAsync("2026-01-10,EUR,1.10");
        Assert.Equal((2L, 1), (result.Rated, changed));
        _shop.Write(db => Assert.Equal((1.10, 1.05), (db.Orders.Single(o => o.Id == waiting.Id).ReportingRate, db.Orders.Single(o => o.Id == settled.Id).ReportingRate)));
        Assert.Equal(SnapshotOutcome.Rebuilt, (await snapshots.RefreshAsync(null, Cancellation)).Outcome);
        Assert.Equal([11_000, 10_500], snapshots.Current.Orders.Net);
        Assert.Equal([1_100], snapshots.Current.Refunds.Amount);
    }

    [Fact]
    public async Task Rates_that_no_order_waits_for_need_no_new_build()
    {
        _shop.Order(null, 100);
        var snapshots = _shop.Get<SnapshotService>();
        await snapshots.LoadAsync(Cancellation);
        Assert.Equal(0, (await ImportAsync("2026-01-10,EUR,1.10")).Rated);
        Assert.Equal(SnapshotOutcome.Unchanged, (await snapshots.RefreshAsync(null, Cancellation)).Outcome);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-01-10,EUR,1.10\n")]
    [InlineData("2026-01-10,EUR,1.10\n2026-02-20,SEK,0.09\n")]
    [InlineData("2026-02-20,EUR,1.10\n2026-01-10,SEK,0.09\n")]
    public async Task What_would_lack_a_rate_in_another_currency_is_what_lacks_one_after_the_change(string rates)
    {
        var (euro, krona) = (_shop.Label(LabelKind.Currency, "EUR"), _shop.Label(LabelKind.Currency, "SEK"));
        foreach (var day in new ushort[] { 20_454, 20_472, 20_513 })   // 1 and 19 January and 1 March 2026
            foreach (var currency in new[] { _shop.Usd, euro, krona })
            {
                var order = _shop.Order(null, day, o => o.CurrencyId = currency);
                _shop.Refund(order, null, day);
            }
        await ImportAsync(rates);
        var before = await _shop.Get<MissingRates>().ListAsync("EUR", Cancellation);
        Assert.Empty(await _shop.Get<SettingsService>().SaveAsync(new() { ReportingCurrency = "EUR" }, null, Cancellation));
        Assert.Equal(await _shop.Get<MissingRates>().ListAsync(Cancellation), before);
        Assert.Contains(before, m => m.Currency == "SEK" && m.Orders > 0);
    }

    [Fact]
    public async Task Orders_and_refunds_without_a_rate_are_counted_apart()
    {
        var euro = _shop.Label(LabelKind.Currency, "EUR");
        var refunded = _shop.Order(null, 20_500, o => (o.CurrencyId, o.ReportingRate) = (euro, null));
        _shop.Order(null, 20_501, o => (o.CurrencyId, o.ReportingRate) = (euro, null));
        _shop.Refund(refunded, null, 20_502, with: r => (r.CurrencyId, r.ReportingRate) = (euro, null));
        var missing = Assert.Single(await _shop.Get<MissingRates>().ListAsync(Cancellation));
        Assert.Equal(("EUR", 2L, 1L), (missing.Currency, missing.Orders, missing.Refunds));
    }

    private async Task<RateImport> ImportAsync(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return await Rates.ImportAsync(stream, null, Cancellation);
    }
}
