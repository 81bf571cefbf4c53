using Dashboard.Analytics.Kpis;
using Dashboard.Core.Jobs;
using Dashboard.Core.Kpis;
using Dashboard.Core.Lifetime;
using Dashboard.Core.Segments;
using Dashboard.Core.Settings;
using Dashboard.Core.Snapshots;
using Dashboard.Web.Components;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Components.States;
using Dashboard.Web.Features.Segments;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Clv;

/// <summary>What customers have brought, what they will, and who of them brings most.</summary>
public sealed partial class ClvPage(
    KpiService kpis, EquityHistory history, SegmentDesk segments, SegmentCatalog catalog, SettingsService settings, SnapshotService snapshots, JobTracker jobs, Figures figures,
    IStringLocalizer<ClvText> text, ILogger<ClvPage> logger)
{
    private ClvAddress _address = ClvAddress.From(null, null);
    private CancellationTokenSource? _work;
    private ClvView? _view;
    private string? _failed;
    private bool _reading;

    [SupplyParameterFromQuery(Name = "by")] public string? By { get; set; }
    [SupplyParameterFromQuery(Name = PageAddress.SegmentKey)] public int? SegmentNumber { get; set; }

    private Figures Figures => figures;
    private IStringLocalizer<ClvText> Text => text;
    private bool HasValue => _view?.Report[KpiId.HistoricClvMean].Value is not null;

    protected override void OnInitialized()
    {
        snapshots.Changed += Refresh;
        settings.Changed += Refresh;
        catalog.Changed += Refresh;
    }

    protected override Task OnParametersSetAsync()
    {
        _address = ClvAddress.From(By, SegmentNumber);
        return ReadAsync();
    }

    protected override void Dispose(bool disposing)
    {
        snapshots.Changed -= Refresh;
        settings.Changed -= Refresh;
        catalog.Changed -= Refresh;
        _work?.Cancel();
        _work?.Dispose();
        base.Dispose(disposing);
    }

    private void Refresh() => _ = InvokeAsync(async () =>
    {
        await ReadAsync();
        StateHasChanged();
    });

    private async Task ReadAsync()
    {
        if (PageClosed.IsCancellationRequested) return;
        _work?.Cancel();
        _work?.Dispose();
        var work = (_work = CancellationTokenSource.CreateLinkedTokenSource(PageClosed)).Token;
        (_reading, _failed) = (true, null);
        StateHasChanged();
        try
        {
            var filter = await segments.FilterAsync(kpis.Facts, _address.Segment, work);
            (_view, _reading) = (await ClvView.ReadAsync(_address, filter, kpis, history, work), false);
        }
        catch (Exception) when (work.IsCancellationRequested)
        {
            // A newer request shows its own result.
        }
        catch (Exception error)
        {
            (_failed, _reading) = (ErrorReference.New(), false);
            LogFailed(error, _failed);
        }
    }

    /// <summary>The page's finding.</summary>
    private string Lead(ClvView view)
    {
        var (mean, median) = (view.Report[KpiId.HistoricClvMean].Value!.Value, view.Report[KpiId.HistoricClvMedian].Value ?? 0);
        var said = new List<string> { figures.Counted(text, "Lead.Historic", view.Customers, Money(view, view.Historic), Money(view, mean), Money(view, median)) };
        if (view.Predicted is { } predicted) said.Add(text["Lead.Predicted", Money(view, predicted), figures.Count(view.Rules!.HorizonDays)]);
        if (view.Total is { } total) said.Add(text["Lead.Purchases", figures.Count((long)Math.Round(total.Purchases)), figures.Count((long)Math.Round(total.PurchasesLow)), figures.Count((long)Math.Round(total.PurchasesHigh))]);
        if (view.Customers < ClvView.EnoughCustomers) said.Add(text["Lead.Few"]);
        else if (view.Report[KpiId.ValueShareTop10].Value is { } share) said.Add(text["Lead.Share", figures.Percent(share, 0)]);
        return string.Join(' ', said);
    }

    private string? Note(ClvView view, KpiId id) => id switch
    {
        KpiId.PredictedClvMean when view.Rules is { } rules => text["Note.Horizon", figures.Count(rules.HorizonDays)],
        KpiId.CustomerEquity when view is { Rules: { } rules, Total: { } total } => text["Note.EquityRange", Money(view, total.ValueLow), Money(view, total.ValueHigh), figures.Count(rules.HorizonDays)],
        KpiId.CustomerEquity when view.Rules is { } rules => text["Note.Equity", figures.Count(rules.HorizonDays)],
        KpiId.TotalClvMean => text["Note.Total"],
        _ => text["Note.Customers", figures.Count(view.Report[id].N)],
    };

    private string Money(ClvView view, double value) => figures.Money(value, view.Currency, brief: true);

    [LoggerMessage(Level = LogLevel.Error, Message = "Lifetime value could not be computed; the reader was shown reference {Reference}")]
    private partial void LogFailed(Exception error, string reference);
}
