using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text.Json;
using Dashboard.Analytics.Facts;
using Microsoft.Win32.SafeHandles;

namespace Dashboard.Core.Snapshots;

/// <summary>What a snapshot's file turned out to be.</summary>
public enum FactsFileState
{
    Sound = 0,
    Absent = 1,

    /// <summary>Written by another version of the dashboard.</summary>
    OtherVersion = 2,

    /// <summary>Not what was once written, or not readable.</summary>
    Damaged = 3,
}

/// <summary>
/// The snapshot as one file: a head (stamp, names, widths and lengths of the columns, checksums) and then the columns, little-endian.
/// The head is sealed by an XxHash3 of its own, every block of a column by one within the head, so that no byte of the file is beyond doubt.
/// </summary>
public static class FactsFile
{
    /// <summary>Raised with every change of the layout or of what a column means.</summary>
    public const int Version = 12;

    private const string Aside = ".part";
    private const int PreludeBytes = 16;        // magic, version, length of the head
    private const int LongestHead = 1 << 28;
    private const int HashBytes = 8;

    private static ReadOnlySpan<byte> Magic => "DSHFACTS"u8;

    /// <summary>Writes aside, then renames, so that a reader or a crash finds the old file or the new and never a half.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void Save(string path, CustomerFacts facts)
    {
        var aside = $"{path}.{Guid.NewGuid():n}{Aside}";
        try
        {
            using (var file = File.OpenHandle(aside, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
                Write(file, facts);
            File.Move(aside, path, overwrite: true);
        }
        finally
        {
            File.Delete(aside);
        }
    }

    /// <summary>Removes what processes that died while saving left beside the file, when it was written before <paramref name="utc"/>.</summary>
    public static void RemoveLeftovers(string path, DateTime utc)
    {
        foreach (var part in Directory.GetFiles(Path.GetDirectoryName(path)!, $"{Path.GetFileName(path)}.*{Aside}"))
            if (File.GetLastWriteTimeUtc(part) < utc) File.Delete(part);
    }

    /// <summary>Reads the snapshot; null, with the state saying why, unless every byte is as it was written.</summary>
    public static (CustomerFacts? Facts, FactsFileState State) Load(string path)
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var (body, state) = ReadHead(file);
            if (body is null) return (null, state);
            if (FactsHead.Read(body, PreludeBytes + body.Length + HashBytes) is not { } head) return (null, FactsFileState.Damaged);
            return head.DataStart + head.Columns.Sum(c => c.Bytes) == RandomAccess.GetLength(file) && ReadColumns(file, head)
                ? (head.ToFacts(), FactsFileState.Sound)
                : (null, FactsFileState.Damaged);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return (null, FactsFileState.Absent);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or JsonException)
        {
            return (null, FactsFileState.Damaged);
        }
    }

    /// <summary>The stamp alone; null where the head cannot be trusted.</summary>
    public static FactsStamp? LoadStamp(string path)
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return ReadHead(file).Body is { } body ? FactsHead.ReadStamp(body) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void Write(SafeFileHandle file, CustomerFacts facts)
    {
        var head = FactsHead.ToWrite(facts);
        var blocks = head.Blocks();
        var start = PreludeBytes + head.Write().Length + HashBytes;
        Parallel.ForEach(blocks, block =>
        {
            var buffer = ArrayPool<byte>.Shared.Rent(StoredColumn.BlockLength * sizeof(long));
            var stored = block.Column.Encode(block.Number, buffer);
            head.Hashes[block.Hash] = XxHash3.HashToUInt64(stored);
            RandomAccess.Write(file, stored, start + block.Offset);
            ArrayPool<byte>.Shared.Return(buffer);
        });

        var body = head.Write();
        var bytes = new byte[PreludeBytes + body.Length + HashBytes];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), body.Length);
        body.CopyTo(bytes, PreludeBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(^HashBytes), XxHash3.HashToUInt64(bytes.AsSpan(..^HashBytes)));
        RandomAccess.Write(file, bytes, 0);
    }

    private static (byte[]? Body, FactsFileState State) ReadHead(SafeFileHandle file)
    {
        Span<byte> prelude = stackalloc byte[PreludeBytes];
        if (!Fill(file, prelude, 0) || !prelude[..8].SequenceEqual(Magic)) return (null, FactsFileState.Damaged);
        if (BinaryPrimitives.ReadInt32LittleEndian(prelude[8..]) != Version) return (null, FactsFileState.OtherVersion);
        var length = BinaryPrimitives.ReadInt32LittleEndian(prelude[12..]);
        if (length is < 0 or > LongestHead || PreludeBytes + length + HashBytes > RandomAccess.GetLength(file)) return (null, FactsFileState.Damaged);

        var bytes = new byte[PreludeBytes + length + HashBytes];
        if (!Fill(file, bytes, 0) || XxHash3.HashToUInt64(bytes.AsSpan(..^HashBytes)) != BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(^HashBytes)))
            return (null, FactsFileState.Damaged);
        return (bytes[PreludeBytes..^HashBytes], FactsFileState.Sound);
    }

    private static bool ReadColumns(SafeFileHandle file, FactsHead head)
    {
        var sound = true;
        Parallel.ForEach(head.Blocks(), (block, loop) =>
        {
            var buffer = ArrayPool<byte>.Shared.Rent(StoredColumn.BlockLength * sizeof(long));
            var stored = block.Column.Target(block.Number, buffer);
            if (Fill(file, stored, head.DataStart + block.Offset) && XxHash3.HashToUInt64(stored) == head.Hashes[block.Hash])
                block.Column.Decode(block.Number, stored);
            else
            {
                Volatile.Write(ref sound, false);
                loop.Stop();
            }
            ArrayPool<byte>.Shared.Return(buffer);
        });
        return sound;
    }

    private static bool Fill(SafeFileHandle file, Span<byte> bytes, long offset)
    {
        while (bytes.Length > 0)
        {
            var read = RandomAccess.Read(file, bytes, offset);
            if (read == 0) return false;
            bytes = bytes[read..];
            offset += read;
        }
        return true;
    }
}
