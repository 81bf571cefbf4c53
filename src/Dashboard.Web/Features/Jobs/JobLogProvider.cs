using Hangfire.AspNetCore;
using Hangfire.Logging;

namespace Dashboard.Web.Features.Jobs;

/// <summary>Hangfire has one log for the whole process, that of the host built last: when that host is gone, the others go on without a log instead of failing.</summary>
internal sealed class JobLogProvider(ILoggerFactory loggers) : ILogProvider
{
    private readonly AspNetCoreLogProvider _inner = new(loggers);

    public ILog GetLogger(string name)
    {
        try
        {
            return _inner.GetLogger(name);
        }
        catch (ObjectDisposedException)
        {
            return new NoLog();
        }
    }

    private sealed class NoLog : ILog
    {
        public bool Log(Hangfire.Logging.LogLevel logLevel, Func<string>? messageFunc, Exception? exception = null) => false;
    }
}
