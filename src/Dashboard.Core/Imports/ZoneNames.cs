namespace Dashboard.Core.Imports;

/// <summary>Zone names as files give them: IANA, Windows, and the friendly ones that Square takes from Rails.</summary>
internal static class ZoneNames
{
    private static readonly Dictionary<string, string> Friendly = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Eastern Time (US & Canada)"] = "America/New_York",
        ["Central Time (US & Canada)"] = "America/Chicago",
        ["Mountain Time (US & Canada)"] = "America/Denver",
        ["Pacific Time (US & Canada)"] = "America/Los_Angeles",
        ["Atlantic Time (Canada)"] = "America/Halifax",
        ["Arizona"] = "America/Phoenix",
        ["Alaska"] = "America/Juneau",
        ["Hawaii"] = "Pacific/Honolulu",
        ["London"] = "Europe/London",
        ["Dublin"] = "Europe/Dublin",
        ["Paris"] = "Europe/Paris",
        ["Madrid"] = "Europe/Madrid",
        ["Tokyo"] = "Asia/Tokyo",
        ["Sydney"] = "Australia/Sydney",
        ["Melbourne"] = "Australia/Melbourne",
        ["Brisbane"] = "Australia/Brisbane",
        ["Perth"] = "Australia/Perth",
        ["Adelaide"] = "Australia/Adelaide",
        ["UTC"] = "UTC",
    };

    /// <summary>The zone, or null when nobody knows the name.</summary>
    public static TimeZoneInfo? Find(string name) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(Friendly.GetValueOrDefault(name, name), out var zone) ? zone : null;
}
