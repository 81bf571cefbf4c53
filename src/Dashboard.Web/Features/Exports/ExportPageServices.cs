using Dashboard.Core.Exports;
using Dashboard.Core.Exports.Schedules;
using Dashboard.Web.Features.Schedules;

namespace Dashboard.Web.Features.Exports;

internal static class ExportPageServices
{
    /// <summary>What the pages about exports share.</summary>
    public static IServiceCollection AddExportPages(this IServiceCollection services) => services.AddScoped<ExportDesk>().AddScoped<FigureDesk>().AddSingleton<IFigureSource, PageFigures>().AddScoped<ExportScheduleDesk>().AddScoped<ScheduleDesk<ExportSchedule>>(p => p.GetRequiredService<ExportScheduleDesk>());
}
