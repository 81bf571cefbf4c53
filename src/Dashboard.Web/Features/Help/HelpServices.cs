namespace Dashboard.Web.Features.Help;

internal static class HelpServices
{
    /// <summary>What the help pages need.</summary>
    public static IServiceCollection AddHelp(this IServiceCollection services) => services.AddScoped<HelpIndex>();
}
