using System.Text;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Data;
using Microsoft.Data.Sqlite;

namespace Dashboard.Core.Customers;

/// <summary>
/// Finds customers by name, e-mail, phone, customer number or order number. Numbers and addresses are looked up in their unique indexes by prefix;
/// names in one pass over the table, shared by a few threads, since an index of name parts would cost every import more than the pass costs a search.
/// </summary>
public sealed class CustomerSearch(StoreConnections connections)
{
    /// <summary>Longer texts are cut; nobody's name is longer.</summary>
    public const int MaxLength = 200;

    private const int RowsBetweenCancellationChecks = 4096;
    private const int CustomersWorthThreads = 20_000;
    private const int MostThreads = 4;

    /// <summary>Members of the snapshot that match; a customer who came after the snapshot is not among them.</summary>
    /// <param name="facts">The snapshot whose indexes the set holds.</param>
    /// <param name="text">What was typed. Each word must occur somewhere in name, e-mail or phone; a number may also be the start of a customer number or a whole order number.</param>
    /// <exception cref="OperationCanceledException">The search was given up.</exception>
    public Task<CustomerSet> FindAsync(CustomerFacts facts, string text, CancellationToken cancellation) =>
        Task.Run(() => Find(facts, text, cancellation), cancellation);

    private CustomerSet Find(CustomerFacts facts, string text, CancellationToken cancellation)
    {
        var found = new CustomerSet(facts.CustomerCount);
        var pattern = SearchPattern.Parse(text.Length > MaxLength ? text[..MaxLength] : text);
        if (pattern.IsEmpty) return found;

        using var connection = connections.Open();
        foreach (var id in ByNumber(connection, pattern, cancellation))
            Add(id);
        foreach (var id in Scan(facts, pattern, cancellation))
            Add(id);
        return found;

        void Add(long id)
        {
            if (facts.IndexOf(id) is >= 0 and var index) found.Add(index);
        }
    }

    private static IEnumerable<long> ByNumber(SqliteConnection connection, SearchPattern pattern, CancellationToken cancellation)
    {
        // The sources come first so that each look-up is one range of the unique index.
        const string Identities =
            """
            SELECT i.CustomerId FROM (SELECT 0 AS Id UNION ALL SELECT Id FROM Labels WHERE Kind = 1) s
            JOIN CustomerIdentities i ON i.Kind = $kind AND i.SourceId = s.Id AND i.Value >= $from AND i.Value < $to
            """;
        const string OrderNumbers =
            """
            SELECT o.CustomerId FROM Labels s JOIN Orders o ON o.SourceId = s.Id AND o.ExternalId IN ($from, upper($from))
            WHERE s.Kind = 1 AND o.CustomerId IS NOT NULL
            """;
        var lower = pattern.Text.ToLowerInvariant();
        (string Sql, IdentityKind Kind, string From)[] lookups =
        [
            (Identities, IdentityKind.CustomerNumber, pattern.Text), (Identities, IdentityKind.Email, lower),
            .. pattern.Digits is { } digits ? new[] { (Identities, IdentityKind.Phone, digits), (Identities, IdentityKind.Phone, "+" + digits) } : [],
            (OrderNumbers, default, pattern.Text),
        ];
        foreach (var (sql, kind, from) in lookups)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.Parameters.AddWithValue("$kind", (int)kind);
            command.Parameters.AddWithValue("$from", from);
            command.Parameters.AddWithValue("$to", from + char.ConvertFromUtf32(0x10FFFF));
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                cancellation.ThrowIfCancellationRequested();
                yield return reader.GetInt64(0);
            }
        }
    }

    // Each thread takes customers of an equal share of the numbers, over a connection of its own.
    private IEnumerable<long> Scan(CustomerFacts facts, SearchPattern pattern, CancellationToken cancellation)
    {
        var (last, threads) = (facts.CustomerCount == 0 ? 0 : facts.Customers.Id[^1], facts.CustomerCount < CustomersWorthThreads ? 1 : Math.Min(MostThreads, Environment.ProcessorCount));
        var found = new List<long>[threads];
        Parallel.For(0, threads, thread =>
        {
            var matches = found[thread] = [];
            using var moment = connections.OpenScan();
            using var customers = new Statement(moment, "SELECT Id, Name, Email, Phone FROM Customers WHERE Id > ?1 AND Id <= ?2");
            customers.Bind(1, (long)last * thread / threads).Bind(2, (long)last * (thread + 1) / threads);
            for (var row = 1; customers.Step(); row++)
            {
                if (row % RowsBetweenCancellationChecks == 0 && cancellation.IsCancellationRequested) return;
                if (pattern.Matches(customers.Bytes(1), customers.Bytes(2), customers.Bytes(3))) matches.Add(customers.Int64(0));
            }
        });
        cancellation.ThrowIfCancellationRequested();
        return found.SelectMany(matches => matches);
    }
}

/// <summary>What somebody typed, ready to be compared with UTF-8 fields without making strings of them. Case and accents of Latin letters make no difference.</summary>
internal sealed class SearchPattern
{
    private const int FewestPhoneDigits = 5;
    private const int LongestField = 512;

    /// <summary>Latin letters below U+0250 without their accents, in lower case.</summary>
    private static readonly char[] Plain = [.. Enumerable.Range(0, 0x250).Select(c => Fold((char)c))];

    private readonly (char[] Folded, byte[]? Ascii)[] _words;
    private readonly byte[]? _digits;

    private SearchPattern(string text)
    {
        Text = text;
        var digits = string.Concat(text.Where(char.IsAsciiDigit));
        if (digits.Length >= FewestPhoneDigits && text.All(c => char.IsAsciiDigit(c) || " +-()/.".Contains(c)))
            (Digits, _digits) = (digits, Encoding.ASCII.GetBytes(digits));
        // The parts of a telephone number are no words.
        var words = Digits is not null ? [text] : text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        _words = [.. words.Select(w => w.Select(Lower).ToArray()).Select(f => (f, Ascii.IsValid(f) ? Encoding.ASCII.GetBytes(f) : null))];
    }

    public static SearchPattern Parse(string text) => new(text.Trim());

    public string Text { get; }

    /// <summary>The digits alone when the text can be a telephone number, else null.</summary>
    public string? Digits { get; }

    public bool IsEmpty => Text.Length == 0;

    /// <summary>True when every word occurs in one of the fields, or the digits occur in the phone.</summary>
    public bool Matches(ReadOnlySpan<byte> name, ReadOnlySpan<byte> email, ReadOnlySpan<byte> phone)
    {
        if (_digits is not null && HoldsDigits(phone)) return true;
        foreach (var (folded, ascii) in _words)
        {
            if (!Holds(name, folded, ascii) && !Holds(email, folded, ascii) && !Holds(phone, folded, ascii))
                return false;
        }
        return true;
    }

    private bool HoldsDigits(ReadOnlySpan<byte> phone)
    {
        if (phone.Length < _digits!.Length || phone.Length > 64) return false;
        Span<byte> digits = stackalloc byte[64];
        var length = 0;
        foreach (var b in phone)
        {
            if (b is >= (byte)'0' and <= (byte)'9') digits[length++] = b;
        }
        return digits[..length].IndexOf(_digits) >= 0;
    }

    private static bool Holds(ReadOnlySpan<byte> field, char[] folded, byte[]? ascii)
    {
        if (field.Length < folded.Length || field.Length > LongestField) return false;
        if (Ascii.IsValid(field)) return ascii is not null && HoldsAscii(field, ascii);
        Span<char> value = stackalloc char[LongestField];
        var length = Encoding.UTF8.GetChars(field, value);
        for (var i = 0; i < length; i++) value[i] = Lower(value[i]);
        return value[..length].IndexOf(folded) >= 0;
    }

    private static bool HoldsAscii(ReadOnlySpan<byte> field, ReadOnlySpan<byte> lower)
    {
        var (first, other) = (lower[0], char.IsAsciiLetterLower((char)lower[0]) ? (byte)(lower[0] - 32) : lower[0]);
        while (field.Length >= lower.Length)
        {
            var at = field[..(field.Length - lower.Length + 1)].IndexOfAny(first, other);
            if (at < 0) return false;
            if (Ascii.EqualsIgnoreCase(field.Slice(at, lower.Length), lower)) return true;
            field = field[(at + 1)..];
        }
        return false;
    }

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
