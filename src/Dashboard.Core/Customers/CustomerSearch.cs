using System.Text;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Data;
using Microsoft.Data.Sqlite;

namespace Dashboard.Core.Customers;

/// <summary>
/// Finds customers by name, e-mail, phone, customer number or order number. Orders are looked up in their unique index; all else is found in one pass over what is known
/// of everybody, shared by a few threads, since an index of parts of names would cost every import more than the pass costs a search.
/// The text is kept in memory from the first search of a snapshot until nobody has searched for a while.
/// </summary>
public sealed class CustomerSearch(StoreConnections connections, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private (CustomerFacts Facts, Task<SearchText> Text)? _kept;
    private ITimer? _forgetting;

    /// <summary>Longer texts are cut; nobody's name is longer.</summary>
    public const int MaxLength = 200;


    /// <summary>Members of the snapshot that match; a customer who came after the snapshot is not among them.</summary>
    /// <param name="facts">The snapshot whose indexes the set holds.</param>
    /// <param name="text">What was typed. Each word must occur somewhere in name, e-mail or phone; a number may also be the start of a customer number or a whole order number.</param>
    /// <exception cref="OperationCanceledException">The search was given up.</exception>
    public async Task<CustomerSet> FindAsync(CustomerFacts facts, string text, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(text);
        var pattern = SearchPattern.Parse(text.Length > MaxLength ? text[..MaxLength] : text);
        if (pattern.IsEmpty) return new(facts.CustomerCount);
        var names = await TextOf(facts).WaitAsync(cancellation);
        return await Task.Run(() => Find(facts, names, pattern, cancellation), cancellation);
    }

    /// <summary>Reads the names ahead of a search, for whoever is about to type.</summary>
    public void Prepare(CustomerFacts facts) => _ = TextOf(facts);

    public void Dispose()
    {
        lock (_lock) _forgetting?.Dispose();
    }

    // Read once for all who search, and not again while they do.
    private Task<SearchText> TextOf(CustomerFacts facts)
    {
        lock (_lock)
        {
            if (_kept is not { } kept || !ReferenceEquals(kept.Facts, facts) || kept.Text.IsFaulted)
                _kept = kept = (facts, Task.Run(() => SearchText.Read(connections, facts, CancellationToken.None)));
            _forgetting ??= clock.CreateTimer(_ => Forget(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _forgetting.Change(Kept, Timeout.InfiniteTimeSpan);
            return kept.Text;
        }
    }

    private void Forget()
    {
        lock (_lock) _kept = null;
    }

    private CustomerSet Find(CustomerFacts facts, SearchText names, SearchPattern pattern, CancellationToken cancellation)
    {
        var found = names.Find(facts, pattern, cancellation);
        foreach (var id in ByOrder(pattern.Text))
            if (facts.IndexOf(id) is >= 0 and var known) found.Add(known);
        return found;
    }

    private List<long> ByOrder(string number)
    {
        using var connection = connections.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT o.CustomerId FROM Labels s JOIN Orders o ON o.SourceId = s.Id AND o.ExternalId IN ($number, upper($number))
            WHERE s.Kind = 1 AND o.CustomerId IS NOT NULL
            """;
        command.Parameters.AddWithValue("$number", number);
        using var reader = command.ExecuteReader();
        var customers = new List<long>();
        while (reader.Read()) customers.Add(reader.GetInt64(0));
        return customers;
    }
}

/// <summary>What somebody typed, ready to be found in folded UTF-8 text. Case and accents of Latin letters make no difference.</summary>
internal sealed class SearchPattern
{
    private const int FewestPhoneDigits = 5;

    /// <summary>What many dial for the plus of a country code.</summary>
    private const string Abroad = "00";

    /// <summary>Latin letters below U+0250 without their accents, in lower case.</summary>
    private static readonly char[] Plain = [.. Enumerable.Range(0, 0x250).Select(c => Fold((char)c))];

    private SearchPattern(string text)
    {
        Text = text;
        var digits = string.Concat(text.Where(char.IsAsciiDigit));
        if (digits.Length >= FewestPhoneDigits && text.All(c => char.IsAsciiDigit(c) || " +-()/.".Contains(c)))
            Digits = digits.StartsWith(Abroad, StringComparison.Ordinal) && digits.Length >= FewestPhoneDigits + Abroad.Length ? digits[Abroad.Length..] : digits;
        Whole = Folded(text);
        // The parts of a telephone number are no words.
        Alternatives = Digits is null ? [[.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Folded)]]
            : Digits == text ? [[Whole]] : [[Folded(Digits)], [Whole]];
    }

    public static SearchPattern Parse(string text) => new(text.Trim());

    public string Text { get; }

    /// <summary>The digits alone, without <see cref="Abroad"/>, when the text can be a telephone number, else null.</summary>
    public string? Digits { get; }

    public bool IsEmpty => Text.Length == 0;

    /// <summary>All of it in folded UTF-8.</summary>
    public byte[] Whole { get; }

    /// <summary>Words in folded UTF-8, all of which must occur, or all of the next alternative.</summary>
    public IReadOnlyList<byte[][]> Alternatives { get; }

    /// <summary>Writes a UTF-8 field in lower case and without accents.</summary>
    /// <param name="field">The field.</param>
    /// <param name="folded">Room for it, four bytes for each of its own.</param>
    /// <returns>Bytes written.</returns>
    public static int Fold(ReadOnlySpan<byte> field, Span<byte> folded)
    {
        if (Ascii.ToLower(field, folded, out var written) == System.Buffers.OperationStatus.Done) return written;
        Span<char> value = stackalloc char[field.Length];
        var length = Encoding.UTF8.GetChars(field, value);
        for (var i = 0; i < length; i++) value[i] = Lower(value[i]);
        return Encoding.UTF8.GetBytes(value[..length], folded);
    }

    private static byte[] Folded(string word) => Encoding.UTF8.GetBytes([.. word.Select(Lower)]);

    private static char Lower(char letter) => letter < Plain.Length ? Plain[letter] : char.ToLowerInvariant(letter);

    private static char Fold(char letter) => char.ToLowerInvariant(letter) switch
    {
        '\u00f8' => 'o',   // ø, đ, ł and ı do not come apart into a letter and an accent
        '\u0111' => 'd',
        '\u0142' => 'l',
        '\u0131' => 'i',
        var lower => lower.ToString().Normalize(NormalizationForm.FormD)[0],
    };
}
