using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Exports;
using Dashboard.Core.Segments;
using Dashboard.Core.Settings;
using Dashboard.Core.Snapshots;
using Dashboard.Web.Charts;
using Dashboard.Web.Components;
using Dashboard.Web.Components.Drill;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Segments;

/// <summary>One segment: who is in it, what they are like, how it came about and how it moves.</summary>
public sealed partial class SegmentPage(
    SegmentDesk desk, SegmentCatalog catalog, SegmentAnswers answers, SnapshotService snapshots, SettingsService settings, SegmentWords words, RuleSeals seals, Figures figures,
    IStringLocalizer<SegmentsText> text)
{
    private Segment? _segment;
    private SegmentEntry? _entry;
    private SegmentCount? _count;
    private IReadOnlyList<SegmentEntry> _segments = [];
    private IReadOnlyList<RuleProblem> _problems = [];
    private IReadOnlyList<SegmentDay> _days = [];
    private IReadOnlyList<ChartPoint> _points = [];
    private IReadOnlyList<SegmentVersionEntry> _versions = [];
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;
    private (DateOnly Since, int Came, int Went)? _change;
    private string _sentence = "";
    private SegmentReason? _refused;
    private bool _mayChange;
    private bool _missing;
    private SegmentRemoval? _removal;

    [Parameter] public int Id { get; set; }

    private Figures Figures => figures;
    private SegmentWords Words => words;
    private RuleSeals Seals => seals;
    private IStringLocalizer<SegmentsText> Text => text;

    protected override void OnInitialized()
    {
        snapshots.Changed += Refresh;
        catalog.Changed += Refresh;
    }

    protected override Task OnParametersSetAsync() => ReadAsync();

    protected override void Dispose(bool disposing)
    {
        snapshots.Changed -= Refresh;
        catalog.Changed -= Refresh;
        base.Dispose(disposing);
    }

    private void Refresh() => _ = InvokeAsync(async () =>
    {
        if (PageClosed.IsCancellationRequested) return;
        await ReadAsync();
        StateHasChanged();
    });

    private async Task ReadAsync()
    {
        var seen = await desk.FindAsync(Id, PageClosed);
        _missing = seen is null;
        if (seen is not { } found) return;
        var facts = snapshots.Current;
        _zone = (await settings.GetAsync(PageClosed)).FindZone();
        _segments = await desk.ListAsync(PageClosed);
        _entry = _segments.FirstOrDefault(s => s.Segment.Id == Id);
        _sentence = Sentence(found.Segment.Rule);
        (_count, _problems) = (null, []);
        var members = await answers.MembersAsync(facts, Id, PageClosed);
        if (members is not null) _count = await answers.DescribeAsync(facts, members, PageClosed);
        _change = await ChangeAsync(facts, members);
        if (!found.Segment.IsFrozen && SegmentJson.Read(found.Segment.Rule, out _) is { } rule)
            _problems = RuleCheck.Run(rule, facts, await answers.InputsAsync(facts, PageClosed), Id);
        _versions = await catalog.VersionsAsync(Id, PageClosed);
        _days = await catalog.DaysAsync(Id, PageClosed);
        _points = [.. _days.Select(d => new ChartPoint(figures.Day(d.Day), d.Size, figures.Count(d.Size), AxisLabel: figures.DayOfYear(d.Day)) { Days = (d.Day, d.Day) })];
        (_segment, _mayChange) = (found.Segment, found.MayChange);
    }

    private string Sentence(string rule) =>
        SegmentJson.Read(rule, out _) is { } read ? words.Of(read, snapshots.Current.Stamp.Currency, id => _segments.FirstOrDefault(s => s.Segment.Id == id)?.Segment.Name) : "";

    // Of members of an earlier day those are listed who are still on file.
    private DrillTo? On(SegmentDay day) => day.Size == 0 ? null
        : ReferenceEquals(day, _days[^1]) && day.Size == _count?.Size ? DrillTo.Of(new MemberRule(Id), day.Size) : DrillTo.Of(Belonged(day.Day), null);

    private MovedRule Belonged(DateOnly day) => new(SegmentMove.Belonged, Id, new(From: day, To: day));

    /// <summary>Who came and who went within the days of the change.</summary>
    private RenderFragment ChangeMoves((DateOnly Since, int Came, int Went) change)
    {
        var (says, then, now) = (new DrillSentence(figures), Belonged(change.Since), new MemberRule(Id));
        return says.Of(text["Column.Change.Moves",
            says.Link(DrillTo.Of(new RuleGroup(GroupMode.All, now, new RuleGroup(GroupMode.None, then)), change.Came), figures.Count(change.Came)),
            says.Link(DrillTo.Of(new RuleGroup(GroupMode.All, then, new RuleGroup(GroupMode.None, now)), change.Went), figures.Count(change.Went))]);
    }

    private async Task<(DateOnly, int, int)?> ChangeAsync(CustomerFacts facts, CustomerSet? members)
    {
        if (members is null || _entry is not { Change: not null, Segment.MeasuredDay: { } day }) return null;
        var since = day.AddDays(-SegmentCatalog.ChangeDays);
        var inputs = await answers.InputsAsync(facts, PageClosed);
        return await Task.Run(() => inputs.Moved(Belonged(since)) is { } then ? (since, CustomerSet.Except(members, then).Count, CustomerSet.Except(then, members).Count) : ((DateOnly, int, int)?)null, PageClosed);
    }

    /// <summary>Whether people came or went because the rule changed, on the first day against the first version.</summary>
    private bool ChangedRule(SegmentDay? before, SegmentDay day)
    {
        var since = _versions.Select(v => v.Version).Where(v => v.Number >= (before?.Version ?? 1) && v.Number <= day.Version).ToList();
        return since.Any(v => v.Rule != since[0].Rule || v.IsFrozen != since[0].IsFrozen);
    }

    // Of a frozen version the members are not kept, so that its rule would bring back others.
    private static bool IsAnother(SegmentVersion version, Segment segment) => !version.IsFrozen && (segment.IsFrozen || version.Rule != segment.Rule);

    /// <summary>Makes the rule of a version that of the newest.</summary>
    private async Task BringBackAsync(SegmentVersion version, SegmentRule rule)
    {
        if (await desk.FindAsync(Id, PageClosed) is not { Segment: var now }) return;
        var result = await desk.SaveAsync(Id, new() { Name = now.Name, Description = now.Description, Rule = rule, IsShared = now.IsShared, IsFrozen = version.IsFrozen }, PageClosed);
        _refused = result.Reason;
    }

    private DrillTo? Moved(SegmentMove move, SegmentDay day) =>
        DrillTo.Of(new MovedRule(move, Id, new(From: day.Day, To: day.Day)), move == SegmentMove.Came ? day.Entered : day.Exited);

    private FigureTable Moves() => new FigureTable("segment-moves", text["Day"], text["Column.Size"], text["Entered"], text["Exited"]).AddAll(_days, d => [d.Day, d.Size, d.Entered, d.Exited]);

    private string Share(long part, long whole) => whole > 0 ? figures.Percent((double)part / whole) : Figures.None;
}
