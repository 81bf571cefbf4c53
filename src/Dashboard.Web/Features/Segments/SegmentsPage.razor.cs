using Dashboard.Analytics.Segments;
using Dashboard.Core.Customers;
using Dashboard.Core.Exports;
using Dashboard.Core.Kpis;
using Dashboard.Core.Segments;
using Dashboard.Core.Sharing;
using Dashboard.Web.Components;
using Dashboard.Web.Components.Address;
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

/// <summary>All segments that somebody sees, and how they did within the days of the bar.</summary>
public sealed partial class SegmentsPage(
    SegmentDesk desk, SegmentCatalog catalog, SegmentAnswers answers, CustomerDirectory directory, KpiService kpis, SegmentWords words, Figures figures, IStringLocalizer<SegmentsText> text)
{
    private PageAddress _address = new();
    private SegmentsView? _view;
    private Actor? _actor;
    private string _search = "";
    private SegmentSort _sort = SegmentSort.Size;
    private bool _descending = true;
    private IReadOnlyList<Segment> _trash = [];
    private SegmentRemoval _removal = null!;

    private Figures Figures => figures;
    private IStringLocalizer<SegmentsText> Text => text;

    private List<SegmentEntry> Shown
    {
        get
        {
            var found = (_view?.Entries ?? []).Where(e => e.Segment.Name.Contains(_search.Trim(), StringComparison.CurrentCultureIgnoreCase));
            var sorted = _sort switch
            {
                SegmentSort.Size => Sorted(found, e => e.Segment.Size),
                SegmentSort.Change => Sorted(found, e => e.Change),
                SegmentSort.Share => Sorted(found, Share),
                SegmentSort.Owner => Sorted(found, e => e.Owner),
                SegmentSort.Measured => Sorted(found, e => e.Segment.MeasuredAt),
                _ => Sorted(found, e => e.Segment.Name),
            };
            return [.. sorted.ThenBy(e => e.Segment.Name, StringComparer.CurrentCultureIgnoreCase)];
        }
    }

    private FigureTable Table()
    {
        var before = _view?.Before;
        string[] columns = [.. Enum.GetValues<SegmentSort>().Select(Title), Text["Column.UsedIn"], .. before is null ? [] : new[] { Text["Compare.Before", Title(SegmentSort.Share)].Value }];
        return new FigureTable("segments", columns).AddAll(Shown, e =>
        [
            e.Segment.Name, e.Segment.Size, e.Change, Share(e), e.Owner, e.Segment.MeasuredAt is { } at ? Figures.Instant(at, Zone) : null, string.Join(", ", e.Uses.Seen.Select(u => u.Name)),
            .. before is null ? [] : new object?[] { before.Share(e.Segment.Id) },
        ]);
    }

    /// <summary>The segment that brings most for its size, in words.</summary>
    private string Lead
    {
        get
        {
            if (_view is not { Days: var (from, to), Facts.CustomerCount: var everybody } view) return text["Lead"];
            var best = view.Entries.Where(e => e.Segment.Size > 0 && e.Segment.Size < everybody && Share(e) > 0).MaxBy(e => Share(e) * everybody / e.Segment.Size);
            return best is null ? text["Lead"]
                : text["Lead.Best", best.Segment.Name, figures.Percent((double)best.Segment.Size!.Value / everybody), figures.Percent(Share(best)!.Value), figures.Range(from, to)];
        }
    }

    protected override void Take(string uri) => _address = PageAddress.Parse(uri, RangePreset.Last30Days);

    protected override async Task ReadAsync(CancellationToken cancellation)
    {
        var actor = await desk.ActorAsync();
        var trash = actor is null ? [] : await catalog.RemovedAsync(actor, cancellation);
        var view = await SegmentsView.ReadAsync(_address, desk, answers, directory, kpis, Shop, cancellation);
        (_actor, _trash, _view) = (actor, trash, view);
    }

    private IOrderedEnumerable<SegmentEntry> Sorted<TKey>(IEnumerable<SegmentEntry> entries, Func<SegmentEntry, TKey> key) => _descending ? entries.OrderByDescending(key) : entries.OrderBy(key);

    private string Title(SegmentSort sort) => text[sort == SegmentSort.Change ? "List.Change" : $"Column.{sort}"];

    private double? Share(SegmentEntry entry) => _view?.Now?.Share(entry.Segment.Id);

    private string Percent(double? share) => share is { } known ? figures.Percent(known) : Figures.None;

    private string Sentence(Segment segment) =>
        segment.Description.Length > 0 ? segment.Description
        : SegmentJson.Read(segment.Rule, out _) is { } rule ? words.Of(rule, kpis.Facts.Stamp.Currency, NameOf) : "";

    private string? NameOf(int id) => _view?.Entries.FirstOrDefault(e => e.Segment.Id == id)?.Segment.Name;

    private void SortBy(SegmentSort sort) =>
        (_sort, _descending) = (sort, sort == _sort ? !_descending : sort is not (SegmentSort.Name or SegmentSort.Owner));

    private void SortByChoice(ChangeEventArgs choice)
    {
        if (Enum.TryParse<SegmentSort>(choice.Value?.ToString(), out var sort) && sort != _sort) SortBy(sort);
    }
}
