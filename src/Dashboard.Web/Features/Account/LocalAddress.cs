namespace Dashboard.Web.Features.Account;

/// <summary>Keeps a redirect on this site.</summary>
internal static class LocalAddress
{
    /// <summary><paramref name="address"/> when it is a path of this site, otherwise <paramref name="fallback"/>.</summary>
    public static string Or(string? address, string fallback) =>
        address is ['/', ..] and not ['/', '/' or '\\', ..] && !address.Any(char.IsControl) ? address : fallback;
}
