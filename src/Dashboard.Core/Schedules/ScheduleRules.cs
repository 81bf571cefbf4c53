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
    public static IReadOnlyList<ScheduleProblem> Check(ScheduleDraft draft, WatchedFolders folders, IReadOnlyCollection<string> savedHeaders, DateTime now)
    {
        var problems = new List<ScheduleProblem>();
        void Add(string field, ScheduleReason? reason)
        {
            if (reason is { } why && problems.TrueForAll(p => p.Field != field)) problems.Add(new(field, why));
        }
        Add(nameof(draft.Name), draft.Name.Trim().Length == 0 ? ScheduleReason.Missing : draft.Name.Trim().Length > LongestName ? ScheduleReason.TooLong : null);
        Add(nameof(draft.Location), draft.Location.Length > LongestLocation ? ScheduleReason.TooLong
            : draft.Source == ScheduleSource.Address ? AddressReason(draft.Location.Trim())
            : draft.Location.Trim().Length == 0 ? ScheduleReason.Missing : folders.Check(draft.Location.Trim()));
        Add(nameof(draft.Pattern), draft.Source == ScheduleSource.Folder && draft.Pattern.IndexOfAny(['/', '\\', '\0']) >= 0 ? ScheduleReason.NoSuchFolder
            : draft.Pattern.Length > LongestName ? ScheduleReason.TooLong : null);
        if (draft.Source == ScheduleSource.Address) Add(nameof(draft.Headers), HeadersReason(draft.Headers, savedHeaders));
        Add(nameof(draft.Cron), draft.Cron.Trim().Length == 0 ? ScheduleReason.Missing : CronTime.IsUsable(draft.Cron.Trim(), now) ? null : ScheduleReason.NotACron);
        return problems;
    }

    /// <summary>True when both addresses are of the same scheme, host and port, so that a secret meant for one may go to the other.</summary>
    internal static bool IsSameOrigin(string one, string other) =>
        Uri.TryCreate(one, UriKind.Absolute, out var a) && Uri.TryCreate(other, UriKind.Absolute, out var b) && a.GetLeftPart(UriPartial.Authority) == b.GetLeftPart(UriPartial.Authority);

    internal static ScheduleReason? AddressReason(string address)
    {
        if (address.Length == 0) return ScheduleReason.Missing;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0) return ScheduleReason.NotAnAddress;
        return uri.UserInfo.Length > 0 ? ScheduleReason.PasswordInAddress : null;
    }

    internal static ScheduleReason? HeadersReason(IReadOnlyList<HeaderDraft> headers, IReadOnlyCollection<string> saved)
    {
        if (headers.Count > MostHeaders || headers.Any(h => h.Value?.Length > LongestHeader)) return ScheduleReason.TooLong;
        if (headers.Any(h => !IsHeader(h.Name.Trim()) || h.Value?.AsSpan().ContainsAnyInRange('\0', '\x1f') == true)) return ScheduleReason.NotAHeader;
        if (headers.DistinctBy(h => h.Name.Trim(), StringComparer.OrdinalIgnoreCase).Count() < headers.Count) return ScheduleReason.Taken;
        return headers.Any(h => string.IsNullOrWhiteSpace(h.Value) && !(h.Value is null && saved.Contains(h.Name.Trim(), StringComparer.OrdinalIgnoreCase))) ? ScheduleReason.HeaderWithoutValue : null;
    }

    // Letters, digits and the signs of a token (RFC 9110, 5.6.2).
    private static bool IsHeader(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal))
        && !Reserved.Contains(name, StringComparer.OrdinalIgnoreCase)
        && !name.StartsWith("content-", StringComparison.OrdinalIgnoreCase) && !name.StartsWith("proxy-", StringComparison.OrdinalIgnoreCase);
}
