using Dashboard.Analytics.Segments;
using Dashboard.Core.Exports;
using Dashboard.Core.Segments;
using Dashboard.Core.Settings;
using Dashboard.Core.Sharing;
using Dashboard.Core.Snapshots;
using Dashboard.Web.Components;
using Dashboard.Web.Components.States;
using Dashboard.Web.Features.Exports;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Segments;

/// <summary>Columns by which the list of segments can be sorted.</summary>
public enum SegmentSort
{
    Name,
    Size,
    Change,
    Share,
    Owner,
    Measured,
}

/// <summary>All segments that somebody sees.</summary>
public sealed partial class SegmentsPage(
    SegmentDesk desk, SegmentCatalog catalog, SnapshotService snapshots, SettingsService settings, SegmentWords words, Figures figures, FigureDesk files, IStringLocalizer<SegmentsText> text,
    ILogger<SegmentsPage> logger)
{
    private IReadOnlyList<SegmentEntry>? _entries;
    private Actor? _actor;
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;
    private long _revenue;
    private string _search = "";
    private SegmentSort _sort = SegmentSort.Size;
    private bool _descending = true;
    private Segment? _removed;
    private IReadOnlyList<Segment> _trash = [];
    private string? _problem;
    private Segment? _refused;
    private SegmentUses _uses = SegmentUses.None;
    private string? _failed;

    private Figures Figures => figures;
    private IStringLocalizer<SegmentsText> Text => text;

    private List<SegmentEntry> Shown
    {
        get
        {
            var found = (_entries ?? []).Where(e => e.Segment.Name.Contains(_search.Trim(), StringComparison.CurrentCultureIgnoreCase));
            var sorted = _sort switch
            {
                SegmentSort.Size => Sorted(found, e => e.Segment.Size),
                SegmentSort.Change => Sorted(found, e => e.Change),
                SegmentSort.Share => Sorted(found, e => e.Segment.Revenue),
                SegmentSort.Owner => Sorted(found, e => e.Owner),
                SegmentSort.Measured => Sorted(found, e => e.Segment.MeasuredAt),
                _ => Sorted(found, e => e.Segment.Name),
            };
            return [.. sorted.ThenBy(e => e.Segment.Name, StringComparer.CurrentCultureIgnoreCase)];
        }
    }

    private FigureTable Table() => new FigureTable("segments", [.. Enum.GetValues<SegmentSort>().Select(s => Text[$"Column.{s}"].Value), Text["Column.UsedIn"]])
        .AddAll(Shown, e =>
            [e.Segment.Name, e.Segment.Size, e.Change, Share(e.Segment), e.Owner, e.Segment.MeasuredAt is { } at ? Figures.Instant(at, _zone) : null, string.Join(", ", e.Uses.Seen.Select(u => u.Name))]);

    /// <summary>The segment that brings most for its size, in words.</summary>
    private string Lead
    {
        get
        {
            var facts = snapshots.Current;
            var best = (_entries ?? []).Where(e => e.Segment.Size > 0 && e.Segment.Size < facts.CustomerCount && Share(e.Segment) > 0)
                .MaxBy(e => Share(e.Segment) * facts.CustomerCount / e.Segment.Size);
            return best is null ? text["Lead"]
                : text["Lead.Best", best.Segment.Name, figures.Percent((double)best.Segment.Size!.Value / facts.CustomerCount), figures.Percent(Share(best.Segment)!.Value)];
        }
    }

    protected override Task OnInitializedAsync()
    {
        catalog.Changed += Refresh;
        return ReadAsync();
    }

    protected override void Dispose(bool disposing)
    {
        catalog.Changed -= Refresh;
        base.Dispose(disposing);
    }

    private IOrderedEnumerable<SegmentEntry> Sorted<TKey>(IEnumerable<SegmentEntry> entries, Func<SegmentEntry, TKey> key) => _descending ? entries.OrderByDescending(key) : entries.OrderBy(key);

    private double? Share(Segment segment) => segment.Size is not null && _revenue > 0 ? (double)segment.Revenue / _revenue : null;

    private string Sentence(Segment segment) =>
        segment.Description.Length > 0 ? segment.Description
        : SegmentJson.Read(segment.Rule, out _) is { } rule ? words.Of(rule, snapshots.Current.Stamp.Currency, NameOf) : "";

    private string? NameOf(int id) => _entries?.FirstOrDefault(e => e.Segment.Id == id)?.Segment.Name;

    private void SortBy(SegmentSort sort) =>
        (_sort, _descending) = (sort, sort == _sort ? !_descending : sort is not (SegmentSort.Name or SegmentSort.Owner));

    private void SortByChoice(ChangeEventArgs choice)
    {
        if (Enum.TryParse<SegmentSort>(choice.Value?.ToString(), out var sort) && sort != _sort) SortBy(sort);
    }

    private void Refresh() => _ = InvokeAsync(async () =>
    {
        await ReadAsync();
        StateHasChanged();
    });

    private async Task ReadAsync()
    {
        if (PageClosed.IsCancellationRequested) return;
        try
        {
            _failed = null;
            _zone = (await settings.GetAsync(PageClosed)).FindZone();
            _actor = await desk.ActorAsync();
            _revenue = snapshots.Current.Customers.Revenue.Sum();
            _trash = _actor is null ? [] : await catalog.RemovedAsync(_actor, PageClosed);
            _entries = _actor is null ? [] : await catalog.ListAsync(_actor, PageClosed);
        }
        catch (OperationCanceledException) when (PageClosed.IsCancellationRequested)
        {
            // The page was left.
        }
        catch (Exception error)
        {
            _failed = ErrorReference.New();
            files.Fail();
            LogFailed(error, _failed);
        }
    }

    private async Task RemoveAsync(Segment segment, bool anyway = false)
    {
        var result = await desk.RemoveAsync(segment.Id, anyway);
        (_problem, _uses, _refused) = (Problem(segment, result), result.Uses, segment);
        _removed = result.Reason is null ? segment : null;
    }

    private async Task RestoreAsync(Segment segment)
    {
        var result = await desk.RestoreAsync(segment.Id);
        (_problem, _uses, _removed) = (Problem(segment, result), SegmentUses.None, null);
    }

    private string? Problem(Segment segment, SegmentResult result) => result.Reason is not { } reason ? null
        : result.Uses.MayBeLeft ? text["InUseUnseen", segment.Name].Value : text["ProblemOf", segment.Name, text[$"Reason.{reason}"]].Value;

    [LoggerMessage(Level = LogLevel.Error, Message = "The segments could not be read; the reader was shown reference {Reference}")]
    private partial void LogFailed(Exception error, string reference);
}
