namespace Dashboard.Web.Hosting;

/// <summary>Whether the server can be used; tells nobody anything else.</summary>
internal static class Health
{
    public static void MapHealth(this WebApplication app) =>
        app.MapGet("/health", (Readiness readiness) => readiness.IsReady
            ? Results.Text("ready")
            : Results.Text("starting", statusCode: StatusCodes.Status503ServiceUnavailable)).AllowAnonymous();
}

/// <summary>Turns true once the store is migrated and the snapshot was looked for.</summary>
public sealed class Readiness
{
    private volatile bool _ready;

    public bool IsReady => _ready;

    internal void Reached() => _ready = true;
}
