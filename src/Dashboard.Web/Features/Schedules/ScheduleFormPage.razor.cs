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
    private const int ComingsShown = 3;

    private TimeZoneInfo _zone = TimeZoneInfo.Utc;
    private IReadOnlyList<string> _profiles = [];
    private IReadOnlyList<ScheduleProblem> _problems = [];
    private List<Header> _headers = [];
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
    [Inject] private ScheduleDesk Desk { get; set; } = default!;
    [Inject] private CronWords Words { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [Inject] private Figures Figures { get; set; } = default!;
    [Inject] private IStringLocalizer<SchedulesText> Text { get; set; } = default!;

    private string Leave => Id is { } id ? Addresses.Schedule(id) : Addresses.Schedules;

    private string LocationHint => _source == ScheduleSource.Folder ? Text["FolderHint", string.Join(", ", Folders.Roots)] : Text["AddressHint"];

    /// <summary>The next instants at which it would run.</summary>
    private List<DateTime> Comings
    {
        get
        {
            var comings = new List<DateTime>();
            var at = Clock.GetUtcNow().UtcDateTime;
            while (comings.Count < ComingsShown && CronTime.Next(_rhythm.Cron.Trim(), _zone, at) is { } next) comings.Add(at = next);
            return comings;
        }
    }

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
        _headers = [.. ImportSchedules.HeaderNames(schedule).Select(name => new Header { Name = name, IsSaved = true })];
        _rhythm = Rhythm.Of(schedule.Cron);
    }

    // What was chosen before is a good beginning for an expression of one's own.
    private void ChooseFrequency(Frequency frequency) => _rhythm = _rhythm with { Frequency = frequency, Expression = frequency == Frequency.Custom ? _rhythm.Cron : _rhythm.Expression };

    private void TypeCron(string? cron)
    {
        _rhythm = _rhythm with { Expression = cron ?? "" };
        var usable = CronTime.IsUsable(_rhythm.Cron.Trim(), Clock.GetUtcNow().UtcDateTime);
        _problems = [.. _problems.Where(p => p.Field != nameof(ScheduleDraft.Cron)), .. usable ? Array.Empty<ScheduleProblem>() : [new(nameof(ScheduleDraft.Cron), ScheduleReason.NotACron)]];
    }

    private async Task SaveAsync()
    {
        var draft = new ScheduleDraft
        {
            Name = _name,
            Source = _source,
            Location = _source == ScheduleSource.Folder ? _folder : _address,
            Pattern = _pattern,
            Profile = _profile.Length > 0 ? _profile : null,
            Cron = _rhythm.Cron,
            Enabled = _enabled,
            Headers = [.. _headers.Where(h => h.Name.Trim().Length > 0 || h.Value.Length > 0).Select(h => new HeaderDraft(h.Name, h.Value.Length == 0 && h.IsSaved ? null : h.Value))],
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

    private sealed class Header
    {
        public string Name { get; set; } = "";
        public string Value { get; set; } = "";
        public bool IsSaved { get; init; }
    }
}
