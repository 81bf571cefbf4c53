using System.Globalization;
using Dashboard.Core.Imports;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Security;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Dashboard.Web.Features.Imports;

/// <summary>Files go by plain requests, up and down: a page's live connection is made for small messages.</summary>
internal static class ImportEndpoints
{
    public const string UploadPath = "/imports/upload";

    /// <summary>Header with the file's name, percent-encoded. A page of another site cannot send it without asking first.</summary>
    public const string NameHeader = "X-File-Name";

    public static void MapImports(this WebApplication app)
    {
        app.MapPost(UploadPath, UploadAsync).RequireAuthorization(Policies.Import);
        app.MapGet("/imports/{id:long}/rejected.csv", DownloadAsync).RequireAuthorization(Policies.Import, Policies.SeeCustomers);
    }

    /// <summary>Where the rejected rows of an import are downloaded.</summary>
    public static string RejectedAt(long importId) => string.Create(CultureInfo.InvariantCulture, $"{Addresses.Imports}/{importId}/rejected.csv");

    private static async Task<IResult> DownloadAsync(long id, HttpContext http, RejectedRows rejected, ImportHistory history, Permission permission)
    {
        // Whole rows name customers, whom an Admin without another role does not see.
        foreach (var policy in new[] { Policies.Import, Policies.SeeCustomers })
            if (!await permission.HasAsync(http.User, policy)) return Results.Forbid();
        if (await history.FindAsync(id, http.RequestAborted) is null) return Results.NotFound();
        http.Response.Headers.CacheControl = "no-store";
        return Results.Stream(body => rejected.WriteCsvAsync(id, body, http.RequestAborted), "text/csv", string.Create(CultureInfo.InvariantCulture, $"rejected-{id}.csv"));
    }

    private static async Task<IResult> UploadAsync(HttpContext http, UploadStore uploads, Permission permission)
    {
        // The page's script reads the status; a page about it would come with one of its own.
        if (http.Features.Get<IStatusCodePagesFeature>() is { } pages) pages.Enabled = false;
        if (!await permission.HasAsync(http.User, Policies.Import)) return Results.Forbid();
        if (http.Request.Headers[NameHeader] is not [{ Length: > 0 } name]) return Results.BadRequest();
        if (http.Request.ContentLength is { } length && !uploads.HasRoomFor(length)) return Results.StatusCode(StatusCodes.Status507InsufficientStorage);
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = null;
        try
        {
            var upload = await uploads.SaveAsync(Uri.UnescapeDataString(name), http.Request.Body, http.RequestAborted);
            return Results.Json(new { id = upload.Id });
        }
        catch (BadHttpRequestException refused)
        {
            return Results.StatusCode(refused.StatusCode);   // larger than the server allows, or cut short
        }
    }
}
