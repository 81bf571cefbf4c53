using Dashboard.Core.Schedules;
using Dashboard.Core.Settings;
using Dashboard.Web.Components;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Features.Schedules;

/// <summary>A page, or a part of one, that shows schedules: read again when one of them or the shop's settings change.</summary>
public abstract class SchedulesView<T> : DashboardPage where T : Schedule
{
    private int _asked;

    [Inject] private protected ScheduleDesk<T> Desk { get; set; } = null!;
    [Inject] protected Figures Figures { get; set; } = null!;
    [Inject] private ScheduleStore<T> Store { get; set; } = null!;
    [Inject] private SettingsService Settings { get; set; } = null!;

    /// <summary>The shop's.</summary>
    protected TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    /// <summary>The run that was asked for last.</summary>
    protected string? Run { get; private set; }

    /// <summary>The schedule that was removed last.</summary>
    protected T? Removed { get; private set; }

    /// <summary>Whether it could be brought back; null before anybody tried.</summary>
    protected bool? IsBack { get; private set; }

    /// <summary>Reads the schedules, or the one.</summary>
    protected abstract Task ReadSchedulesAsync();

    protected override void OnInitialized()
    {
        Store.Changed += Notice;
        Settings.Changed += Notice;
    }

    protected override Task OnParametersSetAsync() => ReadAsync();

    protected override void Dispose(bool disposing)
    {
        Store.Changed -= Notice;
        Settings.Changed -= Notice;
        base.Dispose(disposing);
    }

    protected async Task ReadAsync()
    {
        Zone = (await Settings.GetAsync(PageClosed)).FindZone();
        await ReadSchedulesAsync();
    }

    protected async Task RunAsync(T schedule) => Run = await Desk.RunAsync(schedule) ?? Run;

    protected async Task RemoveAsync(T schedule)
    {
        if (await Desk.RemoveAsync(schedule)) (Removed, IsBack) = (schedule, null);
    }

    protected async Task RestoreAsync()
    {
        if (Removed is { } removed) IsBack = await Desk.RestoreAsync(removed);
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
