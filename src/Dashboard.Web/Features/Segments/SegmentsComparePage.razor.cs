using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Exports;
using Dashboard.Core.Kpis;
using Dashboard.Core.Segments;
using Dashboard.Web.Components;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Components.Drill;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Segments;

/// <summary>Several segments beside each other: whom they share, and every KPI of each.</summary>
public sealed partial class SegmentsComparePage(
    SegmentDesk desk, SegmentAnswers answers, KpiService kpis, Figures figures,
    IStringLocalizer<SegmentsText> text)
{
    private CustomerFacts _facts = CustomerFacts.Empty;
    private PageAddress _address = new();
    private SegmentChoice _choice = new([]);
    private IReadOnlyList<SegmentEntry>? _entries;
    private IReadOnlyList<Segment> _chosen = [];
    private IReadOnlyList<Segment> _segments = [];   // those of them that have an answer
    private SegmentOverlap? _overlap;
    private IReadOnlyList<KpiQuery> _queries = [];
    private IReadOnlyList<KpiReport> _reports = [];
    private IReadOnlyList<string> _unanswered = [];
    private SegmentFilter? _filter;   // whom alone all of it is about

    private Figures Figures => figures;
    private IStringLocalizer<SegmentsText> Text => text;
    private string Currency => _facts.Stamp.Currency;
    private int Missing => _choice.Numbers.Count - _chosen.Count;
    private KpiReport Everybody => _reports[^1];
    private ComparedDays? Before => ComparedDays.Of(Everybody, _facts);

    /// <summary>Beside whom the segments stand.</summary>
    private string AllName => _filter switch { null => text["Everybody"], { Segment.Id: > 0 } filter => filter.Segment.Name, _ => text["Compare.Filtered"] };

    /// <summary>KPIs that any of the segments has a value for.</summary>
    private IEnumerable<KpiInfo> Shown => KpiCatalog.All.Where(k => _reports.Any(r => r[k.Id].Value is not null));

    private FigureTable OverlapTable(SegmentOverlap overlap) =>
        new FigureTable("overlap", [.. _segments.Select(s => s.Name), Text["Compare.Customers"], Text["Compare.OfThem"], Text["Compare.Revenue"]])
            .AddAll(overlap.Regions, r =>
                [.. _segments.Select((_, i) => (object?)Text[r.IsIn(i) ? "Compare.In" : "Compare.Out"].Value), r.Customers, (double)r.Customers / overlap.Union, _facts.HasMoney ? (double)r.Revenue / _facts.Stamp.MinorPerMajor : null]);

    private FigureTable PairTable(SegmentOverlap overlap) => new FigureTable("overlap-pairs", [Text["Column.Name"], .. _segments.Select(s => s.Name)])
        .AddAll(_segments.Index(), s => [s.Item.Name, .. _segments.Select((_, j) => (object?)overlap.Shared(s.Index, j))]);

    private FigureTable KpiTable() =>
        new FigureTable("segments-compared", [Text["Compare.Kpi"], .. _segments.Select(s => s.Name).Append(AllName).SelectMany(name => Before is null ? [name] : new[] { name, Text["Compare.Before", name].Value })])
            .AddAll(Shown, k => [Kpis[$"{k.Name}.Name"].Value, .. _reports.SelectMany(r => Before is null ? [r[k.Id].Value] : new object?[] { r[k.Id].Value, r[k.Id].Compare })]);

    protected override void Take(string uri)
    {
        _address = PageAddress.Parse(uri);
        _choice = SegmentChoice.Parse(PageAddress.Value(uri, SegmentChoice.Key));
    }

    protected override async Task ReadAsync(CancellationToken cancellation)
    {
        var facts = Snapshots.Current;
        var entries = await desk.ListAsync(cancellation);
        var chosen = _choice.Numbers.Select(n => entries.FirstOrDefault(e => e.Segment.Id == n)?.Segment).OfType<Segment>().ToList();
        var (compared, members, unanswered) = (new List<Segment>(), new List<CustomerSet>(), new List<string>());
        // Channel and country are those of the orders that count here.
        var filter = await desk.FilterAsync(facts, _address.Segment, cancellation, _address.Rule);
        foreach (var segment in chosen)
        {
            if (await answers.MembersAsync(facts, segment.Id, cancellation) is not { } set) unanswered.Add(segment.Name);
            else
            {
                compared.Add(segment);
                members.Add(filter is null ? set : CustomerSet.Intersect(set, filter.Members));
            }
        }
        SegmentOverlap? overlap = null;
        var (queries, reports) = (new List<KpiQuery>(), new List<KpiReport>());
        if (members.Count >= 2 && facts.OrderCount > 0)
        {
            overlap = await Task.Run(() => SegmentOverlap.Of(facts, members), cancellation);
            foreach (var set in members.Append(filter?.Members))
            {
                queries.Add(_address.Query(facts, Shop) with { Customers = set });
                reports.Add(await kpis.RunAsync(queries[^1], cancellation));
            }
        }
        (_facts, _entries, _chosen, _segments, _overlap, _queries, _reports, _unanswered, _filter) = (facts, entries, chosen, compared, overlap, queries, reports, unanswered, filter);
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
    private SegmentRule? RuleOf(OverlapRegion region)
    {
        var (inside, outside) = (new List<SegmentRule>(), new List<SegmentRule>());
        for (var i = 0; i < _segments.Count; i++) (region.IsIn(i) ? inside : outside).Add(new MemberRule(_segments[i].Id));
        return DrillRules.Within(_filter, new RuleGroup(GroupMode.All, outside.Count == 0 ? inside : [.. inside, new RuleGroup(GroupMode.None, outside)]));
    }

    /// <summary>The words of a region for those who do not see its dots.</summary>
    private string WordsOf(OverlapRegion region)
    {
        var names = _segments.Where((_, i) => region.IsIn(i)).Select(s => s.Name).ToList();
        return names.Count == _segments.Count ? text["Compare.AllOf", string.Join(", ", names)] : text["Compare.OnlyIn", string.Join(", ", names)];
    }

    private string? SharedAddress(int i, int j) =>
        DrillRules.AddressOf(DrillRules.Within(_filter, new RuleGroup(GroupMode.All, [.. new[] { i, j }.Distinct().Select(s => new MemberRule(_segments[s].Id))])), _overlap!.Shared(i, j));

    private DrillTo? DrillOf(KpiValue value, int column) =>
        _reports[column] is { From: { } from, To: { } to } ? DrillRules.To(value, from, to, _queries[column], _facts, WhoseIs(column)) : null;

    /// <summary>The same KPI in the comparison.</summary>
    private DrillTo? DrillBefore(KpiValue value, int column) =>
        Before is { } days ? DrillRules.Before(value, days, _queries[column], _facts, WhoseIs(column)) : null;

    private SegmentFilter? WhoseIs(int column)
    {
        if (column == _segments.Count) return _filter;
        var segment = new SegmentFilter(_segments[column], _queries[column].Customers!);
        return _filter is null ? segment : segment with { Rule = DrillRules.Within(_filter, new MemberRule(segment.Segment.Id)) };
    }
}
