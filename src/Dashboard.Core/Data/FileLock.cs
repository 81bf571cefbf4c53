namespace Dashboard.Core.Data;

/// <summary>A file that one process holds at a time. The system lets go of it when that process dies.</summary>
internal static class FileLock
{
    /// <summary>The lock; null when somebody holds it.</summary>
    public static IDisposable? TryTake(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
