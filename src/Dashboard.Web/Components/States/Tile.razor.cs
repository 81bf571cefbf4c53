using Dashboard.Web.Features.Exports;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Components.States;

/// <summary>Keeps one broken part from taking the page: its place shows what failed, a reference that is also in the log, and a way back.</summary>
public sealed partial class Tile(FigureDesk figures, ILogger<Tile> logger)
{
    private string _reference = "";

    /// <summary>It holds a whole page.</summary>
    [Parameter] public bool Page { get; set; }

    protected override Task OnErrorAsync(Exception exception)
    {
        _reference = ErrorReference.New();
        LogFailed(exception, _reference);
        figures.Fail();
        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A part of a page failed; the reader was shown reference {Reference}")]
    private partial void LogFailed(Exception error, string reference);
}
