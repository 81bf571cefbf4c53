using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace Dashboard.Core.Schedules;

/// <summary>Headers of a schedule's requests: their names may be read, their values are encrypted with the keys of the data folder.</summary>
public sealed class HeaderSecrets(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("Dashboard.Schedules.Headers");

    /// <summary>Names in the order of the form.</summary>
    public static IReadOnlyList<string> Names(string? headers) => [.. Read(headers).Select(h => h.Name)];

    /// <summary>What to store for new headers; a header without a value keeps the one in <paramref name="before"/>. Null without any.</summary>
    public string? Protect(IReadOnlyList<HeaderDraft> headers, string? before)
    {
        if (headers.Count == 0) return null;
        var kept = Read(before).ToDictionary(h => h.Name, h => h.Value, StringComparer.OrdinalIgnoreCase);
        return JsonSerializer.Serialize(headers.Select(h => new Stored(h.Name.Trim(), h.Value is { } value ? _protector.Protect(value.Trim()) : kept[h.Name.Trim()])));
    }

    /// <summary>The headers as they are sent; null when the keys that protected them are gone.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? Reveal(string? headers)
    {
        try
        {
            return [.. Read(headers).Select(h => KeyValuePair.Create(h.Name, _protector.Unprotect(h.Value)))];
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>What to store of a secret of its own.</summary>
    public string ProtectOne(string secret) => _protector.Protect(secret);

    /// <summary>The secret; null when the key that protected it is gone.</summary>
    public string? RevealOne(string secret)
    {
        try
        {
            return _protector.Unprotect(secret);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static Stored[] Read(string? headers) => headers is null ? [] : JsonSerializer.Deserialize<Stored[]>(headers) ?? [];

    private sealed record Stored(string Name, string Value);
}
