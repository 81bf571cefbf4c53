using Dashboard.Analytics.Kpis;
using Dashboard.Core.Kpis;
using Dashboard.Core.Segments;
using Dashboard.Web.Components;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Components.Drill;
using Dashboard.Web.Features.Segments;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.OneTimeBuyers;

/// <summary>Who comes back a second time, when, and what that is worth.</summary>
public sealed partial class OneTimeBuyersPage(
    KpiService kpis, SegmentDesk segments, Figures figures,
    IStringLocalizer<OneTimeBuyersText> text)
{
    private OneTimeBuyersAddress _address = OneTimeBuyersAddress.Parse("");
    private OneTimeBuyersView? _view;
    private SegmentFilter? _filter;

    private Figures Figures => figures;
    private IStringLocalizer<OneTimeBuyersText> Text => text;

    protected override void Take(string uri) => _address = OneTimeBuyersAddress.Parse(uri);

    protected override async Task ReadAsync(CancellationToken cancellation)
    {
        var filter = await segments.FilterAsync(kpis.Facts, _address.Bar, cancellation);
        (_view, _filter) = (await OneTimeBuyersView.ReadAsync(_address, filter, kpis, segments, Shop, cancellation), filter);
    }

    /// <summary>The page's finding.</summary>
    private string Lead(OneTimeBuyersView view)
    {
        var all = view.Early.All;
        var rate = all is { Rate: { } share, Interval: { } interval }
            ? figures.Counted(text, "Lead.Rate", all.Mature, figures.Percent(share), figures.Count(view.Early.Days), figures.Percent(interval.Low), figures.Percent(interval.High))
            : text["Lead.TooNew", figures.Count(all.Customers), figures.Count(view.Early.Days)].Value;
        var moment = view.Hazard switch
        {
            { Best: null } => text["Lead.Few"].Value,
            { StandsOut: false } => text["Lead.NoMoment"].Value,
            { Best: { } best } => text["Lead.Best", figures.Count(best.From), figures.Count(best.To!.Value), figures.Count(best.Here)].Value,
        };
        var came = view.Came is { } days ? text["Lead.Came", figures.Range(days.From, days.To)].Value + " " : null;
        var before = view.Earlier is { All.Rate: { } earlier, Days: { } compared } && all.Rate is not null ? text["Lead.Before", figures.Range(compared.From, compared.To), figures.Percent(earlier)].Value + " " : null;
        return $"{came}{rate} {before}{moment}";
    }

    private RenderFragment Note(OneTimeBuyersView view, KpiValue value)
    {
        var (says, all) = (new DrillSentence(figures), view.Early.All);
        var of = says.Link(value.Id switch
        {
            KpiId.EarlyRepeatRate => DrillTo.Of(view.Mature(all), value.N),
            KpiId.DaysBetweenPurchases => view.Drill(value.Id),
            _ => DrillTo.Of(view.Who(all), value.N),
        }, figures.Count(value.N));
        if (value.Immature > 0) return says.Of(text["Note.TooNew", of, says.Link(DrillTo.Of(view.TooNew(all), value.Immature), figures.Count(value.Immature))]);
        return says.Of(text[value.Id == KpiId.DaysBetweenPurchases ? "Note.Gaps" : "Note.Customers", of]);
    }
}
