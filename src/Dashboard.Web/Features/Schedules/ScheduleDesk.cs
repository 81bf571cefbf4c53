using Dashboard.Core.Jobs;
using Dashboard.Core.Schedules;
using Dashboard.Web.Components;
using Dashboard.Web.Security;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Schedules;

/// <summary>What an admin does with a schedule, wherever the button stands. Asked again at every action whether they still may.</summary>
internal sealed class ScheduleDesk(ImportSchedules schedules, IBackgroundWork work, Permission permission, CronWords words, Figures figures, IStringLocalizer<SchedulesText> text)
{
    /// <summary>Runs it now. The result identifies the run; null when it is not allowed.</summary>
    public async Task<string?> RunAsync(ImportSchedule schedule) => await MayAsync() ? work.Enqueue<ScheduledImportJob>(JobKind.ScheduledImport, schedule.Id, schedule.Name) : null;

    public async Task SwitchAsync(ImportSchedule schedule, bool on)
    {
        if (await MayAsync()) await schedules.SwitchAsync(schedule.Id, on, CancellationToken.None);
    }

    /// <summary>Removes it; false when it is not allowed.</summary>
    public async Task<bool> RemoveAsync(ImportSchedule schedule)
    {
        if (!await MayAsync()) return false;
        await schedules.RemoveAsync(schedule.Id, CancellationToken.None);
        return true;
    }

    public async Task<bool> RestoreAsync(ImportSchedule schedule) => await MayAsync() && await schedules.RestoreAsync(schedule.Id, CancellationToken.None);

    /// <summary>Saves a draft; null when it is not allowed.</summary>
    public async Task<(int? Id, IReadOnlyList<ScheduleProblem> Problems)?> SaveAsync(int? id, ScheduleDraft draft) =>
        await MayAsync() ? await schedules.SaveAsync(id, draft, CancellationToken.None) : null;

    public string When(ImportSchedule schedule) => words.Of(schedule.Cron);

    /// <summary>When it runs next, in words.</summary>
    public string Next(ImportSchedule schedule, TimeZoneInfo zone) =>
        schedules.Next(schedule, zone) is not { } next ? text[schedule.IsGivenUp ? "GivenUp" : "Off"]
        : schedule.RetryAt == next ? text["Retry", figures.Instant(next, zone)] : figures.Instant(next, zone);

    /// <summary>Where from, said with what that is.</summary>
    public string Source(ImportSchedule schedule) => schedule.Source == ScheduleSource.Folder ? text["Source.FolderOf", Location(schedule)] : Location(schedule);

    /// <summary>The folder, or the address without what it may carry after its path.</summary>
    public string Location(ImportSchedule schedule) => schedule.Source == ScheduleSource.Folder
        ? schedule.Location == "." ? text["Inbox"] : schedule.Location
        : Uri.TryCreate(schedule.Location, UriKind.Absolute, out var address) ? address.GetLeftPart(UriPartial.Path) : schedule.Location;

    private Task<bool> MayAsync() => permission.HasAsync(Policies.Administer);
}
