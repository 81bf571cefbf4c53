using Microsoft.AspNetCore.Diagnostics;

namespace Dashboard.Web.Hosting;

/// <summary>Writes what broke into the log under the reference that the error page shows; the path goes without its query.</summary>
internal sealed partial class BrokenRequests(ILogger<BrokenRequests> logger) : IExceptionHandler
{
    public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        LogBroke(httpContext.Request.Method, httpContext.Request.Path, httpContext.TraceIdentifier, exception);
        return new(false);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} broke, reference {Reference}")]
    private partial void LogBroke(string method, string path, string reference, Exception exception);
}
