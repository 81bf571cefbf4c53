namespace Dashboard.Core.Schedules;

/// <summary>What a schedule may be, as far as it can be told without the store.</summary>
public static class ScheduleRules
{
    public const int LongestName = 60;
    public const int LongestLocation = 2000;
    public const int MostHeaders = 10;
    public const int LongestHeader = 4000;

    /// <summary>Headers that belong to the connection or the body, not to whoever asks.</summary>
    private static readonly string[] Reserved =
        ["host", "connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "expect", "if-none-match", "if-modified-since", "range"];

    /// <summary>All that is wrong, in the order of the form.</summary>
    /// <param name="draft">The schedule.</param>
    /// <param name="folders">Knows which folders may be watched.</param>
    /// <param name="savedHeaders">Names whose values are saved and may be kept.</param>
    /// <param name="now">UTC; from here on the cron expression must come.</param>
    public static IReadOnlyList<ScheduleProblem> Check(ImportScheduleDraft draft, WatchedFolders folders, IReadOnlyCollection<string> savedHeaders, DateTime now) =>
        Problems(
            (nameof(draft.Name), NameReason(draft)),
            (nameof(draft.Location), LocationReason(draft, folders.Check)),
            (nameof(draft.Pattern), draft.Source == ScheduleSource.Folder && draft.Pattern.IndexOfAny(['/', '\\', '\0']) >= 0 ? ScheduleReason.NoSuchFolder
                : draft.Pattern.Length > LongestName ? ScheduleReason.TooLong : null),
            (nameof(draft.Headers), HeadersReason(draft, savedHeaders)),
            (nameof(draft.Cron), CronReason(draft, now)));

    /// <summary>The fields that something is wrong with.</summary>
    internal static IReadOnlyList<ScheduleProblem> Problems(params ReadOnlySpan<(string Field, ScheduleReason? Reason)> fields)
    {
        var problems = new List<ScheduleProblem>();
        foreach (var (field, reason) in fields)
        {
            if (reason is { } why) problems.Add(new(field, why));
        }
        return problems;
    }

    internal static ScheduleReason? NameReason(ScheduleDraft draft) =>
        draft.Name.Trim().Length == 0 ? ScheduleReason.Missing : draft.Name.Trim().Length > LongestName ? ScheduleReason.TooLong : null;

    /// <param name="draft">The schedule.</param>
    /// <param name="folder">Why a folder cannot be reached.</param>
    internal static ScheduleReason? LocationReason(ScheduleDraft draft, Func<string, ScheduleReason?> folder)
    {
        var location = draft.Location.Trim();
        if (location.Length == 0) return ScheduleReason.Missing;
        if (location.Length > LongestLocation) return ScheduleReason.TooLong;
        return draft.IsAddress ? AddressReason(location) : folder(location);
    }

    internal static ScheduleReason? HeadersReason(ScheduleDraft draft, IReadOnlyCollection<string> saved)
    {
        var headers = draft.IsAddress ? draft.Headers : [];
        if (headers.Count > MostHeaders || headers.Any(h => h.Value?.Length > LongestHeader)) return ScheduleReason.TooLong;
        if (headers.Any(h => !IsHeader(h.Name.Trim()) || h.Value?.AsSpan().ContainsAnyInRange('\0', '\x1f') == true)) return ScheduleReason.NotAHeader;
        if (headers.DistinctBy(h => h.Name.Trim(), StringComparer.OrdinalIgnoreCase).Count() < headers.Count) return ScheduleReason.Taken;
        return headers.Any(h => string.IsNullOrWhiteSpace(h.Value) && !(h.Value is null && saved.Contains(h.Name.Trim(), StringComparer.OrdinalIgnoreCase))) ? ScheduleReason.HeaderWithoutValue : null;
    }

    internal static ScheduleReason? CronReason(ScheduleDraft draft, DateTime now) =>
        draft.Cron.Trim().Length == 0 ? ScheduleReason.Missing : CronTime.IsUsable(draft.Cron.Trim(), now) ? null : ScheduleReason.NotACron;

    /// <summary>True when both addresses are of the same scheme, host and port, so that a secret meant for one may go to the other.</summary>
    internal static bool IsSameOrigin(string one, string other) =>
        Uri.TryCreate(one, UriKind.Absolute, out var a) && Uri.TryCreate(other, UriKind.Absolute, out var b) && a.GetLeftPart(UriPartial.Authority) == b.GetLeftPart(UriPartial.Authority);

    private static ScheduleReason? AddressReason(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0) return ScheduleReason.NotAnAddress;
        return uri.UserInfo.Length > 0 ? ScheduleReason.PasswordInAddress : null;
    }

    // Letters, digits and the signs of a token (RFC 9110, 5.6.2).
    private static bool IsHeader(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal))
        && !Reserved.Contains(name, StringComparer.OrdinalIgnoreCase)
        && !name.StartsWith("content-", StringComparison.OrdinalIgnoreCase) && !name.StartsWith("proxy-", StringComparison.OrdinalIgnoreCase);
}
