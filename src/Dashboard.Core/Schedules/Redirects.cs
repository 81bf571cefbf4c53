namespace Dashboard.Core.Schedules;

/// <summary>Where redirects may lead.</summary>
internal static class Redirects
{
    public const int Most = 5;

    /// <summary>The address that a redirect leads to; null for one that is not HTTP, gives up encryption or cannot be read.</summary>
    public static Uri? Next(Uri from, Uri? location)
    {
        if (location is null || !Uri.TryCreate(from, location, out var to)) return null;
        if (to.Scheme != Uri.UriSchemeHttps && (to.Scheme != Uri.UriSchemeHttp || from.Scheme == Uri.UriSchemeHttps)) return null;
        return to.UserInfo.Length > 0 ? null : to;
    }

    /// <summary>True when both are the same service, so that headers meant for one may be sent to the other; encryption may have been added.</summary>
    public static bool IsSameService(Uri from, Uri to) =>
        string.Equals(from.IdnHost, to.IdnHost, StringComparison.OrdinalIgnoreCase)
        && ((from.Scheme == to.Scheme && from.Port == to.Port) || (from.Scheme == Uri.UriSchemeHttp && to.Scheme == Uri.UriSchemeHttps && from.IsDefaultPort && to.IsDefaultPort));
}
