using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Dashboard.Core.Users;

/// <summary>
/// The one-time link that makes the first Admin. It exists while there are no users, in memory alone and as a hash; a restart replaces it,
/// and the first account closes it for good.
/// </summary>
public sealed class SetupLink
{
    private const int TokenBytes = 32;

    private byte[]? _hash;

    /// <summary>A new token; the one before no longer opens anything.</summary>
    public string Open()
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        Volatile.Write(ref _hash, Hash(token));
        return token;
    }

    /// <summary>True while <paramref name="token"/> is the one that was printed and nobody used it; takes the same time for any token.</summary>
    public bool Opens(string? token) => Volatile.Read(ref _hash) is { } hash && CryptographicOperations.FixedTimeEquals(hash, Hash(token ?? ""));

    internal void Close() => Volatile.Write(ref _hash, null);

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
