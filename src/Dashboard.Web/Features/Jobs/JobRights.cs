using Dashboard.Core.Jobs;
using Dashboard.Web.Security;

namespace Dashboard.Web.Features.Jobs;

/// <summary>Who may see a job and who may stop it: whoever may do what it does.</summary>
internal static class JobRights
{
    /// <summary>The policy that shows a job. Names of files and schedules are for those who import; that figures are refreshed is for all who read them.</summary>
    public static string ToSee(JobKind kind) => kind == JobKind.Refresh ? Policies.SeeImports : ToStop(kind);

    /// <summary>The policy that stops a job.</summary>
    public static string ToStop(JobKind kind) => kind switch
    {
        JobKind.Mark => Policies.Mark,
        JobKind.Export or JobKind.ScheduledExport => Policies.Export,
        JobKind.Import or JobKind.SampleData or JobKind.RemoveSampleData => Policies.Import,
        _ => Policies.Administer,
    };
}
