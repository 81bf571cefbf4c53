using System.Text;
using UtfUnknown;

namespace Dashboard.Core.Imports;

/// <summary>Which encoding a file is in.</summary>
internal static class FileEncodings
{
    static FileEncodings() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>The encoding of that name; null when there is none.</summary>
    public static Encoding? Find(string name)
    {
        try
        {
            return Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Name of the encoding of a file that begins with these bytes.</summary>
    public static string Guess(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("\uFEFF"u8)) return "utf-8";
        if (start.StartsWith<byte>([0xFF, 0xFE])) return "utf-16";
        if (start.StartsWith<byte>([0xFE, 0xFF])) return "utf-16BE";
        if (IsUtf8(start)) return LooksLikeUtf16(start) ?? "utf-8";
        if (LooksLikeUtf16(start) is { } wide) return wide;
        var found = CharsetDetector.DetectFromBytes(start.ToArray()).Detected;
        // Without accents of its own no Western text tells Latin-1 from Windows-1252, which is the same and has the euro sign.
        return found?.EncodingName switch
        {
            null or "ascii" or "iso-8859-1" or "iso-8859-15" => "windows-1252",
            { } name when found.Confidence < 0.5 || Find(name) is null => "windows-1252",
            { } name => name,
        };
    }

    private static bool IsUtf8(ReadOnlySpan<byte> start)
    {
        for (var cut = 0; cut < 4 && cut <= start.Length; cut++)   // the sample may end within a letter
            if (System.Text.Unicode.Utf8.IsValid(start[..^cut])) return true;
        return false;
    }

    private static string? LooksLikeUtf16(ReadOnlySpan<byte> start)
    {
        if (start.Length < 4) return null;
        var (even, odd) = (0, 0);
        for (var i = 0; i < start.Length; i++)
            if (start[i] == 0) _ = (i & 1) == 0 ? even++ : odd++;
        if (odd > start.Length / 4 && even < start.Length / 20) return "utf-16";
        return even > start.Length / 4 && odd < start.Length / 20 ? "utf-16BE" : null;
    }
}
