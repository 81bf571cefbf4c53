using Dashboard.Core.Imports;
using Dashboard.Core.Schedules;
using Dashboard.Core.Settings;
using Dashboard.Web.Components;
using Dashboard.Web.Components.Address;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Schedules;

/// <summary>Adds a schedule or changes one. Values of headers go in and never come out again.</summary>
public sealed partial class ScheduleFormPage
{
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;
    private IReadOnlyList<string> _profiles = [];
    private IReadOnlyList<ScheduleProblem> _problems = [];
    private List<HeaderFields.HeaderRow> _headers = [];
    private Rhythm _rhythm = Rhythm.Default;
    private ScheduleSource _source;
    private string _name = "";
    private string _folder = "";
    private string _address = "";
    private string _pattern = "*";
    private string _profile = "";
    private bool _enabled = true;
    private bool _ready;
    private bool _missing;
    private bool _forbidden;

    [Parameter] public int? Id { get; set; }

    [Inject] private ImportSchedules Schedules { get; set; } = default!;
    [Inject] private ImportProfiles Profiles { get; set; } = default!;
    [Inject] private WatchedFolders Folders { get; set; } = default!;
    [Inject] private SettingsService Settings { get; set; } = default!;
    [Inject] private ImportScheduleDesk Desk { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [Inject] private IStringLocalizer<SchedulesText> Text { get; set; } = default!;

    private string Leave => Id is { } id ? Addresses.Schedule(id) : Addresses.Schedules;

    private string LocationHint => _source == ScheduleSource.Folder ? Text["FolderHint", string.Join(", ", Folders.Roots)] : Text["AddressHint"];

    protected override async Task OnInitializedAsync()
    {
        _zone = (await Settings.GetAsync(PageClosed)).FindZone();
        _profiles = await Profiles.NamesAsync(PageClosed);
        _folder = Folders.Roots[0];
        if (Id is { } id)
        {
            if (await Schedules.FindAsync(id, PageClosed) is { } schedule) Fill(schedule);
            else _missing = true;
        }
        _ready = true;
    }

    private void Fill(ImportSchedule schedule)
    {
        (_name, _source, _pattern, _profile, _enabled) = (schedule.Name, schedule.Source, schedule.Pattern, schedule.Profile ?? "", schedule.Enabled);
        if (schedule.Source == ScheduleSource.Folder) _folder = schedule.Location;
        else _address = schedule.Location;
        _headers = HeaderFields.HeaderRow.Of(schedule.HeaderNames);
        _rhythm = Rhythm.Of(schedule.Cron);
    }

    private async Task SaveAsync()
    {
        var draft = new ImportScheduleDraft
        {
            Name = _name,
            Source = _source,
            Location = _source == ScheduleSource.Folder ? _folder : _address,
            Pattern = _pattern,
            Profile = _profile.Length > 0 ? _profile : null,
            Cron = _rhythm.Cron,
            Enabled = _enabled,
            Headers = HeaderFields.HeaderRow.Drafts(_headers),
        };
        if (await Desk.SaveAsync(Id, draft) is not { } saved)
        {
            _forbidden = true;
            return;
        }
        _problems = saved.Problems;
        if (saved.Id is { } id) Navigation.NavigateTo(Addresses.Schedule(id));
    }

    private ScheduleReason? ProblemOf(string field) => _problems.FirstOrDefault(p => p.Field == field)?.Reason;

    private Dictionary<string, object> Described(string field, bool hinted)
    {
        var wrong = ProblemOf(field) is not null;
        var by = string.Join(' ', new[] { wrong ? $"{field}-problem" : null, hinted ? $"{field}-hint" : null }.OfType<string>());
        var attributes = new Dictionary<string, object>();
        if (by.Length > 0) attributes["aria-describedby"] = by;
        if (wrong) attributes["aria-invalid"] = "true";
        return attributes;
    }
}
