using Dashboard.Analytics.Kpis;
using Dashboard.Core.Jobs;
using Dashboard.Core.Kpis;
using Dashboard.Core.Lifetime;
using Dashboard.Core.Segments;
using Dashboard.Web.Components;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Components.Drill;
using Dashboard.Web.Features.Segments;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Clv;

/// <summary>What customers have brought, what they will, and who of them brings most.</summary>
public sealed partial class ClvPage(
    KpiService kpis, EquityHistory history, LifetimeStore fits, SegmentDesk segments, JobTracker jobs, Figures figures,
    IStringLocalizer<ClvText> text)
{
    private ClvAddress _address = ClvAddress.Parse("");
    private ClvView? _view;

    private Figures Figures => figures;
    private IStringLocalizer<ClvText> Text => text;
    private bool HasValue => _view?.Report[KpiId.HistoricClvMean].Value is not null;

    protected override void Take(string uri) => _address = ClvAddress.Parse(uri);

    protected override async Task ReadAsync(CancellationToken cancellation)
    {
        var filter = await segments.FilterAsync(kpis.Facts, _address.Bar, cancellation);
        _view = await ClvView.ReadAsync(_address, filter, kpis, history, fits, Shop, cancellation);
    }

    /// <summary>The page's finding.</summary>
    private string Lead(ClvView view)
    {
        var (mean, median, last) = (view.Until[KpiId.HistoricClvMean], view.Until[KpiId.HistoricClvMedian].Value ?? 0, figures.Day(view.Days.To));
        var said = new List<string>
        {
            mean.Value is not { } each ? text["Lead.NobodyUntil", last]
            : view.IsPast ? figures.Counted(text, "Lead.Until", mean.N, Money(view, each * mean.N), Money(view, each), Money(view, median), last)
            : figures.Counted(text, "Lead.Historic", view.Customers, Money(view, view.Historic), Money(view, each), Money(view, median)),
        };
        if (view.Predicted is { } predicted)
        {
            var (sum, horizon) = (Money(view, predicted), figures.Count(view.Rules!.HorizonDays));
            said.Add(view.IsPast ? figures.Counted(text, "Lead.PredictedOf", view.Customers, sum, horizon) : text["Lead.Predicted", sum, horizon]);
        }
        if (view.Total is { } total) said.Add(text["Lead.Purchases", figures.Count((long)Math.Round(total.Purchases)), figures.Count((long)Math.Round(total.PurchasesLow)), figures.Count((long)Math.Round(total.PurchasesHigh))]);
        if (mean.N is > 0 and < ClvView.EnoughCustomers) said.Add(text["Lead.Few"]);
        else if (view.Until[KpiId.ValueShareTop10].Value is { } share) said.Add(text[view.IsPast ? "Lead.ShareUntil" : "Lead.Share", figures.Percent(share, 0)]);
        return string.Join(' ', said);
    }

    private RenderFragment Note(ClvView view, KpiId id)
    {
        var says = new DrillSentence(figures);
        return says.Of(id switch
        {
            KpiId.PredictedClvMean or KpiId.TotalClvMean or KpiId.CustomerEquity when view is { Earlier.Equity: { } before, Rules: { } rules } && view.Report[id] is { Value: not null, Compare: not null } =>
                text[$"Note.{id}Before{(before.IsRecomputed ? ".Recomputed" : "")}", figures.Day(view.Report.AsOf!.Value), figures.Day(before.Day), figures.Count(rules.HorizonDays)],
            KpiId.PredictedClvMean when view.Rules is { } rules => text["Note.Horizon", figures.Count(rules.HorizonDays)],
            KpiId.CustomerEquity when view is { Rules: { } rules, Total: { } total } => text["Note.EquityRange", Money(view, total.ValueLow), Money(view, total.ValueHigh), figures.Count(rules.HorizonDays)],
            KpiId.CustomerEquity when view.Rules is { } rules => text["Note.Equity", figures.Count(rules.HorizonDays)],
            KpiId.TotalClvMean => text["Note.Total"],
            KpiId.HistoricClvMean or KpiId.HistoricClvMedian when view is { Earlier.Days: { } before, Until.AsOf: { } last } && view.Until[id].Compare is not null =>
                text["Note.UntilBefore", Customers(), figures.Day(last), figures.Day(before.To)],
            _ => text["Note.Customers", Customers()],
        });

        string Customers() => says.Link(view.Drill(id), figures.Count(view.Of(id)[id].N));
    }

    private string Money(ClvView view, double value) => figures.Money(value, view.Currency, brief: true);
}
