using System.Globalization;
using System.Text;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Data;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Dashboard.Core.Customers;

/// <summary>
/// Finds customers by name, e-mail, phone, customer number or order number. Numbers and addresses are looked up in their unique indexes by prefix;
/// names in one pass over the table through the raw handle, since an index of name parts would cost every import more than the pass costs a search.
/// </summary>
public sealed class CustomerSearch(StoreConnections connections)
{
    /// <summary>Longer texts are cut; nobody's name is longer.</summary>
    public const int MaxLength = 200;

    private const int RowsBetweenCancellationChecks = 4096;

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
        Scan(connection, pattern, Add, cancellation);
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

    private static void Scan(SqliteConnection connection, SearchPattern pattern, Action<long> add, CancellationToken cancellation)
    {
        if (raw.sqlite3_prepare_v2(connection.Handle, "SELECT Id, Name, Email, Phone FROM Customers", out var statement) != raw.SQLITE_OK)
            throw new InvalidOperationException(raw.sqlite3_errmsg(connection.Handle).utf8_to_string());
        using (statement)
        {
            for (var row = 1; ; row++)
            {
                var step = raw.sqlite3_step(statement);
                if (step == raw.SQLITE_DONE) return;
                if (step != raw.SQLITE_ROW) throw new InvalidOperationException(raw.sqlite3_errmsg(connection.Handle).utf8_to_string());
                if (row % RowsBetweenCancellationChecks == 0) cancellation.ThrowIfCancellationRequested();
                if (pattern.Matches(raw.sqlite3_column_blob(statement, 1), raw.sqlite3_column_blob(statement, 2), raw.sqlite3_column_blob(statement, 3)))
                    add(raw.sqlite3_column_int64(statement, 0));
            }
        }
    }
}

/// <summary>What somebody typed, ready to be compared with UTF-8 fields without making strings of them.</summary>
internal sealed class SearchPattern
{
    private const int FewestPhoneDigits = 5;
    private static readonly CompareInfo Comparer = CultureInfo.InvariantCulture.CompareInfo;

    private readonly (string Text, byte[]? Ascii)[] _words;
    private readonly byte[]? _digits;

    private SearchPattern(string text)
    {
        Text = text;
        _words = [.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(w => (w, Ascii.IsValid(w) ? Encoding.ASCII.GetBytes(w.ToLowerInvariant()) : null))];
        var digits = string.Concat(text.Where(char.IsAsciiDigit));
        if (digits.Length >= FewestPhoneDigits && text.All(c => char.IsAsciiDigit(c) || " +-()/.".Contains(c)))
            (Digits, _digits) = (digits, Encoding.ASCII.GetBytes(digits));
    }

    public static SearchPattern Parse(string text) => new(text.Trim());

    public string Text { get; }

    /// <summary>The digits alone when the text can be a telephone number, else null.</summary>
    public string? Digits { get; }

    public bool IsEmpty => _words.Length == 0;

    /// <summary>True when every word occurs in one of the fields, whatever the case, accents of the fields ignored; or the digits occur in the phone.</summary>
    public bool Matches(ReadOnlySpan<byte> name, ReadOnlySpan<byte> email, ReadOnlySpan<byte> phone)
    {
        if (_digits is not null && HoldsDigits(phone)) return true;
        foreach (var (text, ascii) in _words)
        {
            if (!Holds(name, text, ascii) && !Holds(email, text, ascii) && !Holds(phone, text, ascii))
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

    private static bool Holds(ReadOnlySpan<byte> field, string word, byte[]? ascii)
    {
        if (field.IsEmpty) return false;
        if (Ascii.IsValid(field)) return ascii is not null && HoldsAscii(field, ascii);
        var value = Encoding.UTF8.GetString(field);
        return value.Contains(word, StringComparison.OrdinalIgnoreCase)
            || Comparer.IndexOf(value, word, CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace) >= 0;
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
}
