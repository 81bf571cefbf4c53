using Microsoft.Playwright;

namespace Dashboard.Browser.Tests.Browsing;

/// <summary>One person with a browser of their own, and what went wrong in it.</summary>
public sealed class Visitor : IAsyncDisposable
{
    /// <summary>Milliseconds that a step may take beside other tests and imports; nobody waits for them when all is well.</summary>
    private const float Patience = 60_000;

    private readonly IBrowserContext _context;

    private Visitor(IBrowserContext context, IPage page) => (_context, Page) = (context, page);

    public IPage Page { get; }

    /// <summary>Errors of the console and of scripts, in order.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>Addresses asked for that belong to another host.</summary>
    public List<string> Strangers { get; } = [];

    public static async Task<Visitor> OpenAsync(IBrowserContext context, Uri home)
    {
        context.SetDefaultTimeout(Patience);
        var visitor = new Visitor(context, await context.NewPageAsync());
        visitor.Page.Console += (_, message) =>
        {
            if (message.Type == "error") visitor.Errors.Add($"{message.Text} ({message.Location})");
        };
        visitor.Page.PageError += (_, error) => visitor.Errors.Add(error);
        context.Request += (_, request) =>
        {
            if (new Uri(request.Url) is { Scheme: "http" or "https" or "ws" or "wss" } url && url.Authority != home.Authority) visitor.Strangers.Add(request.Url);
        };
        return visitor;
    }

    /// <summary>Opens a page and waits until it is interactive and has stopped loading.</summary>
    public async Task GoAsync(string path)
    {
        await Page.GotoAsync(path);
        await SettledAsync();
    }

    /// <summary>Waits until nothing on the page says that it is loading.</summary>
    public async Task SettledAsync()
    {
        try
        {
            await Page.Locator("#content h1").First.WaitForAsync();
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{Page.Url} shows \"{await Page.Locator("body").InnerTextAsync()}\" and says: {string.Join("; ", Errors)}", late);
        }
        await Assertions.Expect(Page.Locator("#content .skeleton")).ToHaveCountAsync(0, new() { Timeout = Patience });
    }

    /// <summary>Cookies and local storage, to visit again signed in.</summary>
    public Task<string> StateAsync() => _context.StorageStateAsync();

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
