using System.Runtime.InteropServices;

namespace Dashboard.Core.Data;

/// <summary>
/// Gives memory back to the system between two pieces of work that each need hundreds of megabytes: what the first has done with, on the managed heap and on
/// SQLite's, would otherwise still be held while the second grows. Pauses every thread for some ten milliseconds.
/// </summary>
internal static partial class SpareMemory
{
    public static void GiveBack()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            _ = Trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Only GNU's allocator keeps what was freed.
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint keep);
}
