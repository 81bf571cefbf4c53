namespace Dashboard.Core.Schedules;

/// <summary>Where a path leads once every link on the way is followed, as the system would follow it.</summary>
internal static class RealPath
{
    private const int MostLinks = 40;

    /// <summary>The path without links and dots; null when it leads nowhere.</summary>
    /// <param name="path">An absolute path.</param>
    public static string? Of(string path)
    {
        var real = Path.GetPathRoot(path);
        if (string.IsNullOrEmpty(real)) return null;
        var rest = new Stack<string>();
        Push(rest, path[real.Length..]);
        var links = 0;
        while (rest.TryPop(out var part))
        {
            if (part == ".") continue;
            if (part == "..")
            {
                real = Path.GetDirectoryName(real) ?? real;
                continue;
            }
            var next = Path.Combine(real, part);
            FileSystemInfo entry = Directory.Exists(next) ? new DirectoryInfo(next) : new FileInfo(next);
            if (entry.LinkTarget is { } target)
            {
                if (++links > MostLinks) return null;
                var root = Path.GetPathRoot(target);
                if (!string.IsNullOrEmpty(root)) real = root;
                Push(rest, target[(root?.Length ?? 0)..]);
                continue;
            }
            if (!entry.Exists) return null;
            real = next;
        }
        return real;
    }

    /// <summary>True when one real path is the other or lies below it.</summary>
    public static bool IsWithin(string path, string folder) =>
        path == folder || path.StartsWith(folder.EndsWith(Path.DirectorySeparatorChar) ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static void Push(Stack<string> rest, string path)
    {
        foreach (var part in path.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries).Reverse()) rest.Push(part);
    }
}
