using System.Globalization;
using Dashboard.Core.Schedules;
using Dashboard.Core.Views;

namespace Dashboard.Core.Exports.Schedules;

/// <summary>What an export schedule may be, as far as it can be told without the store, and how its files are called.</summary>
public static class ExportScheduleRules
{
    public const int LongestFileName = 100;
    public const int MostKept = 1000;
    public const int LongestSecret = 200;

    /// <summary>Letters in the name of a table or chart.</summary>
    public const int LongestFigure = 100;

    /// <summary>All that is wrong, in the order of the form.</summary>
    /// <param name="draft">The schedule.</param>
    /// <param name="folders">Knows which folders may be written.</param>
    /// <param name="savedHeaders">Names whose values are saved and may be kept.</param>
    /// <param name="now">UTC; from here on the cron expression must come.</param>
    public static IReadOnlyList<ScheduleProblem> Check(ExportScheduleDraft draft, DeliveryFolders folders, IReadOnlyCollection<string> savedHeaders, DateTime now)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(folders);
        return ScheduleRules.Problems(
            (nameof(draft.Name), ScheduleRules.NameReason(draft)),
            (nameof(draft.Figure), draft.Page is null ? null : PageReason(draft.Page) ?? (draft.Figure.Length is > 0 and <= LongestFigure ? null : ScheduleReason.UnknownFigure)),
            (nameof(draft.Layout), draft.Page is not null || draft.Layout.Columns.Any(c => ExportColumns.Find(c) is not null) ? null : ScheduleReason.Missing),
            (nameof(draft.Location), ScheduleRules.LocationReason(draft, folders.Check)),
            (nameof(draft.FileName), FileNameReason(draft.FileName.Trim())),
            (nameof(draft.Keep), !draft.IsAddress && draft.Keep is < 1 or > MostKept ? ScheduleReason.NotANumber : null),
            (nameof(draft.Headers), ScheduleRules.HeadersReason(draft, savedHeaders)),
            (nameof(draft.Secret), draft.Secret?.Length > LongestSecret ? ScheduleReason.TooLong : null),
            (nameof(draft.Cron), ScheduleRules.CronReason(draft, now)));
    }

    /// <summary>Why the figures of a page cannot be scheduled; null when they can, as far as its address tells.</summary>
    /// <param name="page">Path and query.</param>
    public static ScheduleReason? PageReason(string page)
    {
        ArgumentNullException.ThrowIfNull(page);
        return page.Length > ViewCatalog.MostAddress ? ScheduleReason.PageTooLong : ViewCatalog.IsOfThisSite(page) ? null : ScheduleReason.NotAPage;
    }

    /// <summary>Name of the file of a run.</summary>
    /// <param name="pattern">With <c>{date}</c> and <c>{time}</c>.</param>
    /// <param name="format">Gives the ending.</param>
    /// <param name="local">When it began, in the shop's zone.</param>
    public static string NameOf(string pattern, ExportFormat format, DateTime local)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return pattern.Replace("{date}", local.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), StringComparison.OrdinalIgnoreCase)
            .Replace("{time}", local.ToString("HHmm", CultureInfo.InvariantCulture), StringComparison.OrdinalIgnoreCase) + "." + format.Extension();
    }

    // A name that begins with a dot is hidden, and some programs read a meaning into it; the rest no system takes or would lead elsewhere.
    private static ScheduleReason? FileNameReason(string pattern)
    {
        if (pattern.Length == 0) return ScheduleReason.Missing;
        if (pattern.Length > LongestFileName) return ScheduleReason.TooLong;
        var plain = NameOf(pattern, ExportFormat.Csv, DateTime.UnixEpoch);
        return plain[0] is '.' or '-' || plain.IndexOfAny(['/', '\\', ':', '*', '?', '"', '<', '>', '|', '{', '}']) >= 0 || plain.Any(char.IsControl) ? ScheduleReason.NotAFileName : null;
    }
}
