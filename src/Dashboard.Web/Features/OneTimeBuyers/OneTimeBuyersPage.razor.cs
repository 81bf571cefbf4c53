using Dashboard.Analytics.Kpis;
using Dashboard.Core.Kpis;
using Dashboard.Core.Segments;
using Dashboard.Core.Settings;
using Dashboard.Core.Snapshots;
using Dashboard.Web.Components;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Components.States;
using Dashboard.Web.Features.Segments;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.OneTimeBuyers;

/// <summary>Who comes back a second time, when, and what that is worth.</summary>
public sealed partial class OneTimeBuyersPage(
    KpiService kpis, SegmentDesk segments, SegmentCatalog catalog, SettingsService settings, SnapshotService snapshots, Figures figures,
    IStringLocalizer<OneTimeBuyersText> text, ILogger<OneTimeBuyersPage> logger)
{
    private OneTimeBuyersAddress _address = OneTimeBuyersAddress.From(null, null);
    private CancellationTokenSource? _work;
    private OneTimeBuyersView? _view;
    private string? _failed;
    private bool _reading;

    [SupplyParameterFromQuery(Name = "by")] public string? By { get; set; }
    [SupplyParameterFromQuery(Name = PageAddress.SegmentKey)] public int? SegmentNumber { get; set; }

    private Figures Figures => figures;
    private IStringLocalizer<OneTimeBuyersText> Text => text;

    protected override void OnInitialized()
    {
        snapshots.Changed += Refresh;
        settings.Changed += Refresh;
        catalog.Changed += Refresh;
    }

    protected override Task OnParametersSetAsync()
    {
        _address = OneTimeBuyersAddress.From(By, SegmentNumber);
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
            (_view, _reading) = (await OneTimeBuyersView.ReadAsync(_address, filter, kpis, work), false);
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
        return $"{rate} {moment}";
    }

    private string Note(KpiValue value) => value.Immature > 0 ? text["Note.TooNew", figures.Count(value.N), figures.Count(value.Immature)]
        : text[value.Id == KpiId.DaysBetweenPurchases ? "Note.Gaps" : "Note.Customers", figures.Count(value.N)];

    [LoggerMessage(Level = LogLevel.Error, Message = "One-time buyers could not be computed; the reader was shown reference {Reference}")]
    private partial void LogFailed(Exception error, string reference);
}
