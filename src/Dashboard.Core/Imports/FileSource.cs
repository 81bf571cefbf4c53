using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Dashboard.Core.Imports;

/// <summary>An order file, plain or gzip, read as a stream of UTF-8.</summary>
internal sealed class FileSource : IDisposable
{
    private readonly FileStream _file;

    private FileSource(FileStream file, Stream content) => (_file, Content) = (file, content);

    /// <summary>The text, unpacked, in UTF-8.</summary>
    public Stream Content { get; }

    /// <summary>Bytes of the file itself that were read so far.</summary>
    public long Position => _file.Position;

    /// <param name="path">The file.</param>
    /// <param name="encoding">Name of its encoding; null gives the bytes as they are.</param>
    public static FileSource Open(string path, string? encoding)
    {
        var file = OpenFile(path);
        Stream content = IsGzip(file) ? new GZipStream(file, CompressionMode.Decompress) : file;
        if (encoding is not null && FileEncodings.Find(encoding) is { } other && other.CodePage != Encoding.UTF8.CodePage && other.CodePage != Encoding.ASCII.CodePage)
            content = Encoding.CreateTranscodingStream(content, other, new UTF8Encoding(false));
        return new(file, content);
    }

    /// <summary>True for gzip.</summary>
    public static bool IsPacked(string path)
    {
        using var file = OpenFile(path);
        return IsGzip(file);
    }

    /// <summary>
    /// SHA-256 of the file in lower-case hex. A packed file is unpacked to its end as well, so that one cut short by a broken download
    /// is found before anything of it is taken.
    /// </summary>
    /// <exception cref="InvalidDataException">The packed file is damaged or incomplete.</exception>
    public static string HashAndVerify(string path, CancellationToken cancellation)
    {
        using var file = OpenFile(path);
        if (IsGzip(file)) Unpack(file, cancellation);
        file.Position = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var block = new byte[1 << 18];
        for (int read; (read = file.Read(block)) > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            hash.AppendData(block, 0, read);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public void Dispose()
    {
        Content.Dispose();
        _file.Dispose();
    }

    private static FileStream OpenFile(string path) => new(path, new FileStreamOptions { Options = FileOptions.SequentialScan, BufferSize = 1 << 17, Share = FileShare.Read | FileShare.Delete });

    private static bool IsGzip(FileStream file)
    {
        Span<byte> magic = stackalloc byte[2];
        var read = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false);
        file.Position = 0;
        return read == 2 && magic[0] == 0x1F && magic[1] == 0x8B;
    }

    private static void Unpack(FileStream file, CancellationToken cancellation)
    {
        using var content = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
        var buffer = new byte[1 << 16];
        while (content.Read(buffer) > 0) cancellation.ThrowIfCancellationRequested();
    }
}
