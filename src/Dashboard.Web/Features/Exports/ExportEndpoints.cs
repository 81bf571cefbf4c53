using Dashboard.Core.Exports;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Security;

namespace Dashboard.Web.Features.Exports;

/// <summary>Files come down by plain requests, which browsers can resume.</summary>
internal static class ExportEndpoints
{
    public static void MapExports(this WebApplication app) => app.MapGet(Addresses.Exports + "/{id:long}/file", DownloadAsync).RequireAuthorization(Policies.Export);

    /// <summary>Where the file of an export is downloaded.</summary>
    public static string FileAt(long id) => ExportJob.FileAt(id);

    // A file is its maker's alone; who lost the right to personal data since does not get what was made before.
    private static async Task<IResult> DownloadAsync(long id, HttpContext http, ExportHistory history, Permission permission)
    {
        if (await ExportDesk.WhoAsync(permission, http.User) is not { } exporter) return Results.Forbid();
        if (await history.FindAsync(id, http.RequestAborted) is not { } export || export.UserId != exporter.UserId || history.FileOf(export) is not { } path) return Results.NotFound();
        if (exporter.IsMasked && !export.IsMasked) return Results.Forbid();
        http.Response.Headers.CacheControl = "no-store";
        return Results.File(path, export.Format.ContentType(), ExportNames.Of(export.Origin == ExportOrigin.Figures ? "figures" : "customers", DateOnly.FromDateTime(export.AskedAt), export.Format, id), enableRangeProcessing: true);
    }
}
