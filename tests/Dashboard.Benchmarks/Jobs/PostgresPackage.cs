using Dashboard.Benchmarks.Measuring;
using Dashboard.Tests;

namespace Dashboard.Benchmarks.Jobs;

/// <summary>Sees to a PostgreSQL to compare with: installed where it is absent and can be, on the same disk as the files it is compared with.</summary>
internal static class PostgresPackage
{
    /// <summary>The running server, or why there is none.</summary>
    public static async Task<(PostgresServer? Server, string? Reason)> TryStartAsync(BenchmarkOptions options)
    {
        try
        {
            if (PostgresServer.Programs is null) await InstallAsync();
            return (await PostgresServer.CreateAsync(options.Folder), null);
        }
        catch (Exception refused) when (refused is InvalidOperationException or IOException)
        {
            return (null, refused.Message.ReplaceLineEndings(" "));
        }
    }

    private static async Task InstallAsync()
    {
        if (Environment.UserName != "root" || !File.Exists("/usr/bin/apt-get")) return;
        await ChildProcess.RunAsync("apt-get", ["update", "-qq"]);
        await ChildProcess.RunAsync("apt-get", ["install", "-yqq", "--no-install-recommends", "postgresql"]);
    }
}
