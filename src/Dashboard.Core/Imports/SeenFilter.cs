namespace Dashboard.Core.Imports;

/// <summary>
/// A Bloom filter (Bloom 1970) over 64-bit hashes of order numbers, blocked to one cache line a key: constant memory, at most 16 MB. It never forgets a key;
/// of new keys it takes about one in a hundred at ten million for seen, and who asks looks in the store to be sure.
/// </summary>
internal sealed class SeenFilter
{
    private const int BitsPerKey = 13;
    private const int WordsPerBlock = 8;
    private const int LeastBlocks = 1 << 10;
    private const int MostBlocks = 1 << 18;

    private readonly ulong[] _words;

    /// <param name="expected">About how many keys will come.</param>
    public SeenFilter(long expected) => _words = new ulong[Math.Clamp(expected * BitsPerKey / (64 * WordsPerBlock), LeastBlocks, MostBlocks) * WordsPerBlock];

    /// <summary>False when the key is certainly new.</summary>
    public bool MayHave(ulong key)
    {
        key *= 0x9E3779B97F4A7C15;
        var block = (int)Math.BigMul(key, (ulong)(_words.Length / WordsPerBlock), out var bits) * WordsPerBlock;
        bits *= 0xD6E8FEB86659FD93;
        var seen = true;
        for (var probe = 0; probe < 4; probe++, bits <<= 9)
        {
            ref var word = ref _words[block + (int)(bits >> 61)];
            var bit = 1UL << (int)(bits >> 55 & 63);
            seen &= (word & bit) != 0;
            word |= bit;
        }
        return seen;
    }
}
