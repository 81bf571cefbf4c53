using System.ComponentModel.DataAnnotations;
using System.Net;
using Dashboard.Core.Exports.Schedules;
using Dashboard.Core.Schedules;
using Dashboard.Web.Features.Jobs;
using Microsoft.Extensions.Options;

namespace Dashboard.Web.Hosting;

/// <summary>Every setting of the program, from section <c>Dashboard</c> of appsettings.json or from <c>Dashboard__…</c> in the environment.</summary>
public sealed class DashboardOptions
{
    public const string Section = "Dashboard";

    /// <summary>Folder that holds everything the shop owns. Default <c>data</c> in the folder the program is started in; <c>--data</c> wins.</summary>
    [Required] public string Data { get; set; } = "data";

    /// <summary>Addresses to listen on, separated by semicolons. Default <c>http://localhost:5080</c>; <c>--urls</c> wins.</summary>
    [Required] public string Urls { get; set; } = "http://localhost:5080";

    /// <summary>Host names this server answers to besides localhost, 127.0.0.1 and [::1]. Default none.</summary>
    public IList<string> AllowedHosts { get; init; } = [];

    /// <summary>Address people reach the dashboard at, for links that are sent or printed. Default: the first address it listens on.</summary>
    public Uri? BaseUrl { get; set; }

    /// <summary>
    /// Addresses or networks (<c>10.0.0.0/8</c>) of proxies in front of this server. They, and proxies on this machine, are believed what they say of a visitor's
    /// address and of TLS. Default none.
    /// </summary>
    public IList<string> Proxies { get; init; } = [];

    public JobOptions Jobs { get; init; } = new();

    public ImportSources Imports { get; init; } = new();

    public ExportTargets Exports { get; init; } = new();

    public RequestLimits Limits { get; init; } = new();
}

/// <summary>Section <c>Dashboard:Jobs</c>.</summary>
public sealed class JobOptions
{
    /// <summary>Jobs that run at the same time. Default 2.</summary>
    [Range(1, 32)] public int Workers { get; set; } = 2;

    /// <summary>
    /// Where jobs and their plan are kept: <c>Sqlite</c>, the file <c>jobs.db</c> of the data folder, <c>PostgreSql</c> or <c>Memory</c>, where they end with the
    /// program. Default <c>Sqlite</c>.
    /// </summary>
    public JobStore Storage { get; set; } = JobStore.Sqlite;

    /// <summary>Connection string of the database for <see cref="Storage"/> <c>PostgreSql</c>, such as <c>Host=db;Database=jobs;Username=dashboard</c>. Default none.</summary>
    public string? PostgreSql { get; set; }
}

/// <summary>Section <c>Dashboard:Imports</c>: what scheduled imports may reach. Kept out of the pages, so that an account does not open the machine's disk or network.</summary>
public sealed class ImportSources
{
    /// <summary>Folders that may be watched, with all below them, besides <c>inbox</c> in the data folder. Default none.</summary>
    public IList<string> WatchedFolders { get; init; } = [];

    /// <summary>Host names, addresses and networks such as <c>10.1.0.0/16</c> that files may be fetched from although they are not public. Default none.</summary>
    public IList<string> AllowedAddresses { get; init; } = [];

    /// <summary>Minutes that fetching one file may take. Default 30.</summary>
    [Range(1, 1440)] public int DownloadMinutes { get; set; } = 30;

    /// <summary>What the product needs to know of it.</summary>
    internal ScheduleOptions ToOptions(RequestLimits limits) => new()
    {
        WatchedFolders = [.. WatchedFolders],
        AllowedAddresses = [.. AllowedAddresses],
        LargestFile = (long)limits.UploadMegabytes << 20,
        LongestFetch = TimeSpan.FromMinutes(DownloadMinutes),
    };
}

/// <summary>Section <c>Dashboard:Exports</c>: where scheduled exports may go. Kept out of the pages, so that an account does not open the machine's disk or network.</summary>
public sealed class ExportTargets
{
    /// <summary>Folders into which files may be put, with all below them, besides <c>outbox</c> in the data folder. Default none.</summary>
    public IList<string> Folders { get; init; } = [];

    /// <summary>Host names, addresses and networks such as <c>10.1.0.0/16</c> that files may be sent to although they are not public. Default none.</summary>
    public IList<string> AllowedAddresses { get; init; } = [];

    /// <summary>Minutes that sending one file may take. Default 30.</summary>
    [Range(1, 1440)] public int DeliveryMinutes { get; set; } = 30;

    /// <summary>What the product needs to know of it.</summary>
    internal DeliveryOptions ToOptions() => new() { Folders = [.. Folders], AllowedAddresses = [.. AllowedAddresses], Longest = TimeSpan.FromMinutes(DeliveryMinutes) };
}

/// <summary>Section <c>Dashboard:Limits</c>.</summary>
public sealed class RequestLimits
{
    /// <summary>Largest file that may be uploaded or fetched, in megabytes. Default 2048.</summary>
    [Range(1, 1_000_000)] public int UploadMegabytes { get; set; } = 2048;

    /// <summary>Attempts to sign in, set up or join per minute and address. Default 20.</summary>
    [Range(1, 10_000)] public int SignInsPerMinute { get; set; } = 20;

    /// <summary>Hours after which somebody who did nothing must sign in again. Default 8.</summary>
    [Range(1, 720)] public int SessionHours { get; set; } = 8;

    /// <summary>Minutes for which the page of a lost connection is kept. Default 5.</summary>
    [Range(1, 240)] public int LostConnectionMinutes { get; set; } = 5;
}

/// <summary>Names every wrong setting at once, by its key.</summary>
internal sealed class DashboardOptionsCheck : IValidateOptions<DashboardOptions>
{
    public ValidateOptionsResult Validate(string? name, DashboardOptions options)
    {
        var mistakes = new List<string>();
        Check(options, DashboardOptions.Section, mistakes);
        Check(options.Jobs, $"{DashboardOptions.Section}:{nameof(options.Jobs)}", mistakes);
        Check(options.Imports, $"{DashboardOptions.Section}:{nameof(options.Imports)}", mistakes);
        Check(options.Exports, $"{DashboardOptions.Section}:{nameof(options.Exports)}", mistakes);
        Check(options.Limits, $"{DashboardOptions.Section}:{nameof(options.Limits)}", mistakes);
        foreach (var url in options.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!IsAddress(url))
                mistakes.Add($"{DashboardOptions.Section}:{nameof(options.Urls)} has \"{url}\", which is not an address such as http://localhost:5080.");
        }
        if (options.Jobs.Storage == JobStore.PostgreSql && PostgreSqlJobs.Problem(options.Jobs.PostgreSql) is { } unusable) mistakes.Add(unusable);
        if (options.BaseUrl is { } baseUrl && (!baseUrl.IsAbsoluteUri || baseUrl.Scheme is not ("http" or "https")))
            mistakes.Add($"{DashboardOptions.Section}:{nameof(options.BaseUrl)} must be a whole address such as https://dashboard.example.com.");
        foreach (var host in options.AllowedHosts.Where(h => h.Contains('/', StringComparison.Ordinal) || h is "" or "*"))
            mistakes.Add($"{DashboardOptions.Section}:{nameof(options.AllowedHosts)} has \"{host}\"; a host name such as dashboard.example.com is needed, and * is refused.");
        foreach (var proxy in options.Proxies.Where(p => !IPNetwork.TryParse(p, out _) && !IPAddress.TryParse(p, out _)))
            mistakes.Add($"{DashboardOptions.Section}:{nameof(options.Proxies)} has \"{proxy}\"; an address such as 10.0.0.7 or a network such as 10.0.0.0/8 is needed.");
        CheckReach(options.Imports.AllowedAddresses, $"{nameof(options.Imports)}:{nameof(ImportSources.AllowedAddresses)}", options.Imports.WatchedFolders, $"{nameof(options.Imports)}:{nameof(ImportSources.WatchedFolders)}", mistakes);
        CheckReach(options.Exports.AllowedAddresses, $"{nameof(options.Exports)}:{nameof(ExportTargets.AllowedAddresses)}", options.Exports.Folders, $"{nameof(options.Exports)}:{nameof(ExportTargets.Folders)}", mistakes);
        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }

    private static void CheckReach(IEnumerable<string> addresses, string addressKey, IEnumerable<string> folders, string folderKey, List<string> mistakes)
    {
        foreach (var entry in addresses.Where(e => !AddressGuard.IsEntry(e)))
            mistakes.Add($"{DashboardOptions.Section}:{addressKey} has \"{entry}\"; a host name, an address or a network such as 10.1.0.0/16 is needed.");
        foreach (var folder in folders.Where(f => !Path.IsPathFullyQualified(f)))
            mistakes.Add($"{DashboardOptions.Section}:{folderKey} has \"{folder}\"; a whole path is needed.");
    }

    private static void Check(object options, string path, List<string> mistakes)
    {
        var found = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), found, validateAllProperties: true);
        mistakes.AddRange(found.Select(f => $"{path}:{f.MemberNames.FirstOrDefault()}: {f.ErrorMessage}"));
    }

    // Kestrel also takes a star or a plus as the host, which Uri does not.
    private static bool IsAddress(string url) =>
        Uri.TryCreate(url.Replace("*", "any", StringComparison.Ordinal).Replace("+", "any", StringComparison.Ordinal), UriKind.Absolute, out var address)
        && address.Scheme is ("http" or "https");
}
