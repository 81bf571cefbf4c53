using System.Text.Json;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Customers;
using Dashboard.Core.Marks;
using Dashboard.Core.Segments;
using Dashboard.Core.Snapshots;
using Dashboard.Web.Components;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Components.States;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;

namespace Dashboard.Web.Features.Segments;

/// <summary>
/// Builds a segment. The rule stands in the address while it is built: reload, a lost connection or a restarted server lose nothing, and other pages open the builder
/// with a rule of theirs.
/// </summary>
public sealed partial class SegmentEditPage(
    SegmentDesk desk, SegmentAnswers answers, MarkBook marks, CustomerDirectory directory, SnapshotService snapshots, SegmentWords words, RuleSeals seals, NavigationManager navigation, IJSRuntime script,
    IStringLocalizer<SegmentsText> text, ILogger<SegmentEditPage> logger)
{
    private const int Samples = 10;
    private const int LongestInAddress = 4_000;
    private const string DraftKey = "segment-draft";

    private RuleGroup _rule = new(GroupMode.All, RuleKinds.New(RuleKind.LastOrder));
    private SegmentRule? _sealed;
    private RuleChoices? _shop;
    private string _name = "";
    private string _description = "";
    private bool _shared;
    private bool _frozen;
    private int _version;
    private SegmentAnswer? _answer;
    private IReadOnlyList<CustomerRow> _rows = [];
    private IReadOnlyList<RuleProblem>? _refusedRules;
    private SegmentReason? _refused;
    private CancellationTokenSource? _work;
    private string? _failed;
    private bool _counting;
    private bool _missing;
    private bool _newer;
    private bool _saving;
    private bool _recalled;

    /// <summary>The segment to change; null for a new one.</summary>
    [Parameter] public int? Id { get; set; }

    /// <summary>A rule to begin with, as <see cref="SegmentJson"/> writes it.</summary>
    [SupplyParameterFromQuery(Name = "rule")] public string? RuleText { get; set; }

    /// <summary>What a new segment is called to begin with; words of the page that leads here, never of a person.</summary>
    [SupplyParameterFromQuery(Name = "name")] public string? NameText { get; set; }

    // A draft belongs to its address: another rule to begin with is another segment.
    private string DraftAddress => new Uri(navigation.Uri).PathAndQuery;

    private IStringLocalizer<SegmentsText> Text => text;
    private SegmentWords Words => words;
    private string Title => Id is null ? text["New"] : text["EditTitle", _name];
    private IReadOnlyList<RuleProblem> Problems => _refusedRules ?? _answer?.Problems ?? [];

    private string? NameProblem => _refused is SegmentReason.NameMissing or SegmentReason.NameTaken or SegmentReason.NameTooLong ? text[$"Reason.{_refused}"].Value : null;

    // The rule as it may stand in an address.
    private SegmentRule Sealed => _sealed ??= seals.Seal(_rule);

    /// <summary>Address of the builder with this rule.</summary>
    /// <param name="rule">The rule, sealed.</param>
    /// <param name="id">The segment to change; null for a new one.</param>
    public static string With(SegmentRule rule, int? id = null) => QueryHelpers.AddQueryString(id is { } known ? Addresses.EditSegment(known) : Addresses.NewSegment, "rule", SegmentJson.Write(rule));

    /// <summary>Address of the builder with this rule and a name to begin with.</summary>
    /// <param name="rule">The rule, sealed.</param>
    /// <param name="name">The name, without anything about a person: it stands in the address.</param>
    public static string With(SegmentRule rule, string name) => QueryHelpers.AddQueryString(With(rule), "name", name);

    protected override async Task OnInitializedAsync()
    {
        var segments = await desk.ListAsync(PageClosed);
        if (Id is { } id)
        {
            if (await desk.FindAsync(id, PageClosed) is not { MayChange: true, Segment: var segment })
            {
                _missing = true;
                return;
            }
            (_name, _description, _shared, _frozen, _version) = (segment.Name, segment.Description, segment.IsShared, segment.IsFrozen, segment.Version);
            if (SegmentJson.Read(segment.Rule, out _) is { } saved) _rule = AsGroup(saved);
        }
        else if (NameText?.Trim() is { Length: > 0 } name) _name = name[..Math.Min(name.Length, SegmentCatalog.MostName)];
        if (RuleText is { Length: > 0 } written && SegmentJson.Read(written, out _) is { } draft) _rule = AsGroup(seals.Open(draft));
        _shop = RuleChoices.Of(snapshots.Current, [.. segments.Where(s => s.Segment.Id != Id).Select(s => (s.Segment.Id, s.Segment.Name))]) with { Tags = [.. (await marks.TagsAsync(PageClosed)).Select(t => t.Name)] };
        snapshots.Changed += Recount;
        _ = CountAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_shop is null || _recalled) return;
        _recalled = true;
        if (await script.InvokeAsync<string?>("sessionStorage.getItem", PageClosed, DraftKey) is not { Length: > 0 } kept
            || JsonSerializer.Deserialize<Draft>(kept) is not { } draft || draft.At != DraftAddress) return;
        (_name, _description, _shared, _frozen) = (draft.Name, draft.Description, draft.IsShared, draft.IsFrozen);
        StateHasChanged();
    }

    protected override void Dispose(bool disposing)
    {
        snapshots.Changed -= Recount;
        _work?.Cancel();
        _work?.Dispose();
        base.Dispose(disposing);
    }

    private static RuleGroup AsGroup(SegmentRule rule) => rule as RuleGroup ?? new(GroupMode.All, rule);

    private string? NameOf(int id) => _shop?.Segments.FirstOrDefault(s => s.Id == id).Name;

    private void Recount() => _ = InvokeAsync(() => CountAsync());

    private Task ChangeAsync(RuleGroup rule)
    {
        (_rule, _sealed, _refused, _refusedRules) = (rule, null, null, null);
        var written = SegmentJson.Write(Sealed);
        if (written.Length <= LongestInAddress)
            navigation.NavigateTo(navigation.GetUriWithQueryParameter("rule", written), replace: true);
        _ = CountAsync();
        return KeepAsync(_name, _description);
    }

    /// <summary>Keeps in the browser's tab what is typed and no address holds, so that reload and back lose nothing.</summary>
    private Task KeepAsync(string name, string description) =>
        script.InvokeVoidAsync("sessionStorage.setItem", PageClosed, DraftKey, JsonSerializer.Serialize(new Draft(DraftAddress, name, description, _shared, _frozen))).AsTask();

    private Task ForgetAsync() => script.InvokeVoidAsync("sessionStorage.removeItem", PageClosed, DraftKey).AsTask();

    /// <summary>Counts off the connection's own thread; a newer rule gives up the count of the older.</summary>
    private async Task CountAsync()
    {
        if (PageClosed.IsCancellationRequested) return;
        _work?.Cancel();
        _work?.Dispose();
        _work = CancellationTokenSource.CreateLinkedTokenSource(PageClosed);
        var work = _work.Token;
        try
        {
            (_counting, _failed) = (true, null);
            var facts = snapshots.Current;
            var answer = await answers.CountAsync(facts, _rule, Id, work);
            var rows = answer.Count is not { Size: > 0 } count ? []
                : (await directory.ReadAsync(facts, new(null, [], CustomerSort.LastPurchase, true, 0, Samples) { Within = count.Members }, work)).Rows;
            (_answer, _rows, _counting) = (answer, rows, false);
        }
        catch (OperationCanceledException) when (work.IsCancellationRequested)
        {
            return;
        }
        catch (Exception error)
        {
            (_failed, _counting) = (ErrorReference.New(), false);
            LogFailed(error, _failed);
        }
        StateHasChanged();
    }

    private async Task SaveAsync()
    {
        (_saving, _refused, _refusedRules, _newer) = (true, null, null, false);
        try
        {
            // Somebody may have saved the same segment since it was opened here.
            if (Id is { } id && await desk.FindAsync(id, PageClosed) is { } now && now.Segment.Version != _version)
            {
                (_newer, _version) = (true, now.Segment.Version);
                return;
            }
            var result = await desk.SaveAsync(Id, new() { Name = _name, Description = _description, Rule = _rule, IsShared = _shared, IsFrozen = _frozen }, PageClosed);
            (_refused, _refusedRules) = (result.Reason, result.Rules.Count > 0 ? result.Rules : null);
            if (result.Id is not { } saved) return;
            await ForgetAsync();
            navigation.NavigateTo(Addresses.Segment(saved));
        }
        finally
        {
            _saving = false;
        }
    }

    private sealed record Draft(string At, string Name, string Description, bool IsShared, bool IsFrozen);

    [LoggerMessage(Level = LogLevel.Error, Message = "A segment could not be counted; the reader was shown reference {Reference}")]
    private partial void LogFailed(Exception error, string reference);
}
