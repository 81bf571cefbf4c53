namespace Dashboard.Web.Features.Cohorts;

internal static class CohortPageServices
{
    /// <summary>What the pages about cohorts share.</summary>
    public static IServiceCollection AddCohortPages(this IServiceCollection services) => services.AddScoped<CohortDesk>().AddScoped<CohortWords>();
}
