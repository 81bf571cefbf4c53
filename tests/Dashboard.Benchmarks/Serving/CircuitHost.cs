using Dashboard.Web.Hosting;

namespace Dashboard.Benchmarks.Serving;

/// <summary>The server within a benchmark process of its own, which tells its managed heap when a line comes in.</summary>
internal static class CircuitHost
{
    public const string Command = "serve-and-weigh";

    /// <summary>Serves the data folder <c>args[0]</c> at the address after <c>--urls</c>; each line of input is answered with the bytes in use after a full collection.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        await using var app = DashboardHost.BuildServer(new HostArguments { Data = args[0], Urls = args[2] });
        if (await app.StartDashboardAsync(CancellationToken.None) is { } problem)
        {
            await Console.Error.WriteLineAsync(problem);
            return 1;
        }
        while (await Console.In.ReadLineAsync() is not null)
        {
            for (var i = 0; i < 3; i++)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                GC.WaitForPendingFinalizers();
            }
            Console.WriteLine($"heap {GC.GetTotalMemory(forceFullCollection: true)}");
        }
        return 0;
    }
}
