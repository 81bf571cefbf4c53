using Dashboard.Core.Data;
using Dashboard.Core.Labels;
using Dashboard.Core.Money;
using Dashboard.Core.Orders;
using Dashboard.Core.Settings;
using Dashboard.Core.Tests.Snapshots;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Tests.Settings;

public sealed class SettingsServiceTests : IDisposable
{
    private readonly FactsShop _shop = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private SettingsService Settings => _shop.Get<SettingsService>();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task Saved_settings_are_read_back_and_announced()
    {
        var (settings, announced) = (await Settings.GetAsync(Cancellation), 0);
        Settings.Changed += () => announced++;
        (settings.ShopName, settings.WeekStart, settings.MarginPercent, settings.LostAfterDays, settings.NightlyHour) = ("Corner shop", DayOfWeek.Sunday, 42.5, 365, 0);
        Assert.Empty(await Settings.SaveAsync(settings, null, Cancellation));
        var saved = await _shop.OtherProcess().GetRequiredService<SettingsService>().GetAsync(Cancellation);
        Assert.Equivalent(settings, saved);
        Assert.Equal((1, 0L), (announced, State().RebuildRevision));
    }

    [Fact]
    public async Task Wrong_settings_change_nothing()
    {
        var settings = await Settings.GetAsync(Cancellation);
        (settings.ShopName, settings.NightlyHour) = ("Corner shop", 25);
        Assert.Equal([new(nameof(ShopSettings.NightlyHour), SettingsReason.OutOfRange)], await Settings.SaveAsync(settings, null, Cancellation));
        Assert.Equal("", (await Settings.GetAsync(Cancellation)).ShopName);
    }

    [Fact]
    public async Task The_last_writer_wins()
    {
        var (first, second) = (await Settings.GetAsync(Cancellation), await Settings.GetAsync(Cancellation));
        (first.ShopName, second.ShopName) = ("First", "Second");
        await Settings.SaveAsync(first, null, Cancellation);
        await Settings.SaveAsync(second, null, Cancellation);
        Assert.Equal("Second", (await Settings.GetAsync(Cancellation)).ShopName);
    }

    [Theory]
    [InlineData(nameof(ShopSettings.IncludeTax))]
    [InlineData(nameof(ShopSettings.IncludeShipping))]
    [InlineData(nameof(ShopSettings.RefundDating))]
    public async Task Settings_that_change_figures_ask_for_a_new_build(string setting)
    {
        var settings = await Settings.GetAsync(Cancellation);
        typeof(ShopSettings).GetProperty(setting)!.SetValue(settings, setting == nameof(ShopSettings.RefundDating) ? RefundDating.OrderDay : true);
        var before = State().Revision;
        await Settings.SaveAsync(settings, null, Cancellation);
        Assert.Equal((before + 1, before + 1), (State().Revision, State().RebuildRevision));
    }

    [Theory]
    // Copenhagen: summer time began 2026-03-29 01:00Z and ends 2026-10-25 01:00Z.
    [InlineData("Europe/Copenhagen", "2026-03-28T22:59:59Z", "2026-03-28")]
    [InlineData("Europe/Copenhagen", "2026-03-28T23:00:00Z", "2026-03-29")]
    [InlineData("Europe/Copenhagen", "2026-03-29T21:59:59Z", "2026-03-29")]
    [InlineData("Europe/Copenhagen", "2026-03-29T22:00:00Z", "2026-03-30")]
    [InlineData("Europe/Copenhagen", "2026-10-24T22:00:00Z", "2026-10-25")]
    [InlineData("Europe/Copenhagen", "2026-10-25T22:59:59Z", "2026-10-25")]
    [InlineData("Europe/Copenhagen", "2026-10-25T23:00:00Z", "2026-10-26")]
    // New York: summer time began 2026-03-08 07:00Z and ends 2026-11-01 06:00Z.
    [InlineData("America/New_York", "2026-03-08T04:59:59Z", "2026-03-07")]
    [InlineData("America/New_York", "2026-03-09T03:59:59Z", "2026-03-08")]
    [InlineData("America/New_York", "2026-11-01T03:59:59Z", "2026-10-31")]
    [InlineData("America/New_York", "2026-11-02T04:59:59Z", "2026-11-01")]
    // São Paulo changed its clocks at midnight: on 2018-11-04 the day began at 01:00.
    [InlineData("America/Sao_Paulo", "2018-11-04T02:59:59Z", "2018-11-03")]
    [InlineData("America/Sao_Paulo", "2018-11-04T03:00:00Z", "2018-11-04")]
    [InlineData("Asia/Kathmandu", "2026-01-01T18:14:59Z", "2026-01-01")]
    [InlineData("Asia/Kathmandu", "2026-01-01T18:15:00Z", "2026-01-02")]
    // Samoa went from one side of the date line to the other and had no 2011-12-30.
    [InlineData("Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29")]
    [InlineData("Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31")]
    public async Task Another_time_zone_dates_orders_and_refunds_anew(string zone, string instant, string day)
    {
        var at = DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture).UtcDateTime;
        var order = _shop.Order(null, 1, o => (o.PlacedAt, o.Day) = (at, DateOnly.FromDateTime(at)));
        _shop.Refund(order, null, 1, r => (r.RefundedAt, r.Day) = (at, DateOnly.FromDateTime(at)));
        await SaveAsync(s => s.TimeZone = zone);
        var expected = DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture);
        _shop.Write(db => Assert.Equal((expected, expected), (db.Orders.Single().Day, db.Refunds.Single().Day)));
        Assert.Equal(State().Revision, State().RebuildRevision);

        await SaveAsync(s => s.TimeZone = "UTC");
        _shop.Write(db => Assert.Equal(DateOnly.FromDateTime(at), db.Orders.Single().Day));
    }

    [Fact]
    public async Task Dating_anew_reports_how_far_it_is_and_can_be_stopped_without_a_trace()
    {
        _shop.Change([], db => db.Database.ExecuteSql($"""
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 120000)
            INSERT INTO Orders(SourceId, ExternalId, PlacedAt, Day, Status, CurrencyId, ReportingRate, Subtotal, Discount, Tax, Shipping, Total, Items, ContentHash)
            SELECT 1, 'n' || i, 84600000, 0, 0, {_shop.Usd}, 1.0, i, 0, 0, 0, i, 1, 0 FROM n
            """));
        using var stop = new CancellationTokenSource();
        var settings = await Settings.GetAsync(Cancellation);
        settings.TimeZone = "Europe/Copenhagen";
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Settings.SaveAsync(settings, new Told(_ => stop.Cancel()), stop.Token));
        Assert.Equal("UTC", (await Settings.GetAsync(Cancellation)).TimeZone);
        _shop.Write(db => Assert.Equal(0, db.Orders.Count(o => o.Day > DateOnly.FromDateTime(DateTime.UnixEpoch))));

        var told = new List<ReworkProgress>();
        await Settings.SaveAsync(settings, new Told(told.Add), Cancellation);
        Assert.Equal([new(50_000, 120_000), new(100_000, 120_000), new ReworkProgress(120_000, 120_000)], told);
        _shop.Write(db => Assert.Equal(120_000, db.Orders.Count(o => o.Day > DateOnly.FromDateTime(DateTime.UnixEpoch))));
    }

    [Fact]
    public async Task Another_reporting_currency_rates_every_order_with_its_days_rate()
    {
        var euro = _shop.Label(LabelKind.Currency, "EUR");
        var krona = _shop.Label(LabelKind.Currency, "SEK");
        await _shop.Get<ExchangeRates>().SaveAsync(
            [new(StoreConventions.ToDay(100), "EUR", 1.25), new(StoreConventions.ToDay(200), "EUR", 1.6), new(StoreConventions.ToDay(150), "SEK", 0.1)], null, Cancellation);
        var ids = new[]
        {
            _shop.Order(null, 100).Id,
            _shop.Order(null, 250).Id,
            _shop.Order(null, 250, o => (o.CurrencyId, o.ReportingRate) = (euro, 1.6)).Id,
            _shop.Order(null, 199, o => (o.CurrencyId, o.ReportingRate) = (krona, 0.1)).Id,
            _shop.Order(null, 200, o => (o.CurrencyId, o.ReportingRate) = (krona, 0.1)).Id,
            _shop.Order(null, 99).Id,
        };
        await SaveAsync(s => s.ReportingCurrency = "EUR");
        var rates = new Dictionary<long, double?>();
        _shop.Write(db => rates = db.Orders.ToDictionary(o => o.Id, o => o.ReportingRate));
        Assert.Equal([0.8, 0.625, 1, 0.08, 0.0625, null], ids.Select(id => rates[id] is { } rate ? Math.Round(rate, 12) : (double?)null));
        var facts = _shop.Rebuilt();
        Assert.Equal(("EUR", 5, 1), (facts.Stamp.Currency, facts.OrderCount, facts.LeftOut.Day.Length));

        await SaveAsync(s => s.ReportingCurrency = "USD");
        _shop.Write(db => Assert.Equal(1.6, db.Orders.Single(o => o.Id == ids[2]).ReportingRate));
    }

    private async Task SaveAsync(Action<ShopSettings> how)
    {
        var settings = await Settings.GetAsync(Cancellation);
        how(settings);
        Assert.Empty(await Settings.SaveAsync(settings, null, Cancellation));
    }

    private StoreState State()
    {
        using var db = _shop.Get<IDbContextFactory<DashboardDbContext>>().CreateDbContext();
        return db.State.Single();
    }

    private sealed class Told(Action<ReworkProgress> tell) : IProgress<ReworkProgress>
    {
        public void Report(ReworkProgress value) => tell(value);
    }
}
