using Dashboard.Core.Schedules;

namespace Dashboard.Web.Features.Schedules;

internal static class SchedulePageServices
{
    /// <summary>What the pages of schedules need.</summary>
    public static IServiceCollection AddSchedulePages(this IServiceCollection services) => services.AddScoped<CronWords>().AddScoped<ImportScheduleDesk>().AddScoped<ScheduleDesk<ImportSchedule>>(p => p.GetRequiredService<ImportScheduleDesk>());
}
