using System.Globalization;
using Dashboard.Core.Data;
using Dashboard.Core.Exports;
using Dashboard.Core.Snapshots;
using Dashboard.Web.Components;
using Dashboard.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dashboard.Web.Tests;

/// <summary>The program over a data folder, built and not started: its pages are opened without a browser and without a request.</summary>
public sealed class UnseenPages : IAsyncDisposable
{
    private readonly WebApplication _app;

    private UnseenPages(WebApplication app) => _app = app;

    public IServiceProvider Services => _app.Services;

    public IFigureSource Source => Services.GetRequiredService<IFigureSource>();

    /// <summary>Figures are written as in <see cref="PageContext"/>.</summary>
    public static async Task<UnseenPages> OfAsync(DataFolder folder)
    {
        var app = DashboardHost.BuildServer(new HostArguments
        {
            Data = folder.Root,
            Urls = "http://127.0.0.1:0",
            Console = TextWriter.Null,
            Settings = new Dictionary<string, string?> { ["Dashboard:Jobs:Storage"] = "Memory" },
            Adjust = services => services.AddLogging(logging => logging.ClearProviders()).AddScoped(_ => new Figures(CultureInfo.GetCultureInfo("en-GB"))),
        });
        await app.Services.GetRequiredService<SnapshotService>().LoadAsync(Xunit.TestContext.Current.CancellationToken);
        return new(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
