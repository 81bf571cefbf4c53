using Dashboard.Core.Schedules;
using Dashboard.Core.Settings;
using Dashboard.Web.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Schedules;

/// <summary>The schedules on the Imports page: what runs when, how the last run fared, and what an admin may do about it.</summary>
public sealed partial class SchedulesPanel
{
    private IReadOnlyList<ImportSchedule>? _schedules;
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;
    private readonly List<string> _runs = [];
    private ImportSchedule? _removed;
    private bool? _undone;
    private int _asked;

    [Inject] private ImportSchedules Schedules { get; set; } = default!;
    [Inject] private SettingsService Settings { get; set; } = default!;
    [Inject] private ScheduleDesk Desk { get; set; } = default!;
    [Inject] private Figures Figures { get; set; } = default!;
    [Inject] private IStringLocalizer<SchedulesText> Text { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        Schedules.Changed += Notice;
        Settings.Changed += Notice;
        await ReadAsync();
    }

    protected override void Dispose(bool disposing)
    {
        Schedules.Changed -= Notice;
        Settings.Changed -= Notice;
        base.Dispose(disposing);
    }

    private async Task ReadAsync()
    {
        _zone = (await Settings.GetAsync(PageClosed)).FindZone();
        _schedules = await Schedules.ListAsync(PageClosed);
    }

    private async Task RunAsync(ImportSchedule schedule)
    {
        if (await Desk.RunAsync(schedule) is not { } run) return;
        _runs.Clear();
        _runs.Add(run);
    }

    private Task SwitchAsync(ImportSchedule schedule, bool on) => Desk.SwitchAsync(schedule, on);

    private async Task RemoveAsync(ImportSchedule schedule)
    {
        if (await Desk.RemoveAsync(schedule)) (_removed, _undone) = (schedule, null);
    }

    private async Task RestoreAsync()
    {
        if (_removed is not { } removed) return;
        _undone = await Desk.RestoreAsync(removed);
        if (_undone is true) _removed = null;
    }

    // Runs end on threads of their own; at most one redraw waits at any time.
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
