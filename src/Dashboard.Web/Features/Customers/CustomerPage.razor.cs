using System.Globalization;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Customers;
using Dashboard.Core.Data;
using Dashboard.Core.Lifetime;
using Dashboard.Core.Marks;
using Dashboard.Core.Segments;
using Dashboard.Core.Settings;
using Dashboard.Core.Snapshots;
using Dashboard.Web.Components;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Features.Help;
using Dashboard.Web.Features.Marks;
using Dashboard.Web.Features.Segments;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Customers;

public sealed partial class CustomerPage(
    CustomerProfiles profiles, CustomerDirectory directory, SnapshotService snapshots, MarkBook marks, MarkWords words, SegmentDesk segments, SegmentAnswers answers, SegmentCatalog catalog, SettingsService settings, Figures figures, IStringLocalizer<CustomersText> text, IStringLocalizer<RfmText> groups)
{
    private const int MostMarks = 20;
    private const int MostStays = 12;

    private CustomerProfile? _profile;
    private CustomerFacts _facts = null!;
    private CustomerFigures? _figures;
    private CustomerScore? _score;
    private CustomerOutlook? _outlook;
    private CustomerMarks _held = CustomerMarks.None;
    private IReadOnlyList<MarkEntry> _marks = [];
    private IReadOnlyList<Segment> _segments = [];
    private IReadOnlyList<(LifecycleState State, DateOnly From)> _stays = [];
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;
    private long _shown;
    private int _changes;
    private bool _missing;

    [Parameter] public long Id { get; set; }
    [SupplyParameterFromQuery(Name = CustomerTimelineList.ShowKey)] public string? Show { get; set; }

    private Figures Figures => figures;
    private MarkWords Words => words;
    private IStringLocalizer<CustomersText> Text => text;
    private IStringLocalizer<RfmText> Groups => groups;
    private bool HasMoney => snapshots.Current.HasMoney;

    private string Currency => snapshots.Current.Stamp.Currency;

    /// <summary>How the time since the last purchase compares with the customer's own rhythm.</summary>
    private string? Rhythm => _figures is { MedianGapDays: { } gap, DaysSinceLast: { } since }
        ? since > 2 * gap ? "Rhythm.Overdue" : since > gap ? "Rhythm.Due" : "Rhythm.InTime"
        : null;

    protected override void OnInitialized()
    {
        snapshots.Changed += ShowNewSnapshot;
        catalog.Changed += ShowNewSnapshot;
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_shown == Id) return;
        if (_profile?.Id != Id) _profile = null;
        _shown = Id;
        _zone = (await settings.GetAsync(PageClosed)).FindZone();
        ReadFigures();
        _profile = await profiles.FindAsync(Id, PageClosed);
        _missing = _profile is null;
        if (_missing) return;
        await ReadMarksAsync();
        _segments = await SegmentsAsync();
    }

    protected override void Dispose(bool disposing)
    {
        snapshots.Changed -= ShowNewSnapshot;
        catalog.Changed -= ShowNewSnapshot;
        base.Dispose(disposing);
    }

    private void ShowNewSnapshot() => _ = InvokeAsync(async () =>
    {
        _shown = default;
        await OnParametersSetAsync();
        StateHasChanged();
    });

    private void ReadFigures()
    {
        var facts = _facts = snapshots.Current;
        var index = facts.IndexOf(Id);
        _stays = index < 0 ? [] : Stays(facts, index);
        (_figures, _score, _outlook) = index < 0 ? (null, null, null) : (CustomerFigures.Of(facts, index), directory.ScoreOf(facts, index), CustomerOutlook.Of(facts, index));
    }

    private async Task ReadMarksAsync()
    {
        _marks = await marks.OfAsync(Id, PageClosed);
        _held = (await marks.OfAsync([Id], PageClosed)).GetValueOrDefault(Id, CustomerMarks.None);
        _changes++;
    }

    // Of the segments that the reader sees, those the customer is in; members are shared bitmaps, so that asking all of them costs a bit each.
    private async Task<IReadOnlyList<Segment>> SegmentsAsync()
    {
        var facts = snapshots.Current;
        if (facts.IndexOf(Id) is not (>= 0 and var index)) return [];
        var held = new List<Segment>();
        foreach (var entry in await segments.ListAsync(PageClosed))
        {
            if (await answers.MembersAsync(facts, entry.Segment.Id, PageClosed) is { } members && members[index]) held.Add(entry.Segment);
        }
        return held;
    }

    private Task<(CustomerFacts, CustomerSet)> ChosenAsync()
    {
        var facts = snapshots.Current;
        var one = new CustomerSet(facts.CustomerCount);
        if (facts.IndexOf(Id) is >= 0 and var index) one.Add(index);
        return Task.FromResult((facts, one));
    }

    // The newest stays in states, by the rules in service.
    private static IReadOnlyList<(LifecycleState, DateOnly)> Stays(CustomerFacts facts, int index) =>
        facts.Lifecycle is not { } spells ? []
            : [.. Enumerable.Range(spells.Start[index], spells.Start[index + 1] - spells.Start[index]).Reverse().Take(MostStays).Select(s => ((LifecycleState)spells.State[s], FactDay.ToDate(spells.Day[s])))];

    private IEnumerable<(string Name, string Value)> About(CustomerProfile profile)
    {
        (string Name, string? Value)[] known =
        [
            ("Email", profile.Email), ("Phone", profile.Phone), ("Company", profile.Company), ("Industry", profile.Industry), ("Household", profile.Household),
            ("BirthDate", profile.BirthDate is { } born ? figures.Day(born) : null), ("Gender", profile.Gender), ("PostalCode", profile.PostalCode), ("City", profile.City),
            ("Region", profile.Region), ("Country", profile.Country), ("PreferredChannel", profile.PreferredChannel), ("AcquisitionChannel", profile.AcquisitionChannel),
            ("AcquisitionCampaign", profile.AcquisitionCampaign), ("Source", profile.Source),
        ];
        return known.Where(k => !string.IsNullOrEmpty(k.Value)).Select(k => (text[$"About.{k.Name}"].Value, k.Value!))
            .Concat(profile.Attributes.Select(a => (a.Key, a.Value)));
    }
}
