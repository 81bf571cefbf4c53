namespace Dashboard.Core.Data;

/// <summary>The one folder that holds everything the shop owns: store, snapshot, inbox, uploads, exports, copies and keys.</summary>
/// <param name="Root">Absolute path of the folder; created when missing.</param>
public sealed record DataFolder(string Root)
{
    /// <summary>The record store, the only truth.</summary>
    public string StoreFile => Path.Combine(Root, "shop.db");

    /// <summary>The facts snapshot; may be deleted at any time, it is rebuilt from the store.</summary>
    public string SnapshotFile => Path.Combine(Root, "shop.facts");

    /// <summary>Jobs that wait, run or ran lately, and their plan.</summary>
    public string JobsFile => Path.Combine(Root, "jobs.db");

    /// <summary>Files that people uploaded and whose import has not ended.</summary>
    public string Uploads => Path.Combine(Root, "uploads");

    /// <summary>Exported files until they may no longer be downloaded.</summary>
    public string Exports => Path.Combine(Root, "exports");

    /// <summary>Copies of the store, one before each migration.</summary>
    public string Copies => Path.Combine(Root, "copies");

    /// <summary>Keys that protect cookies and links.</summary>
    public string Keys => Path.Combine(Root, "keys");

    /// <summary>Where other programs put order files that schedules import.</summary>
    public string Inbox => Path.Combine(Root, "inbox");

    /// <summary>Where scheduled exports put files for other programs.</summary>
    public string Outbox => Path.Combine(Root, "outbox");

    /// <summary>Held by the one process that imports; released by the system when that process dies.</summary>
    public string ImportLock => Path.Combine(Root, "import.lock");

    /// <summary>Held by whoever runs a schedule; released by the system when that process dies.</summary>
    public string ScheduleLock(int scheduleId) => Path.Combine(Root, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"schedule-{scheduleId}.lock"));

    /// <summary>Held by whoever runs a scheduled export; released by the system when that process dies.</summary>
    public string DeliveryLock(int scheduleId) => Path.Combine(Root, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"delivery-{scheduleId}.lock"));

    /// <summary>Creates the folder, readable by its owner alone.</summary>
    public DataFolder Create()
    {
        foreach (var folder in new[] { Root, Uploads, Exports, Copies, Keys, Inbox, Outbox })
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(folder);
            else
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        return this;
    }
}
