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
/// What people do with export schedules: one's own are changed and run; those who take personal data along see everybody's, switch them off and delete them.
/// </summary>
internal sealed class ExportScheduleDesk(ExportSchedules schedules, ExportDesk desk, IBackgroundWork work, CronWords words, Figures figures, IStringLocalizer<SchedulesText> text)
    : ScheduleDesk<ExportSchedule>(schedules, words, figures, text)
{
    /// <summary>Those that the person sees, and who they are; null without permission.</summary>
    public async Task<(Exporter Who, IReadOnlyList<ExportScheduleEntry> Entries)?> ListAsync(CancellationToken cancellation) =>
        await desk.WhoAsync() is { } who ? (who, await schedules.ListAsync(who.UserId, all: !who.IsMasked, cancellation)) : null;

    /// <summary>One that the person sees; null otherwise.</summary>
    public async Task<(Exporter Who, ExportScheduleEntry Entry)?> FindAsync(int id, CancellationToken cancellation) =>
        await ListAsync(cancellation) is { } found && found.Entries.FirstOrDefault(e => e.Schedule.Id == id) is { } entry ? (found.Who, entry) : null;

    /// <summary>Its runs; none for somebody who does not see it.</summary>
    public async Task<Page<DeliveryEntry>> HistoryAsync(int id, int skip, int take, CancellationToken cancellation) =>
        await FindAsync(id, cancellation) is null ? new([], 0) : await schedules.HistoryAsync(id, skip, take, cancellation);

    /// <summary>Saves a draft as the person's own; null when it is not allowed.</summary>
    public async Task<(int? Id, IReadOnlyList<ScheduleProblem> Problems)?> SaveAsync(int? id, ExportScheduleDraft draft) =>
        await desk.WhoAsync() is { } who ? await schedules.SaveAsync(id, draft, new(who.UserId, !who.IsMasked), CancellationToken.None) : null;

    protected override async Task<bool> MayRunAsync(ExportSchedule schedule) => await desk.WhoAsync() is { } who && who.UserId == schedule.UserId;

    protected override async Task<bool> MayEndAsync(ExportSchedule schedule) => await desk.WhoAsync() is { } who && (who.UserId == schedule.UserId || !who.IsMasked);

    protected override Task<string?> EnqueueAsync(ExportSchedule schedule) =>
        Task.FromResult<string?>(work.Enqueue<ScheduledExportJob>(JobKind.ScheduledExport, schedule.Id, schedule.Name, schedule.UserId));
}
