using System.Runtime.CompilerServices;
using Bunit;

namespace Dashboard.Web.Tests;

/// <summary>Pages are rendered on threads of the pool, which tests of other classes keep busy at the same time: what waits for one waits longer.</summary>
internal static class TestWaits
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    [ModuleInitializer]
    internal static void WaitLonger() => BunitContext.DefaultWaitTimeout = Longest;
}
