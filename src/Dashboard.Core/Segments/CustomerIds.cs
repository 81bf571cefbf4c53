using System.IO.Compression;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;

namespace Dashboard.Core.Segments;

/// <summary>Customer numbers as a compressed bitmap: a bit per number up to the greatest, Brotli over it. A million neighbours take a few bytes, a scattered half of them 125 kB.</summary>
public static class CustomerIds
{
    /// <summary>Packs the numbers of a set's members; null for nobody.</summary>
    public static byte[]? Pack(CustomerSet members, CustomerFacts facts)
    {
        if (members.IsEmpty) return null;
        var last = 0;
        foreach (var index in members.Members()) last = index;
        var bits = new byte[facts.Customers.Id[last] / 8 + 1];
        foreach (var index in members.Members())
        {
            var id = facts.Customers.Id[index];
            bits[id >> 3] |= (byte)(1 << (id & 7));
        }
        return Compress(bits);
    }

    /// <summary>The customers of a snapshot among the packed numbers; who is no longer on file is left out.</summary>
    /// <exception cref="InvalidDataException">The bytes are none of <see cref="Pack"/>.</exception>
    public static CustomerSet Unpack(byte[]? packed, CustomerFacts facts) => UnpackAny([packed], facts);

    /// <summary>The customers of a snapshot who are among any of the packed numbers; see <see cref="Unpack"/>.</summary>
    internal static CustomerSet UnpackAny(IEnumerable<byte[]?> packed, CustomerFacts facts)
    {
        var bits = Array.Empty<byte>();
        foreach (var some in packed)
        {
            if (some is null) continue;
            var (more, fewer) = (Decompress(some), bits);
            if (more.Length < fewer.Length) (more, fewer) = (fewer, more);
            for (var i = 0; i < fewer.Length; i++) more[i] |= fewer[i];
            bits = more;
        }
        return Among(bits, facts);
    }

    /// <summary>Who the packed numbers were before some steps: without those who came, with those who went; see <see cref="Unpack"/>.</summary>
    /// <param name="packed">The numbers after all steps.</param>
    /// <param name="steps">The last first.</param>
    /// <param name="facts">The snapshot.</param>
    internal static CustomerSet Before(byte[]? packed, IEnumerable<(byte[]? Came, byte[]? Went)> steps, CustomerFacts facts)
    {
        var bits = packed is null ? [] : Decompress(packed);
        foreach (var (came, went) in steps)
        {
            byte[] fewer = came is null ? [] : Decompress(came), more = went is null ? [] : Decompress(went);
            if (more.Length > bits.Length) Array.Resize(ref bits, more.Length);
            for (var i = 0; i < Math.Min(fewer.Length, bits.Length); i++) bits[i] &= (byte)~fewer[i];
            for (var i = 0; i < more.Length; i++) bits[i] |= more[i];
        }
        return Among(bits, facts);
    }

    /// <summary>True when a number is among the packed ones. Unpacks no more than the way to it.</summary>
    /// <exception cref="InvalidDataException">The bytes are none of <see cref="Pack"/>.</exception>
    internal static bool Contain(byte[]? packed, long id)
    {
        if (packed is null) return false;
        using var brotli = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
        Span<byte> block = stackalloc byte[8192];
        long at = 0;
        for (int read; (read = brotli.Read(block)) > 0; at += read)
        {
            if (id >> 3 < at + read) return (block[(int)((id >> 3) - at)] >> (int)(id & 7) & 1) != 0;
        }
        return false;
    }

    private static CustomerSet Among(byte[] bits, CustomerFacts facts)
    {
        var members = new CustomerSet(facts.CustomerCount);
        if (bits.Length == 0) return members;
        for (var index = 0; index < facts.CustomerCount; index++)
        {
            var id = facts.Customers.Id[index];
            if (id >> 3 < bits.Length && (bits[id >> 3] >> (id & 7) & 1) != 0) members.Add(index);
        }
        return members;
    }

    private static byte[] Compress(byte[] bits)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest)) brotli.Write(bits);
        return packed.ToArray();
    }

    private static byte[] Decompress(byte[] packed)
    {
        using var bits = new MemoryStream();
        using (var brotli = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress)) brotli.CopyTo(bits);
        return bits.ToArray();
    }
}
