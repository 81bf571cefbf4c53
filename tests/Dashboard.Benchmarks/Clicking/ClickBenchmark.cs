using System.Net;
using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Segments;
using Dashboard.Benchmarks.Exports;
using Dashboard.Benchmarks.Measuring;
using Dashboard.Benchmarks.Serving;
using Dashboard.Benchmarks.Shop;
using Dashboard.Core.Data;
using Dashboard.Core.Segments;
using Dashboard.Core.Sharing;
using Dashboard.Core.Snapshots;
using Dashboard.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Dashboard.Benchmarks.Clicking;

/// <summary>How long somebody waits from a click to the painted answer, measured inside the page, while others work on the same server.</summary>
internal static class ClickBenchmark
{
    private const double Most = 300;
    private const double Percentile = 0.95;
    private const int Named = 12;

    public static async Task<MeasuredTable> RunAsync(BenchmarkOptions options)
    {
        var table = new MeasuredTable($"From click to paint in Chromium, {options.Customers:N0} customers, {Crowd.People} others at work");
        var data = await ExportBenchmark.PeopledAsync(options);
        await ChildProcess.RunAsync("dotnet", [Product.WebAssembly, "refresh", "--data", data]);   // the first forecast is not made while people look
        await Reader.JoinAsync(data);
        await PrepareAsync(data);

        await using var server = await ServerProcess.StartAsync(AppContext.BaseDirectory, Product.WebAssembly, "serve", "--data", data);
        var cookies = new CookieContainer();
        using var client = new HttpClient(new HttpClientHandler { CookieContainer = cookies });
        await Reader.SignInAsync(client, server.Address);

        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = SystemChromium.Path, Args = SystemChromium.Arguments });
        await using var context = await browser.NewContextAsync(new() { BaseURL = server.Address.AbsoluteUri, ViewportSize = new() { Width = 1440, Height = 900 }, Locale = "en-GB", ReducedMotion = ReducedMotion.Reduce });
        await context.AddCookiesAsync(cookies.GetCookies(server.Address).Select(c => new Microsoft.Playwright.Cookie { Name = c.Name, Value = c.Value, Url = server.Address.AbsoluteUri }));
        var walk = await ClickWalk.BeginAsync(context);

        await walk.RoundAsync(0);   // compiles the pages; not counted
        walk.Clicks.Clear();
        await using var crowd = await Crowd.ComeAsync(client, cookies, server.Address);
        for (var round = 1; round <= ClickWalk.Rounds; round++)
            await walk.RoundAsync(round);

        var clicks = walk.Clicks.OrderByDescending(c => c.Milliseconds).ToList();
        table.Plain($"median of {clicks.Count} clicks, while the others opened {crowd.Opened} pages", clicks[clicks.Count / 2].Milliseconds, "ms");
        table.AtMost("95th percentile", clicks[(int)(clicks.Count * (1 - Percentile))].Milliseconds, "ms", Most);
        foreach (var click in clicks.Take(Named))
            table.Plain($"slowest: {click.Name}", click.Milliseconds, "ms");
        foreach (var kind in clicks.GroupBy(c => c.Name).OrderByDescending(g => g.Average(c => c.Milliseconds)))
            Console.Error.WriteLine($"    {kind.Average(c => c.Milliseconds),6:N0} ms on average of {kind.Count()}: {kind.Key}");
        return table;
    }

    /// <summary>A segment to filter by.</summary>
    private static async Task PrepareAsync(string data)
    {
        await using var shop = await BenchmarkStore.OpenAsync(data);
        var snapshots = shop.Services.GetRequiredService<SnapshotService>();
        await snapshots.LoadAsync();
        await using var db = await shop.Services.GetRequiredService<IDbContextFactory<DashboardDbContext>>().CreateDbContextAsync();
        var reader = await db.Users.Where(u => u.Email == Reader.Email).Select(u => u.Id).SingleAsync();
        var draft = new SegmentDraft { Name = "Came by the first channel", Rule = new AcquiredRule(CustomerKey.Channel, [snapshots.Current.Codes.Channels[0]]), IsShared = true };
        await shop.Services.GetRequiredService<SegmentCatalog>().SaveAsync(null, draft, new Actor(reader, IsManager: true), snapshots.Current, CancellationToken.None);   // refused when it is there from last time
    }
}
