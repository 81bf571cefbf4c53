namespace Dashboard.Web.Hosting;

internal static class Logs
{
    /// <summary>
    /// Keeps the framework to warnings. Two categories stay quiet whatever the settings say: request lines carry the tokens of one-time
    /// links, and statements carry the values of their parameters.
    /// </summary>
    public static void Quieten(ILoggingBuilder logging)
    {
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Hangfire", LogLevel.Warning);
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        logging.AddFilter("Microsoft.EntityFrameworkCore.Database.Command", LogLevel.Warning);
        // A start that fails is told in one sentence by the verb; what breaks later is critical and still logged.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        // It warns at every start that keys lie unencrypted; they lie in the data folder, which only its owner can read.
        logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
    }
}
