namespace Dashboard.Web.Features.Imports;

internal static class ImportPageServices
{
    /// <summary>What the import pages need.</summary>
    public static IServiceCollection AddImportPages(this IServiceCollection services) => services.AddSingleton<UploadStore>();
}
