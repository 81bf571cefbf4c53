using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Kpis;
using Dashboard.Core.Kpis;
using Dashboard.Core.Settings;
using Dashboard.Core.Snapshots;
using Dashboard.Web.Components;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Components.Drill;
using Dashboard.Web.Components.Layout;
using Dashboard.Web.Components.States;
using Dashboard.Web.Features.Segments;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Overview;

/// <summary>The landing page: how the shop and its customers are doing.</summary>
public sealed partial class OverviewPage(
    KpiService kpis, SegmentDesk segments, SnapshotService snapshots, SettingsService settings, NavigationManager navigation, Figures figures,
    IStringLocalizer<OverviewText> text, IStringLocalizer<LayoutText> layout, ILogger<OverviewPage> logger)
{
    private CustomerFacts _facts = CustomerFacts.Empty;
    private PageAddress _address = new();
    private ShopSettings _settings = new();
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;
    private OverviewFigures? _figures;
    private CancellationTokenSource? _reading;
    private SegmentFilter? _filter;
    private string? _failed;
    private bool _busy;
    private bool _ready;

    private IStringLocalizer<OverviewText> Text => text;

    private Figures Figures => figures;

    private KpiReport Report => _figures!.Report;

    private bool Compared => OverviewWords.IsCompared(Report, _facts);

    private DateOnly FirstDay => FactDay.ToDate(_facts.Span.First);

    private DateOnly LastDay => FactDay.ToDate(_facts.Span.Last);

    private DateOnly? ImportedDay => _facts.Stamp.ImportedAtUtc is { } at ? DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(at, _zone)) : null;

    private string Here => new Uri(navigation.Uri).PathAndQuery;

    private string Product => _settings.ShopName.Length > 0 ? _settings.ShopName : layout["Product"];

    /// <summary>Where the customers of a card are listed; null for cards that count something else.</summary>
    private string? DrillOf(KpiId id) =>
        Report is { From: { } from, To: { } to } && DrillRules.Of(id, from, to, _address.Channel, _address.Country) is { } rule ? DrillRules.AddressOf(DrillRules.Within(_filter, rule), Report[id].Value ?? 0) : null;

    protected override async Task OnInitializedAsync()
    {
        _facts = snapshots.Current;
        _address = PageAddress.Parse(navigation.Uri);
        snapshots.Changed += Refresh;
        settings.Changed += Refresh;
        navigation.LocationChanged += OnLocationChanged;
        await ReadAsync();
        _ready = true;
    }

    protected override void Dispose(bool disposing)
    {
        snapshots.Changed -= Refresh;
        settings.Changed -= Refresh;
        navigation.LocationChanged -= OnLocationChanged;
        _reading?.Cancel();
        _reading?.Dispose();
        base.Dispose(disposing);
    }

    private void Refresh() => _ = InvokeAsync(ReadAsync);

    private void OnLocationChanged(object? sender, LocationChangedEventArgs change)
    {
        if (new Uri(change.Location).AbsolutePath != Addresses.Overview) return;
        _address = PageAddress.Parse(change.Location);
        _ = InvokeAsync(ReadAsync);
    }

    // What is on screen stays, dimmed, until the new figures are there; only the newest question is waited for.
    private async Task ReadAsync()
    {
        if (PageClosed.IsCancellationRequested) return;
        _reading?.Cancel();
        _reading?.Dispose();
        var reading = _reading = CancellationTokenSource.CreateLinkedTokenSource(PageClosed);
        (_busy, _failed) = (true, null);
        StateHasChanged();
        try
        {
            _settings = await settings.GetAsync(reading.Token);
            _zone = _settings.FindZone();
            _facts = snapshots.Current;
            _filter = await segments.FilterAsync(_facts, _address.Segment, reading.Token, _address.Rule);
            _figures = _facts.OrderCount == 0 ? null
                : await OverviewFigures.ReadAsync(kpis, _address.Query(_facts, _settings) with { Customers = _filter?.Members }, LastDay, ImportedDay, reading.Token);
        }
        catch (OperationCanceledException) when (reading.IsCancellationRequested)
        {
            return;
        }
        catch (Exception error)
        {
            _failed = ErrorReference.New();
            LogFailed(error, _failed);
        }
        _busy = false;
        StateHasChanged();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The Overview could not be computed; the reader was shown reference {Reference}")]
    private partial void LogFailed(Exception error, string reference);
}
