using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Dashboard.Core.Data;
using Dashboard.Core.Demo;
using Dashboard.Core.Kpis;
using Dashboard.Core.Lifetime;
using Dashboard.Core.Snapshots;
using Dashboard.Web.Hosting;

namespace Dashboard.Web.Verbs;

/// <summary>Fills an empty data folder with the sample shop and serves it: the quickest way to see the dashboard.</summary>
internal sealed class DemoVerb : Verb
{
    private readonly Option<string?> _urls = new("--urls") { Description = "Addresses to listen on, separated by semicolons (default: http://localhost:5080)", HelpName = "URLS" };
    private readonly Option<bool> _loadOnly = new("--load-only") { Description = "Load the sample data and end without serving" };
    private readonly Option<bool> _remove = new("--remove") { Description = "Remove the sample data and end" };

    public DemoVerb() : base("demo", "Load sample data into an empty data folder and serve it")
    {
        Add(_urls);
        Add(_loadOnly);
        Add(_remove);
    }

    protected override bool NeedsStore => false;

    protected override async Task<string?> RunAsync(VerbContext context, CancellationToken cancellation)
    {
        var problem = await PrepareAsync(context, cancellation);
        return problem is not null || context.Value(_loadOnly) || context.Value(_remove)
            ? problem
            : await ServeVerb.ServeAsync(context.Arguments with { Urls = context.Value(_urls) ?? context.Arguments.Urls }, cancellation);
    }

    private async Task<string?> PrepareAsync(VerbContext context, CancellationToken cancellation)
    {
        using var host = DashboardHost.BuildVerb(context.Arguments);
        if (await host.Services.GetRequiredService<StoreMigrator>().MigrateAsync(cancellation) is { } problem) return problem;
        var shop = host.Services.GetRequiredService<DemoShop>();
        var snapshots = host.Services.GetRequiredService<SnapshotService>();
        if (context.Value(_remove))
        {
            var removed = await shop.RemoveAsync(cancellation);
            await snapshots.RefreshAsync(null, cancellation);
            await context.Out.WriteLineAsync(removed == 0 ? "There was no sample data." : $"Removed the sample data: {CountWords.Of(removed, "order")}.");
            return null;
        }

        var watch = Stopwatch.StartNew();
        var load = await shop.LoadAsync(new Line(context.Progress), cancellation);
        context.Progress.Clear();
        if (load.Refusal == DemoRefusal.ShopHasOrders) return DemoShop.Sentence(DemoRefusal.ShopHasOrders);
        await snapshots.RefreshAsync(null, cancellation);
        // Served, the shop is fitted in the background while the first page opens.
        if (context.Value(_loadOnly)) await host.Services.GetRequiredService<LifetimeWork>().RunAsync(null, cancellation);
        await host.Services.GetRequiredService<KpiHistoryRecorder>().RecordAsync(cancellation);
        if (load.Refusal is null)
            await context.Out.WriteLineAsync($"Loaded the sample shop in {watch.Elapsed.TotalSeconds:0.0} s: {CountWords.Of(load.Customers, "customer")}, {CountWords.Of(load.Orders, "order")}"
                + $" of which {snapshots.Current.OrderCount.ToString("N0", CultureInfo.InvariantCulture)} count; the others were cancelled, failed, tests or refunded in full.");
        return null;
    }

    private sealed class Line(ProgressLine line) : IProgress<DemoProgress>
    {
        public void Report(DemoProgress value) => line.Show("Loading the sample shop", value.Done / (double)Math.Max(1, value.Total));
    }
}
