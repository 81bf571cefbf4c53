using Dashboard.Core.Data;
using Dashboard.Core.Exports.Schedules;
using Dashboard.Core.Jobs;
using Dashboard.Core.Schedules;
using Dashboard.Web.Components;
using Dashboard.Web.Features.Schedules;
using Dashboard.Web.Security;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Exports;

/// <summary>
/// What people do with export schedules. Asked again at every action who they are and whether they still may: one's own are changed and run; those who take personal data along
/// see everybody's, switch them off and delete them.
/// </summary>
internal sealed class ExportScheduleDesk(ExportSchedules schedules, ExportDesk desk, IBackgroundWork work, CronWords words, Figures figures, IStringLocalizer<SchedulesText> text)
{
    /// <summary>Those that the person sees, and who they are; null without permission.</summary>
    public async Task<(Exporter Who, IReadOnlyList<ExportScheduleEntry> Entries)?> ListAsync(CancellationToken cancellation) =>
        await desk.WhoAsync() is { } who ? (who, await schedules.ListAsync(who.IsMasked ? who.UserId : null, cancellation)) : null;

    /// <summary>One that the person sees; null otherwise.</summary>
    public async Task<(Exporter Who, ExportScheduleEntry Entry)?> FindAsync(int id, CancellationToken cancellation) =>
        await ListAsync(cancellation) is { } found && found.Entries.FirstOrDefault(e => e.Schedule.Id == id) is { } entry ? (found.Who, entry) : null;

    /// <summary>Its runs; none for somebody who does not see it.</summary>
    public async Task<Page<DeliveryEntry>> HistoryAsync(int id, int skip, int take, CancellationToken cancellation) =>
        await FindAsync(id, cancellation) is null ? new([], 0) : await schedules.HistoryAsync(id, skip, take, cancellation);

    /// <summary>Runs it now. The result identifies the run; null when it is not allowed.</summary>
    public async Task<string?> RunAsync(ExportSchedule schedule) =>
        await OwnAsync(schedule.Id) is { } who ? work.Enqueue<ScheduledExportJob>(JobKind.ScheduledExport, schedule.Id, schedule.Name, who.UserId) : null;

    /// <summary>Switches it on or off; others' are only switched off.</summary>
    public async Task SwitchAsync(ExportSchedule schedule, bool on)
    {
        if (await (on ? OwnAsync(schedule.Id) : SeenAsync(schedule.Id)) is not null) await schedules.SwitchAsync(schedule.Id, on, CancellationToken.None);
    }

    /// <summary>Removes it; false when it is not allowed.</summary>
    public async Task<bool> RemoveAsync(ExportSchedule schedule)
    {
        if (await SeenAsync(schedule.Id) is null) return false;
        await schedules.RemoveAsync(schedule.Id, CancellationToken.None);
        return true;
    }

    public async Task<bool> RestoreAsync(ExportSchedule schedule) =>
        await desk.WhoAsync() is { } who && (who.UserId == schedule.UserId || !who.IsMasked) && await schedules.RestoreAsync(schedule.Id, CancellationToken.None);

    /// <summary>Saves a draft as the person's own; null when it is not allowed.</summary>
    public async Task<(int? Id, IReadOnlyList<ScheduleProblem> Problems)?> SaveAsync(int? id, ExportScheduleDraft draft) =>
        await desk.WhoAsync() is { } who ? await schedules.SaveAsync(id, draft, new(who.UserId, !who.IsMasked), CancellationToken.None) : null;

    public string When(ExportSchedule schedule) => words.Of(schedule.Cron);

    /// <summary>When it runs next, in words.</summary>
    public string Next(ExportSchedule schedule, TimeZoneInfo zone) =>
        schedules.Next(schedule, zone) is not { } next ? text[schedule.IsGivenUp ? "GivenUp" : "Off"]
        : schedule.RetryAt == next ? text["Retry", figures.Instant(next, zone)] : figures.Instant(next, zone);

    /// <summary>The folder, or the address without what it may carry after its path.</summary>
    public static string Location(ExportSchedule schedule) => schedule.Target == DeliveryTarget.Folder ? schedule.Location
        : Uri.TryCreate(schedule.Location, UriKind.Absolute, out var address) ? address.GetLeftPart(UriPartial.Path) : schedule.Location;

    private async Task<Exporter?> OwnAsync(int id) => await FindAsync(id, CancellationToken.None) is { } found && found.Entry.Schedule.UserId == found.Who.UserId ? found.Who : null;

    private async Task<Exporter?> SeenAsync(int id) => (await FindAsync(id, CancellationToken.None))?.Who;
}
