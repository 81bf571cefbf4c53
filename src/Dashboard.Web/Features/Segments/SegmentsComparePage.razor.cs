using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Kpis;
using Dashboard.Core.Segments;
using Dashboard.Core.Settings;
using Dashboard.Core.Snapshots;
using Dashboard.Web.Components;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Components.Drill;
using Dashboard.Web.Components.States;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Segments;

/// <summary>Several segments beside each other: whom they share, and every KPI of each.</summary>
public sealed partial class SegmentsComparePage(
    SegmentDesk desk, SegmentAnswers answers, SegmentCatalog catalog, KpiService kpis, SnapshotService snapshots, SettingsService settings, NavigationManager navigation, Figures figures,
    IStringLocalizer<SegmentsText> text, ILogger<SegmentsComparePage> logger)
{
    private CustomerFacts _facts = CustomerFacts.Empty;
    private PageAddress _address = new();
    private SegmentChoice _choice = new([]);
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;
    private IReadOnlyList<SegmentEntry>? _entries;
    private IReadOnlyList<Segment> _chosen = [];
    private IReadOnlyList<Segment> _segments = [];   // those of them that have an answer
    private SegmentOverlap? _overlap;
    private IReadOnlyList<KpiReport> _reports = [];
    private CancellationTokenSource? _work;
    private IReadOnlyList<string> _unanswered = [];
    private string? _failed;
    private bool _reading;

    private Figures Figures => figures;
    private IStringLocalizer<SegmentsText> Text => text;
    private string Currency => _facts.Stamp.Currency;
    private int Missing => _choice.Numbers.Count - _chosen.Count;
    private KpiReport Everybody => _reports[^1];

    /// <summary>KPIs that any of the segments has a value for.</summary>
    private IEnumerable<KpiInfo> Shown => KpiCatalog.All.Where(k => _reports.Any(r => r[k.Id].Value is not null));

    protected override Task OnInitializedAsync()
    {
        snapshots.Changed += Refresh;
        settings.Changed += Refresh;
        catalog.Changed += Refresh;
        navigation.LocationChanged += OnLocationChanged;
        Take(navigation.Uri);
        return ReadAsync();
    }

    protected override void Dispose(bool disposing)
    {
        snapshots.Changed -= Refresh;
        settings.Changed -= Refresh;
        catalog.Changed -= Refresh;
        navigation.LocationChanged -= OnLocationChanged;
        _work?.Cancel();
        _work?.Dispose();
        base.Dispose(disposing);
    }

    private void Refresh() => _ = InvokeAsync(ReadAsync);

    private void OnLocationChanged(object? sender, LocationChangedEventArgs change)
    {
        if (new Uri(change.Location).AbsolutePath != Addresses.CompareSegments) return;
        Take(change.Location);
        _ = InvokeAsync(ReadAsync);
    }

    private void Take(string uri)
    {
        _address = PageAddress.Parse(uri);
        _choice = SegmentChoice.Parse(Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(new Uri(uri).Query).GetValueOrDefault(SegmentChoice.Key));
    }

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
            var shop = await settings.GetAsync(work);
            var facts = snapshots.Current;
            var entries = await desk.ListAsync(work);
            var chosen = _choice.Numbers.Select(n => entries.FirstOrDefault(e => e.Segment.Id == n)?.Segment).OfType<Segment>().ToList();
            var (compared, members, unanswered) = (new List<Segment>(), new List<CustomerSet>(), new List<string>());
            foreach (var segment in chosen)
            {
                if (await answers.MembersAsync(facts, segment.Id, work) is not { } set) unanswered.Add(segment.Name);
                else
                {
                    compared.Add(segment);
                    members.Add(set);
                }
            }
            SegmentOverlap? overlap = null;
            var reports = new List<KpiReport>();
            if (members.Count >= 2 && facts.OrderCount > 0)
            {
                overlap = await Task.Run(() => SegmentOverlap.Of(facts, members), work);
                foreach (var set in members.Cast<CustomerSet?>().Append(null))
                    reports.Add(await kpis.RunAsync(_address.Query(facts, shop) with { Customers = set, Compare = Comparison.None }, work));
            }
            _zone = shop.FindZone();
            (_facts, _entries, _chosen, _segments, _overlap, _reports, _unanswered) = (facts, entries, chosen, compared, overlap, reports, unanswered);
        }
        catch (OperationCanceledException) when (work.IsCancellationRequested)
        {
            return;   // a newer request shows its own result
        }
        catch (Exception error)
        {
            _failed = ErrorReference.New();
            LogFailed(error, _failed);
        }
        _reading = false;
        StateHasChanged();
    }

    /// <summary>The page's finding.</summary>
    private string Lead()
    {
        if (_overlap is not { } overlap) return text["Compare.Lead"];
        if (overlap.Intersection == 0) return text[overlap.SegmentCount == 2 ? "Compare.NobodyInBoth" : "Compare.NobodyInAll", figures.Count(overlap.Union)];
        var smallest = Enumerable.Range(0, overlap.SegmentCount).MinBy(i => overlap.Shared(i, i));
        return figures.Counted(text, overlap.SegmentCount == 2 ? "Compare.InBoth" : "Compare.InAll", overlap.Intersection,
            figures.Percent((double)overlap.Intersection / overlap.Shared(smallest, smallest)), _segments[smallest].Name);
    }

    /// <summary>Those of a region: in these segments and in no other of the chosen ones.</summary>
    private RuleGroup RuleOf(OverlapRegion region)
    {
        var (inside, outside) = (new List<SegmentRule>(), new List<SegmentRule>());
        for (var i = 0; i < _segments.Count; i++) (region.IsIn(i) ? inside : outside).Add(new MemberRule(_segments[i].Id));
        return new RuleGroup(GroupMode.All, outside.Count == 0 ? inside : [.. inside, new RuleGroup(GroupMode.None, outside)]);
    }

    /// <summary>The words of a region for those who do not see its dots.</summary>
    private string WordsOf(OverlapRegion region)
    {
        var names = _segments.Where((_, i) => region.IsIn(i)).Select(s => s.Name).ToList();
        return names.Count == _segments.Count ? text["Compare.AllOf", string.Join(", ", names)] : text["Compare.OnlyIn", string.Join(", ", names)];
    }

    private string? SharedAddress(int i, int j) =>
        DrillRules.AddressOf(new RuleGroup(GroupMode.All, [.. new[] { i, j }.Distinct().Select(s => new MemberRule(_segments[s].Id))]), _overlap!.Shared(i, j));

    private string? DrillOf(KpiInfo kpi, int column) =>
        _reports[column] is { From: { } from, To: { } to } report && DrillRules.Of(kpi.Id, from, to, _address.Channel, _address.Country) is { } rule
            ? DrillRules.AddressOf(DrillRules.Within(column < _segments.Count ? new(_segments[column], CustomerSet.Everybody(0)) : null, rule), report[kpi.Id].Value ?? 0) : null;

    [LoggerMessage(Level = LogLevel.Error, Message = "Segments could not be compared; the reader was shown reference {Reference}")]
    private partial void LogFailed(Exception error, string reference);
}
