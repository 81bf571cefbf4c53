using System.Globalization;
using System.Text;

namespace Dashboard.SqliteJobs.Worker;

/// <summary>What jobs did, one line each, in a file that outlives the process at whatever moment it dies.</summary>
public static class Journal
{
    private static readonly Lock Sync = new();
    private static FileStream? _file;
    private static int _begun;

    public static void Open(string path) => _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    /// <summary>A job that only says that it ran.</summary>
    public static void Note(int number)
    {
        var line = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{number}\n"));
        lock (Sync) _file!.Write(line);
    }

    /// <summary>A job during which its process may well die.</summary>
    public static async Task NoteSlowly(int number, CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref _begun, 1) == 0) Console.WriteLine("at work");
        await Task.Delay(TimeSpan.FromMilliseconds(20), cancellation);
        Note(number);
    }
}
