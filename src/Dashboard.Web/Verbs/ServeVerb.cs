using System.CommandLine;
using Dashboard.Web.Hosting;

namespace Dashboard.Web.Verbs;

/// <summary>Serves the dashboard until it is stopped.</summary>
internal sealed class ServeVerb : Verb
{
    public ServeVerb() : base("serve", "Serve the dashboard (what happens when no verb is given)") => Add(Urls);

    public Option<string?> Urls { get; } = new("--urls") { Description = "Addresses to listen on, separated by semicolons (default: http://localhost:5080)", HelpName = "URLS" };

    protected override bool NeedsStore => false;

    protected override Task<string?> RunAsync(VerbContext context, CancellationToken cancellation) =>
        ServeAsync(context.Arguments with { Urls = context.Value(Urls) ?? context.Arguments.Urls }, cancellation);

    /// <summary>Runs the server until <paramref name="cancellation"/> or a signal; for verbs that end in showing their work.</summary>
    internal static async Task<string?> ServeAsync(HostArguments arguments, CancellationToken cancellation)
    {
        await using var app = DashboardHost.BuildServer(arguments);
        if (await app.StartDashboardAsync(cancellation) is { } problem) return problem;
        await app.WaitForShutdownAsync(cancellation);
        return null;
    }
}
