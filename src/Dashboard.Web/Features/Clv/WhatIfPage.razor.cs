using System.Globalization;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Customers;
using Dashboard.Core.Kpis;
using Dashboard.Web.Charts;
using Dashboard.Web.Components;
using Dashboard.Web.Components.Drill;
using Dashboard.Web.Features.Segments;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Clv;

/// <summary>What customers would be worth at another horizon, discount rate or margin. Nothing is saved; the address holds what is asked.</summary>
public sealed partial class WhatIfPage(KpiService kpis, SegmentDesk segments, Figures figures, IStringLocalizer<WhatIfText> text)
{
    private const int CurveDays = 73;   // a fifth of a year

    private WhatIfAddress _address = WhatIfAddress.Parse("");
    private CustomerFacts _facts = CustomerFacts.Empty;
    private SegmentFilter? _filter;
    private ValueCurve? _curve;
    private IReadOnlyList<ChartPoint> _now = [];
    private IReadOnlyList<ChartPoint> _then = [];

    private Figures Figures => figures;
    private IStringLocalizer<WhatIfText> Text => text;
    private string Currency => _facts.Stamp.Currency;
    private int Days => _address.Days ?? Shop.PredictionDays;
    private double Discount => _address.Discount ?? Shop.DiscountPercent;
    private double MarginNow => Shop.MarginPercent ?? 100;
    private double Margin => _address.Margin ?? MarginNow;

    private IEnumerable<(string Key, double Value, double Least, double Most, double Step, string Text)> Asks =>
    [
        ("h", Days, WhatIfAddress.LeastDays, WhatIfAddress.MostDays, 5, text["Days", figures.Count(Days)]),
        ("d", Discount, 0, WhatIfAddress.MostPercent, 0.5, text["PerYear", figures.Percent(Discount / 100)]),
        ("m", Margin, 0, WhatIfAddress.MostPercent, 0.5, figures.Percent(Margin / 100)),
    ];

    protected override void Take(string uri) => _address = WhatIfAddress.Parse(uri);

    protected override async Task ReadAsync(CancellationToken cancellation)
    {
        var facts = kpis.Facts;
        var filter = await segments.FilterAsync(facts, _address.Bar, cancellation);
        (_curve, _filter, _facts) = (await kpis.ValueCurveAsync(filter?.Members, cancellation), filter, facts);
        if (_curve is not { } curve) return;
        var days = Enumerable.Range(1, WhatIfAddress.MostDays / CurveDays).Select(n => n * CurveDays).ToList();
        _now = [.. days.Select(day => Point(day, MarginNow / 100 * curve.Value(day, curve.DiscountRate)))];
        _then = [.. days.Select(day => Point(day, Margin / 100 * curve.Value(day, Discount / 100)))];
    }

    // A choice that is the settings' own leaves the address.
    private void Ask((string Key, double Value, double Least, double Most, double Step, string Text) ask, ChangeEventArgs change)
    {
        if (!double.TryParse(change.Value?.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)) return;
        var next = ask.Key switch
        {
            "h" => _address with { Days = (int)value == Shop.PredictionDays ? null : (int)value },
            "d" => _address with { Discount = value == Shop.DiscountPercent ? null : value },
            _ => _address with { Margin = value == MarginNow ? null : value },
        };
        Navigation.NavigateTo(next.ToString(), replace: true);
    }

    private IEnumerable<(string Name, double Now, double Then)> Rows(ValueCurve curve)
    {
        var (now, then) = (MarginNow / 100, Margin / 100);
        var (equity, asked) = (now * curve.Now, then * curve.Value(Days, Discount / 100));
        yield return ("Equity", equity, asked);
        yield return ("Predicted", equity / curve.Customers, asked / curve.Customers);
        yield return ("Historic", now * curve.Historic / curve.Customers, then * curve.Historic / curve.Customers);
        yield return ("Total", (equity + now * curve.Historic) / curve.Customers, (asked + then * curve.Historic) / curve.Customers);
    }

    // Of what is as the settings have it there are customers; the rest is a supposition.
    private DrillTo? Who(string row) => DrillTo.Of(
        DrillRules.Within(_filter, new OrderTotalRule(OrderMeasure.Purchases) { AtLeast = 1 }), _curve!.Customers,
        sum: row switch { "Historic" => CustomerSum.Margin, "Total" => CustomerSum.Lifetime, _ => CustomerSum.Expected });

    private string Lead()
    {
        var (_, now, then) = Rows(_curve!).First();
        return _address.IsNow ? text["Lead.Now", Money(now), figures.Count(Days)] : text["Lead.Then", Money(then), Money(now), Change(now, then)];
    }

    private string Change(double now, double then) => now == 0 ? Figures.None : Figures.WithSign(then / now - 1, change => figures.Percent(change));

    private ChartPoint Point(int day, double value) => new(text["Days", figures.Count(day)], value, Money(value), AxisLabel: figures.Count(day));

    private string Money(double value) => figures.Money(value, Currency, brief: true);
}
