using Dashboard.Core.Schedules;
using Dashboard.Web.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Schedules;

/// <summary>What people do with schedules of a kind, wherever the button stands. Asked again at every action whether they still may.</summary>
internal abstract class ScheduleDesk<T>(ScheduleStore<T> schedules, CronWords words, Figures figures, IStringLocalizer<SchedulesText> text) where T : Schedule
{
    protected IStringLocalizer<SchedulesText> Text { get; } = text;

    /// <summary>Runs it now. The result identifies the run; null when it is not allowed.</summary>
    public async Task<string?> RunAsync(T schedule) => await MayRunAsync(schedule) ? await EnqueueAsync(schedule) : null;

    /// <summary>Switches it on or off, as far as that is allowed.</summary>
    public async Task SwitchAsync(T schedule, bool on)
    {
        if (await (on ? MayRunAsync(schedule) : MayEndAsync(schedule))) await schedules.SwitchAsync(schedule.Id, on, CancellationToken.None);
    }

    /// <summary>Removes it; false when it is not allowed.</summary>
    public async Task<bool> RemoveAsync(T schedule)
    {
        if (!await MayEndAsync(schedule)) return false;
        await schedules.RemoveAsync(schedule.Id, CancellationToken.None);
        return true;
    }

    public async Task<bool> RestoreAsync(T schedule) => await MayEndAsync(schedule) && await schedules.RestoreAsync(schedule.Id, CancellationToken.None);

    public string When(T schedule) => words.Of(schedule.Cron);

    /// <summary>When it runs next, in words.</summary>
    public string Next(T schedule, TimeZoneInfo zone) =>
        schedules.Next(schedule, zone) is not { } next ? Text[schedule.IsGivenUp ? "GivenUp" : "Off"]
        : schedule.RetryAt == next ? Text["Retry", figures.Instant(next, zone)] : figures.Instant(next, zone);

    /// <summary>The folder, or the address without what it may carry after its path.</summary>
    public virtual string Location(T schedule) =>
        schedule.IsAddress && Uri.TryCreate(schedule.Location, UriKind.Absolute, out var address) ? address.GetLeftPart(UriPartial.Path) : schedule.Location;

    /// <summary>The person may have it run: now, or by switching it on.</summary>
    protected abstract Task<bool> MayRunAsync(T schedule);

    /// <summary>The person may switch it off, remove it and bring it back.</summary>
    protected abstract Task<bool> MayEndAsync(T schedule);

    protected abstract Task<string?> EnqueueAsync(T schedule);
}
