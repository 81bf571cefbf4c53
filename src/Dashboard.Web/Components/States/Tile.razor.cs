using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Dashboard.Web.Components.States;

/// <summary>Keeps one broken part from taking the page: its place shows what failed, a reference that is also in the log, and a way back.</summary>
public sealed partial class Tile(ILogger<Tile> logger)
{
    private ErrorBoundary? _boundary;
    private (Exception Error, string Reference)? _noted;

    [Parameter, EditorRequired] public required RenderFragment ChildContent { get; set; }

    /// <summary>It holds a whole page.</summary>
    [Parameter] public bool Page { get; set; }

    /// <summary>Runs before the content is tried again, to load what was missing.</summary>
    [Parameter] public EventCallback OnRetry { get; set; }

    private string Note(Exception error)
    {
        if (_noted is { } noted && ReferenceEquals(noted.Error, error)) return noted.Reference;
        var reference = ErrorReference.New();
        _noted = (error, reference);
        LogFailed(error, reference);
        return reference;
    }

    private async Task Retry()
    {
        await OnRetry.InvokeAsync();
        _boundary?.Recover();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A part of a page failed; the reader was shown reference {Reference}")]
    private partial void LogFailed(Exception error, string reference);
}
