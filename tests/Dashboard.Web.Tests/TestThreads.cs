using System.Runtime.CompilerServices;
using Bunit;

namespace Dashboard.Web.Tests;

/// <summary>Pages are rendered on threads of the pool, which tests of other classes keep busy at the same time: what waits for one waits longer, and finds a free one sooner.</summary>
internal static class TestThreads
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    [ModuleInitializer]
    internal static void MakeRoom()
    {
        BunitContext.DefaultWaitTimeout = Longest;
        ThreadPool.GetMinThreads(out var workers, out var ports);
        ThreadPool.SetMinThreads(Math.Max(workers, Environment.ProcessorCount * 4), ports);
    }
}
