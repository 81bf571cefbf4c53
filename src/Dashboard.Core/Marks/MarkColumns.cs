using System.Text;
using Dashboard.Analytics.Facts;
using Dashboard.Core.Data;

namespace Dashboard.Core.Marks;

/// <summary>What holds of every customer of a snapshot, in a dozen bytes each, so that a million of them can be written down.</summary>
internal sealed class MarkColumns
{
    private const string Between = "; ";

    // Customers who have the same tags share one set of them; the first is empty.
    private readonly List<int[]> _sets = [[]];
    private readonly Dictionary<(int Set, MarkKind Kind, int Tag), int> _next = [];
    private readonly Dictionary<string, int> _known = new(StringComparer.Ordinal) { [""] = 0 };
    private readonly int[] _tags;
    private readonly int[] _until;
    private readonly int[] _assignee;
    private readonly byte[][] _tagTexts;
    private readonly Dictionary<int, byte[]> _people;

    private MarkColumns(StoreScan scan, CustomerFacts facts)
    {
        (_tags, _until, _assignee) = (new int[facts.CustomerCount], new int[facts.CustomerCount], new int[facts.CustomerCount]);
        // Oldest first: each takes the place of what held before. The plus keeps the store from sorting a million rows.
        using (var rows = new Statement(scan, """
            SELECT c.CustomerId, m.Kind, CASE m.Kind WHEN 4 THEN m.Until WHEN 5 THEN m.AssigneeId ELSE m.TagId END
            FROM Marks m CROSS JOIN MarkedCustomers c ON c.MarkId = m.Id WHERE +m.Kind IN (1, 2, 4, 5) AND m.Status = 1 AND m.UndoneAt IS NULL ORDER BY m.Id
            """))
        {
            while (rows.Step())
            {
                if (facts.IndexOf(rows.Int64(0)) is not (>= 0 and var i)) continue;
                var value = rows.Int32(2);   // 0 for none
                switch ((MarkKind)rows.Int32(1))
                {
                    case MarkKind.Snooze: _until[i] = value; break;
                    case MarkKind.Assign: _assignee[i] = value; break;
                    case var kind: _tags[i] = Next(_tags[i], kind, value); break;
                }
            }
        }
        var names = Names(scan, "SELECT Id, Name FROM Tags");
        _tagTexts = [.. _sets.Select(set => Encoding.UTF8.GetBytes(string.Join(Between, set.Select(t => names[t]).Order(StringComparer.OrdinalIgnoreCase))))];
        _people = Names(scan, "SELECT Id, DisplayName FROM AspNetUsers").ToDictionary(p => p.Key, p => Encoding.UTF8.GetBytes(p.Value));
    }

    /// <summary>As it holds at this moment.</summary>
    public static MarkColumns Read(StoreScan scan, CustomerFacts facts) => new(scan, facts);

    /// <summary>Names of the tags of the customer at an index in UTF-8, by name; empty for none.</summary>
    public ReadOnlySpan<byte> Tags(int customer) => _tagTexts[_tags[customer]];

    /// <summary>Name of who looks after the customer in UTF-8; empty for nobody.</summary>
    public ReadOnlySpan<byte> Assignee(int customer) => _people.GetValueOrDefault(_assignee[customer]);

    /// <summary>First day, counted from 1970-01-01, on which the customer is back; 0 for one who was never snoozed.</summary>
    public int Until(int customer) => _until[customer];

    private int Next(int set, MarkKind kind, int tag)
    {
        if (_next.TryGetValue((set, kind, tag), out var next)) return next;
        int[] tags = [.. _sets[set].Where(t => t != tag), .. kind == MarkKind.Tag ? [tag] : Array.Empty<int>()];
        Array.Sort(tags);
        var key = string.Join(',', tags);
        if (!_known.TryGetValue(key, out next))
        {
            _known[key] = next = _sets.Count;
            _sets.Add(tags);
        }
        return _next[(set, kind, tag)] = next;
    }

    private static Dictionary<int, string> Names(StoreScan scan, string sql)
    {
        var names = new Dictionary<int, string>();
        using var rows = new Statement(scan, sql);
        while (rows.Step()) names[rows.Int32(0)] = rows.Text(1) ?? "";
        return names;
    }
}
