using Dashboard.Core.Data;

namespace Dashboard.Web.Hosting;

/// <summary>
/// The one server of a data folder. It holds a file locked, which the system lets go of when the process dies, and leaves its address beside it for the verbs.
/// </summary>
public sealed class RunningServer(DataFolder folder) : IDisposable
{
    private FileStream? _held;

    private string LockFile => Path.Combine(folder.Root, "server.lock");
    private string AddressFile => Path.Combine(folder.Root, "server.url");

    /// <summary>Address of the server that runs on this folder, in this process or another; null when none does, or none that has started.</summary>
    public string? Address
    {
        get
        {
            if (_held is null && TryLock() is { } free)
            {
                free.Dispose();
                return null;
            }
            return File.Exists(AddressFile) ? File.ReadAllText(AddressFile).Trim() : null;
        }
    }

    /// <summary>True when this process is now the folder's server; false when another is.</summary>
    public bool TryBecome() => (_held ??= TryLock()) is not null;

    /// <summary>Tells the verbs where this server listens.</summary>
    public void ListensAt(string address) => File.WriteAllText(AddressFile, address);

    public void Dispose()
    {
        if (_held is null) return;
        File.Delete(AddressFile);
        _held.Dispose();
        _held = null;
    }

    private FileStream? TryLock()
    {
        if (!Directory.Exists(folder.Root)) return null;
        try
        {
            return new FileStream(LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
