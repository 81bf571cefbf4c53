using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace Dashboard.Web.Hosting;

/// <summary>Builds the links that let somebody in once, on the configured address and never on what a request claims.</summary>
public sealed class OneTimeLinks(IOptions<DashboardOptions> options, RunningServer server)
{
    /// <summary>An address the server really listens on, where none is configured; set once it has started.</summary>
    internal string? Listening { get; set; }

    public string SetUp(string token) => QueryHelpers.AddQueryString($"{Root}/setup", "token", token);

    public string Join(int userId, string token) => QueryHelpers.AddQueryString($"{Root}/join", new Dictionary<string, string?>
    {
        ["user"] = userId.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["token"] = token,
    });

    private string Root => (options.Value.BaseUrl?.ToString() ?? Listening ?? server.Address ?? options.Value.Urls.Split(';')[0]).TrimEnd('/')
        .Replace("//*", "//localhost", StringComparison.Ordinal)
        .Replace("//+", "//localhost", StringComparison.Ordinal)
        .Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal)
        .Replace("//[::]", "//localhost", StringComparison.Ordinal);
}
