using System.Globalization;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Exports;
using Dashboard.Core.Exports.Schedules;
using Dashboard.Core.Schedules;
using Dashboard.Core.Segments;
using Dashboard.Core.Settings;
using Dashboard.Core.Snapshots;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Features.Customers;
using Dashboard.Web.Features.Schedules;
using Dashboard.Web.Features.Segments;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Exports;

/// <summary>Adds an export schedule or changes one of the person's own. The secret and values of headers go in and never come out again.</summary>
public sealed partial class ExportScheduleFormPage
{
    private const string PurposeKey = "consent", FormatKey = "format", ColumnKey = "column", PageKey = "of", FigureKey = "figure";

    /// <summary>Stands for the list that the page was opened from, in place of the number of a segment.</summary>
    private const string OfRule = "rule";

    private SegmentRule? _rule;
    private string? _page;
    private string _figure = "";
    private string _title = "";
    private IReadOnlyList<PageFigure> _figures = [];
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;
    private Exporter? _who;
    private IReadOnlyList<SegmentEntry> _segments = [];
    private List<(string Name, ExportLayout Layout)> _layouts = [];
    private ExportLayout _layout = new(ExportFormat.Csv, []);
    private IReadOnlyList<ScheduleProblem> _problems = [];
    private List<HeaderFields.HeaderRow> _headers = [];
    private Rhythm _rhythm = Rhythm.Default;
    private DeliveryTarget _target;
    private ExportFormat _format = ExportFormat.Csv;
    private int _chosen;
    private int? _keep;
    private string _name = "";
    private string _segment = "";
    private string _purpose = ConsentFilter.Usual;
    private string _folder = "";
    private string _address = "";
    private string _fileName = "customers-{date}";
    private string _secret = "";
    private bool _isSigned;
    private bool _enabled = true;
    private bool _missing;
    private ScheduleReason? _unfit;
    private bool _forbidden;

    [Parameter] public int? Id { get; set; }

    /// <summary>Path and query of a page, for one of its figures in place of customers.</summary>
    [SupplyParameterFromQuery(Name = PageKey)] public string? PageAddressed { get; set; }
    [SupplyParameterFromQuery(Name = FigureKey)] public string? FigureName { get; set; }

    [SupplyParameterFromQuery(Name = "group")] public string?[]? GroupNames { get; set; }
    [SupplyParameterFromQuery(Name = PurposeKey)] public string? PurposeName { get; set; }
    [SupplyParameterFromQuery(Name = FormatKey)] public string? FormatName { get; set; }
    [SupplyParameterFromQuery(Name = ColumnKey)] public string[]? ColumnNames { get; set; }

    [Inject] private ExportScheduleDesk Desk { get; set; } = default!;
    [Inject] private ExportSchedules Schedules { get; set; } = default!;
    [Inject] private IFigureSource Pages { get; set; } = default!;
    [Inject] private ExportDesk Exports { get; set; } = default!;
    [Inject] private SegmentDesk Segments { get; set; } = default!;
    [Inject] private DeliveryFolders Folders { get; set; } = default!;
    [Inject] private SnapshotService Snapshots { get; set; } = default!;
    [Inject] private SettingsService Settings { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;
    [Inject] private SegmentWords Sentences { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [Inject] private IStringLocalizer<ExportsText> Text { get; set; } = default!;
    [Inject] private IStringLocalizer<SchedulesText> Words { get; set; } = default!;

    private string Leave => Id is { } id ? Addresses.ExportSchedule(id) : Addresses.ExportSchedules;

    protected override async Task OnInitializedAsync()
    {
        _zone = (await Settings.GetAsync(PageClosed)).FindZone();
        _folder = Folders.Roots[0];
        _segments = await Segments.ListAsync(PageClosed);
        var who = await Exports.WhoAsync();
        var (saved, last) = await Exports.LayoutsAsync(PageClosed);
        var usual = ExportColumns.Of(Snapshots.Current, who?.IsMasked ?? true).Where(c => c.IsUsual).Select(c => c.Name).ToList();
        _layouts = [.. saved.Select(l => (l.Name, l.Layout)), (Text["Columns.Usual"], new(ExportFormat.Csv, usual))];
        if (last is not null) _layouts.Insert(0, (Text["Layout.Last"], last));
        Begin();
        if (Id is { } id)
        {
            if (await Desk.FindAsync(id, PageClosed) is { } found && found.Entry.Schedule.UserId == who?.UserId) Fill(found.Entry.Schedule);
            else _missing = true;
        }
        ChooseLayout();
        if (_page is not null && who is not null && _unfit is null) await OpenPageAsync(_page, who.UserId);
        _who = who;
    }

    /// <summary>The address that makes a schedule of a table or chart.</summary>
    /// <param name="page">Path and query of its page.</param>
    /// <param name="figure">Name of its table.</param>
    internal static string AddressOf(string page, string figure) => QueryHelpers.AddQueryString(Addresses.NewExportSchedule, [KeyValuePair.Create(PageKey, (string?)page), new(FigureKey, figure)]);

    private PageFigure? Chosen => _figures.FirstOrDefault(f => f.Table.Name == _figure);

    // As the page would be at a run now: what cannot be seen there cannot be chosen.
    private async Task OpenPageAsync(string page, int user)
    {
        (_figures, var problem) = await Pages.OpenAsync(user, page, PageClosed);
        if (problem == FigureProblem.NoPage && Id is null) _unfit = ScheduleReason.NotAPage;
        if (Chosen is not { } chosen) return;
        _title = chosen.Title;
        if (Id is not null) return;
        _fileName = $"{_figure}-{{date}}";
        // Others may read the name of a schedule.
        if (!await Schedules.IsPersonalAsync(_title, user, PageClosed)) _name = _title.Length > ScheduleRules.LongestName ? _title[..ScheduleRules.LongestName] : _title;
    }

    /// <summary>The address that makes a schedule of what the page of exports shows; what was searched for is personal and stays out of it.</summary>
    internal static string AddressOf(CustomerListAddress view, string? purpose, ExportLayout layout) => (view with { Page = 1 }).At(Addresses.NewExportSchedule,
        [new(PurposeKey, purpose ?? ""), new(FormatKey, layout.Format.ToString()), .. layout.Columns.Select(c => KeyValuePair.Create(ColumnKey, (string?)c))]);

    // What the address asks for to begin with.
    private void Begin()
    {
        if (PageAddressed is { Length: > 0 } page)
        {
            (_page, _figure) = (page.Split('#')[0], FigureName ?? "");   // a place on a page has the same figures
            _unfit = ExportScheduleRules.PageReason(_page);
        }
        var view = CustomerListAddress.From(GroupNames, null, null, null, PageAddress.Parse(Navigation.Uri));
        if (view.MembersRule is MemberRule { Segment: var segment }) _segment = segment.ToString(CultureInfo.InvariantCulture);
        else Use(view.MembersRule);
        _purpose = PurposeName ?? _purpose;
        if (Enum.TryParse<ExportFormat>(FormatName, out var format) && ColumnNames is { Length: > 0 } columns) _layouts.Insert(0, (Text["Layout.Carried"], new(format, columns)));
    }

    private void Use(SegmentRule? rule) => (_rule, _segment) = (rule, rule is null ? "" : OfRule);

    private string? RuleSentence => _rule is null ? null : Sentences.Of(_rule, Snapshots.Current.Stamp.Currency, id => _segments.FirstOrDefault(s => s.Segment.Id == id)?.Segment.Name);

    private void Fill(ExportSchedule schedule)
    {
        (_name, _target, _fileName, _keep, _enabled, _isSigned) = (schedule.Name, schedule.Target, schedule.FileName, schedule.Keep, schedule.Enabled, schedule.Secret is not null);
        (_segment, _purpose) = (schedule.SegmentId?.ToString(CultureInfo.InvariantCulture) ?? "", schedule.Purpose ?? "");
        (_page, _figure, _title, _format) = (schedule.Page, schedule.Figure ?? "", schedule.FigureTitle ?? "", schedule.Format);
        if (schedule.Rule is { } rule) Use(SegmentJson.Read(rule, out _));
        if (schedule.Target == DeliveryTarget.Folder) _folder = schedule.Location;
        else _address = schedule.Location;
        _layouts.Insert(0, (Text["Layout.Kept"], new(schedule.Format, ExportHistory.ReadColumns(schedule.Columns))));
        _headers = HeaderFields.HeaderRow.Of(schedule.HeaderNames);
        _rhythm = Rhythm.Of(schedule.Cron);
    }

    private void ChooseLayout()
    {
        _layout = _layouts[Math.Clamp(_chosen, 0, _layouts.Count - 1)].Layout;
        _format = _layout.Format;
    }

    private async Task SaveAsync()
    {
        var draft = new ExportScheduleDraft
        {
            Name = _name,
            SegmentId = int.TryParse(_segment, NumberStyles.None, CultureInfo.InvariantCulture, out var segment) ? segment : null,
            Rule = _segment == OfRule ? _rule : null,
            Page = _page,
            Figure = Chosen is null ? "" : _figure,
            FigureTitle = Chosen?.Title ?? "",
            Purpose = _purpose.Length > 0 ? _purpose : null,
            Layout = _layout with { Format = _format },
            Target = _target,
            Location = _target == DeliveryTarget.Folder ? _folder : _address,
            FileName = _fileName,
            Keep = _keep,
            Headers = HeaderFields.HeaderRow.Drafts(_headers),
            Secret = _secret.Length == 0 && _isSigned ? null : _secret,
            Cron = _rhythm.Cron,
            Enabled = _enabled,
        };
        if (await Desk.SaveAsync(Id, draft) is not { } saved)
        {
            _forbidden = true;
            return;
        }
        _problems = saved.Problems;
        if (saved.Id is { } id) Navigation.NavigateTo(Addresses.ExportSchedule(id));
    }

    private ScheduleReason? ProblemOf(string field) => _problems.FirstOrDefault(p => p.Field == field)?.Reason;

    private string? SentenceOf(string field) => _problems.FirstOrDefault(p => p.Field == field)?.Sentence;

    private string? Wrong(string field) => ProblemOf(field) is null ? null : "true";
}
