using System.Collections.Concurrent;
using System.Net;
using System.Text.RegularExpressions;
using Dashboard.Tests;
using Dashboard.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dashboard.Web.Tests;

/// <summary>The real server on a free port, with a data folder of its own and everything it says kept.</summary>
public sealed partial class TestServer : IAsyncDisposable
{
    public const string Password = "a good long pass phrase";

    private readonly TestFolder? _own;
    private readonly StringWriter _console = new();
    private readonly WebApplication _app;

    private TestServer(TestFolder? folder, Dictionary<string, string?> settings)
    {
        _own = folder is null ? new() : null;
        _app = DashboardHost.BuildServer(new HostArguments
        {
            Data = (folder ?? _own!).Data.Root,
            Urls = "http://127.0.0.1:0",
            Console = _console,
            Settings = settings,
            Adjust = services => services.AddLogging(logging => logging.ClearProviders().AddProvider(Log)),
        });
    }

    public KeptLog Log { get; } = new();

    public IServiceProvider Services => _app.Services;

    /// <summary>What the server printed on its console.</summary>
    public string Printed => _console.ToString();

    public Uri Address => new(DashboardHost.Addresses(_app).First());

    public static Task<TestServer> StartAsync(params (string Key, string Value)[] settings) => StartAsync(null, settings);

    /// <summary>On a folder that outlives the server; null for one of its own.</summary>
    public static async Task<TestServer> StartAsync(TestFolder? folder, params (string Key, string Value)[] settings)
    {
        var server = new TestServer(folder, settings.ToDictionary(s => s.Key, s => (string?)s.Value));
        Assert.Null(await server._app.StartDashboardAsync(TestContext.Current.CancellationToken));
        return server;
    }

    /// <summary>A browser of its own, with cookies, that does not follow redirects.</summary>
    public HttpClient Browser() => new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = Address };

    /// <summary>The path and query of the set-up link that was printed.</summary>
    public string SetUpPath => new Uri(SetUpLink().Match(Printed).Value).PathAndQuery;

    /// <summary>A browser in which somebody with <paramref name="roles"/> has signed in.</summary>
    public async Task<HttpClient> SignedInAsync(params string[] roles)
    {
        var email = $"{Guid.NewGuid():n}@example.com";
        var accounts = Services.GetRequiredService<Dashboard.Core.Users.UserAccounts>();
        Assert.True((await accounts.AddAsync("Somebody", email, roles, Password, TestContext.Current.CancellationToken)).Done);
        var browser = Browser();
        var answer = await browser.PostFormAsync("/sign-in", ("Typed.Email", email), ("Typed.Password", Password));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return browser;
    }

    public Task StopAsync() => _app.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _app.DisposeAsync();
        _own?.Dispose();
        await _console.DisposeAsync();
        Log.Dispose();
    }

    [GeneratedRegex(@"http://\S+/setup\?token=\S+")]
    private static partial Regex SetUpLink();
}

/// <summary>Everything that was logged, as text.</summary>
public sealed class KeptLog : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();

    public string Text => string.Join('\n', _lines);

    public ILogger CreateLogger(string categoryName) => new Line(categoryName, _lines);

    public void Dispose()
    {
    }

    private sealed class Line(string category, ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel} {category}: {formatter(state, exception)} {exception}");
    }
}

public static partial class Forms
{
    /// <summary>Gets a page, fills in its form and posts it, as a browser would.</summary>
    public static async Task<HttpResponseMessage> PostFormAsync(this HttpClient browser, string path, params (string Name, string Value)[] typed)
    {
        var page = await browser.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        var fields = Hidden().Matches(page).ToDictionary(m => m.Groups["name"].Value, m => WebUtility.HtmlDecode(m.Groups["value"].Value));
        foreach (var (name, value) in typed) fields[name] = value;
        using var content = new FormUrlEncodedContent(fields);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = content };
        request.Headers.Add("Origin", browser.BaseAddress!.GetLeftPart(UriPartial.Authority));
        return await browser.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public static Task<HttpResponseMessage> OpenAsync(this HttpClient browser, string path) =>
        browser.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    public static Task<string> TextAsync(this HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    [GeneratedRegex("""<input type="hidden" name="(?<name>[^"]+)" value="(?<value>[^"]*)""")]
    private static partial Regex Hidden();
}
