using Dashboard.Core.Jobs;
using Dashboard.Core.Schedules;
using Dashboard.Web.Components;
using Dashboard.Web.Security;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Schedules;

/// <summary>What an admin does with schedules of imports.</summary>
internal sealed class ImportScheduleDesk(ImportSchedules schedules, IBackgroundWork work, Permission permission, CronWords words, Figures figures, IStringLocalizer<SchedulesText> text)
    : ScheduleDesk<ImportSchedule>(schedules, words, figures, text)
{
    /// <summary>Saves a draft; null when it is not allowed.</summary>
    public async Task<(int? Id, IReadOnlyList<ScheduleProblem> Problems)?> SaveAsync(int? id, ImportScheduleDraft draft) =>
        await MayAsync() ? await schedules.SaveAsync(id, draft, CancellationToken.None) : null;

    public Task<bool> MayAsync() => permission.HasAsync(Policies.Administer);

    /// <summary>Where from, said with what that is.</summary>
    public string Source(ImportSchedule schedule) => schedule.IsAddress ? Location(schedule) : Text["Source.FolderOf", Location(schedule)];

    public override string Location(ImportSchedule schedule) => schedule is { IsAddress: false, Location: "." } ? Text["Inbox"] : base.Location(schedule);

    protected override Task<bool> MayRunAsync(ImportSchedule schedule) => MayAsync();

    protected override Task<bool> MayEndAsync(ImportSchedule schedule) => MayAsync();

    protected override Task<string?> EnqueueAsync(ImportSchedule schedule) => Task.FromResult<string?>(work.Enqueue<ScheduledImportJob>(JobKind.ScheduledImport, schedule.Id, schedule.Name));
}
