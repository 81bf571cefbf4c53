using System.Globalization;
using Dashboard.Core.Data;
using Dashboard.Core.Schedules;
using Dashboard.Core.Settings;
using Dashboard.Web.Components;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Features.Imports;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Schedules;

/// <summary>One schedule: what it does, and what its runs brought.</summary>
public sealed partial class SchedulePage
{
    private const int PageSize = 25;

    private ImportSchedule? _schedule;
    private Page<ScheduleRunEntry>? _history;
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;
    private ImportSchedule? _removed;
    private bool? _undone;
    private bool _missing;
    private string? _run;
    private int _asked;

    [Parameter] public int Id { get; set; }
    [SupplyParameterFromQuery(Name = "page")] public int? PageNumber { get; set; }

    [Inject] private ImportSchedules Schedules { get; set; } = default!;
    [Inject] private SettingsService Settings { get; set; } = default!;
    [Inject] private ScheduleDesk Desk { get; set; } = default!;
    [Inject] private Figures Figures { get; set; } = default!;
    [Inject] private IStringLocalizer<SchedulesText> Text { get; set; } = default!;
    [Inject] private IStringLocalizer<ImportsText> Imports { get; set; } = default!;

    private int View => Math.Max(1, PageNumber ?? 1);

    protected override void OnInitialized() => Schedules.Changed += Notice;

    protected override Task OnParametersSetAsync() => ReadAsync();

    protected override void Dispose(bool disposing)
    {
        Schedules.Changed -= Notice;
        base.Dispose(disposing);
    }

    private async Task ReadAsync()
    {
        _zone = (await Settings.GetAsync(PageClosed)).FindZone();
        _schedule = await Schedules.FindAsync(Id, PageClosed);
        _missing = _schedule is null;
        if (!_missing) _history = await Schedules.HistoryAsync(Id, (View - 1) * PageSize, PageSize, PageClosed);
    }

    private async Task RunAsync() => _run = _schedule is { } schedule ? await Desk.RunAsync(schedule) : null;

    private async Task RemoveAsync()
    {
        if (_schedule is { } schedule && await Desk.RemoveAsync(schedule)) (_removed, _undone, _missing) = (schedule, null, true);
    }

    private async Task RestoreAsync()
    {
        if (_removed is not { } removed) return;
        _undone = await Desk.RestoreAsync(removed);
        if (_undone is true) _removed = null;
    }

    private string PageAt(int page) => page == 1 ? Addresses.Schedule(Id) : $"{Addresses.Schedule(Id)}?page={page.ToString(CultureInfo.InvariantCulture)}";

    private void Notice()
    {
        if (Interlocked.Exchange(ref _asked, 1) == 1) return;
        _ = InvokeAsync(async () =>
        {
            Interlocked.Exchange(ref _asked, 0);
            if (PageClosed.IsCancellationRequested) return;
            await ReadAsync();
            StateHasChanged();
        });
    }
}
