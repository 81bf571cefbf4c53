using System.Globalization;
using Dashboard.Core.Exports.Schedules;
using Dashboard.Core.Jobs;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Exports;

/// <summary>Writes the file of a large export in the background. Ask for it as <c>Enqueue&lt;ExportJob&gt;(JobKind.Export, await work.AskAsync(request))</c>.</summary>
public sealed class ExportJob(ExportWork work, ExportHistory history, IStringLocalizer<DeliveryText> text, JobTracker tracker, ILogger<ExportJob> logger) : Job(tracker, logger)
{
    /// <summary>Page with all exports.</summary>
    public const string Link = "/exports";

    /// <summary>Where the file of an export is downloaded.</summary>
    public static string FileAt(long id) => string.Create(CultureInfo.InvariantCulture, $"{Link}/{id}/file");

    protected override JobKind Kind => JobKind.Export;

    protected override async Task<string?> SubjectAsync(long id, CancellationToken cancellation) => (await history.FindAsync(id, cancellation))?.Format.Extension();

    protected override async Task<int?> OwnerAsync(long id, CancellationToken cancellation) => (await history.FindAsync(id, cancellation))?.UserId;

    protected override async Task<JobOutcome> WorkAsync(long id, IProgress<JobProgress> progress, CancellationToken cancellation)
    {
        var export = await work.RunAsync(id, new Rows(progress, Link), cancellation);
        return export?.Status switch
        {
            ExportStatus.Finished => JobOutcome.Finished(FileAt(export.Id), new JobCount("customers", export.Rows)),
            ExportStatus.Stopped => JobOutcome.Stopped(Link),
            _ => JobOutcome.Failed(text["Export_Failed", history.Folder], Link),
        };
    }

    protected override Task DropAsync(long id) => work.StopAsync(id);

    internal sealed class Rows(IProgress<JobProgress> job, string link) : IProgress<(double Share, int Rows)>
    {
        public void Report((double Share, int Rows) value) => job.Report(new(value.Share, new JobCount("customers", value.Rows)) { Link = link });
    }
}
