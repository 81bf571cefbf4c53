using System.Text.Json;
using Microsoft.Playwright;

namespace Dashboard.Browser.Tests.Browsing;

/// <summary>What the browser did meanwhile, as its developers' tools show it.</summary>
internal sealed class Tracing : IAsyncDisposable
{
    private readonly ICDPSession _session;
    private readonly List<JsonElement> _events = [];
    private readonly TaskCompletionSource _complete = new();

    public Tracing(ICDPSession session)
    {
        _session = session;
        session.Event("Tracing.dataCollected").OnEvent += (_, data) => _events.AddRange(data!.Value.GetProperty("value").EnumerateArray().Select(e => e.Clone()));
        session.Event("Tracing.tracingComplete").OnEvent += (_, _) => _complete.TrySetResult();
    }

    /// <param name="categories">Of events, as the browser names them, with commas between.</param>
    public Task StartAsync(string categories) => _session.SendAsync("Tracing.start", new() { ["categories"] = categories, ["transferMode"] = "ReportEvents" });

    /// <summary>All events since the start.</summary>
    public async Task<IReadOnlyList<JsonElement>> EndAsync()
    {
        await _session.SendAsync("Tracing.end");
        await _complete.Task;
        return _events;
    }

    public async ValueTask DisposeAsync() => await _session.DetachAsync();
}
