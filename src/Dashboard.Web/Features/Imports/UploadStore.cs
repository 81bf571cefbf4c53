using Dashboard.Core.Data;
using Dashboard.Core.Imports;

namespace Dashboard.Web.Features.Imports;

/// <summary>A file that somebody uploaded and that waits to be imported.</summary>
/// <param name="Id">Unguessable; stands in addresses instead of the name, which may be personal.</param>
/// <param name="Path">Where it lies.</param>
public sealed record Upload(string Id, string Path)
{
    public string FileName => System.IO.Path.GetFileName(Path);
    public long Bytes => new FileInfo(Path).Length;
}

/// <summary>Keeps uploaded files, each in a folder of its own below the data folder, until their import has ended.</summary>
public sealed class UploadStore(DataFolder folder)
{
    /// <summary>Left free on the disk beside an upload: the store grows by the import too.</summary>
    private const long SpareBytes = 64L * 1024 * 1024;

    /// <summary>True when the disk can take a file of that size.</summary>
    public bool HasRoomFor(long bytes) => new DriveInfo(folder.Uploads).AvailableFreeSpace > bytes + SpareBytes;

    /// <summary>Writes a body to disk as it comes, in constant memory. A body that breaks off leaves nothing behind.</summary>
    public async Task<Upload> SaveAsync(string fileName, Stream body, CancellationToken cancellation)
    {
        var id = Guid.NewGuid().ToString("n");
        var own = Directory.CreateDirectory(Path.Combine(folder.Uploads, id)).FullName;
        try
        {
            var path = Path.Combine(own, FileNames.Plain(fileName));
            await using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, useAsync: true))
                await body.CopyToAsync(file, 256 * 1024, cancellation);
            return new(id, path);
        }
        catch
        {
            Directory.Delete(own, recursive: true);
            throw;
        }
    }

    /// <summary>Null when there is none of that id, or no longer.</summary>
    public Upload? Find(string? id)
    {
        if (!Guid.TryParseExact(id, "n", out var known)) return null;
        var own = new DirectoryInfo(Path.Combine(folder.Uploads, known.ToString("n")));
        return own.Exists && own.EnumerateFiles().FirstOrDefault() is { } file ? new(known.ToString("n"), file.FullName) : null;
    }

    /// <summary>Forgets an upload. Harmless when it is gone.</summary>
    public void Remove(string id)
    {
        if (Find(id) is { } upload) Directory.Delete(Path.GetDirectoryName(upload.Path)!, recursive: true);
    }
}
