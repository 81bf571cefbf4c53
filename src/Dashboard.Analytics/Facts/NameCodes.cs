using System.Text;

namespace Dashboard.Analytics.Facts;

/// <summary>
/// Gives codes to names as they come, and at the end puts both in order: the names in use by ordinal order, each code its name's rank. So the codes depend on what is
/// in use alone, not on the order in which it came.
/// </summary>
public sealed class NameCodes
{
    private const int ShortBytes = 256;

    private readonly Dictionary<string, int> _codes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly List<string> _names = [];

    /// <param name="known">Names that have codes already, in the order of these.</param>
    public NameCodes(IEnumerable<string> known)
    {
        _lookup = _codes.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var name in known) Add(name);
    }

    /// <summary>Names so far, by code.</summary>
    public int Count => _names.Count;

    /// <summary>The name with this code.</summary>
    internal string this[int code] => _names[code];

    /// <summary>Code of a name in UTF-8.</summary>
    public int Of(ReadOnlySpan<byte> name)
    {
        if (name.Length > ShortBytes) return Of(Encoding.UTF8.GetString(name));
        Span<char> chars = stackalloc char[ShortBytes];
        var text = chars[..Encoding.UTF8.GetChars(name, chars)];
        return _lookup.TryGetValue(text, out var code) ? code : Add(text.ToString());
    }

    /// <summary>Code of a name.</summary>
    public int Of(string name) => _codes.TryGetValue(name, out var code) ? code : Add(name);

    /// <summary>The names in use in order, and by code so far the code from now on; -1 where a name is not in use.</summary>
    internal (string[] Names, int[] NewCode) Order(ReadOnlySpan<bool> used)
    {
        var order = new List<int>();
        for (var code = 0; code < _names.Count; code++)
            if (used[code]) order.Add(code);
        order.Sort((a, b) => string.CompareOrdinal(_names[a], _names[b]));
        var newCode = new int[_names.Count];
        Array.Fill(newCode, -1);
        for (var rank = 0; rank < order.Count; rank++)
            newCode[order[rank]] = rank;
        return ([.. order.Select(code => _names[code])], newCode);
    }

    /// <summary>Puts a column of codes in order; the empty name, if among the codes, comes first by its nature.</summary>
    internal string[] Order(Span<int> codes, bool keepFirst)
    {
        var used = new bool[_names.Count];
        if (keepFirst) used[0] = true;
        foreach (var code in codes) used[code] = true;
        var (names, newCode) = Order(used);
        foreach (ref var code in codes)
            if (newCode[code] != code) code = newCode[code];
        return names;
    }

    private int Add(string name)
    {
        var code = _names.Count;
        _codes.Add(name, code);
        _names.Add(name);
        return code;
    }
}
