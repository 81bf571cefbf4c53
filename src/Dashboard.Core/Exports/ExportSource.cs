using System.Text;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Rfm;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Data;
using Dashboard.Core.Marks;

namespace Dashboard.Core.Exports;

/// <summary>What only the store knows of a customer.</summary>
internal enum StoredField
{
    Number,
    Name,
    Email,
    Phone,
    Company,
    PostalCode,

    /// <summary>All free attributes, as <see cref="Customers.FreeAttributes"/> reads them.</summary>
    Attributes,
}

/// <summary>What columns read from: the snapshot, and one moment of the store for what is known by name. For one thread.</summary>
internal sealed class ExportSource(CustomerFacts facts, StoreConnections connections) : IDisposable
{
    private const int CacheKilobytes = 16_384;

    private readonly List<StoredField> _fields = [];
    private readonly Lazy<RfmScores> _scores = new(() => RfmScores.Compute(facts));
    private readonly Lazy<MarkColumns> _marks = new(() =>
    {
        using var scan = connections.OpenScan();
        return MarkColumns.Read(scan, facts);
    });
    private readonly int _decimals = (int)Math.Round(Math.Log10(facts.Stamp.MinorPerMajor));
    private StoreScan? _store;
    private Statement? _person;
    private bool _isKnown;

    public CustomerFacts Facts => facts;

    /// <summary>What people did with the customers.</summary>
    public MarkColumns Marks => _marks.Value;

    /// <summary>Day, counted from 1970-01-01, by which it is judged who is still snoozed.</summary>
    public required int Today { get; init; }

    /// <summary>The orders that count; null for all.</summary>
    public ScopedOrders? Scoped { get; init; }

    /// <summary>As of the snapshot's last day.</summary>
    public RfmScores Scores => _scores.Value;

    /// <summary>An amount of minor units; no value in a shop whose files hold no amount.</summary>
    public ExportCell Money(long minor) => facts.HasMoney ? ExportCell.Number(minor, _decimals) : default;

    /// <summary>A column of the store, to be asked for before the first <see cref="MoveTo"/>.</summary>
    public ReadCell Stored(StoredField field)
    {
        var at = Column(field);
        return _ => _isKnown ? ExportCell.Text(_person!.Bytes(at)) : default;
    }

    /// <summary>A free attribute, to be asked for before the first <see cref="MoveTo"/>.</summary>
    public Func<byte[]> StoredAttribute(string name)
    {
        var column = Column(StoredField.Attributes);
        return () =>
        {
            var found = "";
            if (_isKnown) Customers.FreeAttributes.Read(_person!.Bytes(column), (of, value) => found = of == name ? value : found);
            return Encoding.UTF8.GetBytes(found);
        };
    }

    /// <summary>Goes to the customer at this index; cells of the one before are no longer valid.</summary>
    public void MoveTo(int customer)
    {
        if (_fields.Count == 0) return;
        if (_person is null) Open();
        else if (_isKnown) _person.Reset();
        _isKnown = _person!.Bind(1, facts.Customers.Id[customer]).Step();
    }

    public void Dispose()
    {
        _person?.Dispose();
        _store?.Dispose();
    }

    private int Column(StoredField field)
    {
        if (!_fields.Contains(field)) _fields.Add(field);
        return _fields.IndexOf(field);
    }

    private void Open()
    {
        _store = connections.OpenScan();
        // Customers are looked up in the order of the list, which is not the order in which they lie.
        using (var cache = new Statement(_store, $"PRAGMA cache_size=-{CacheKilobytes}")) cache.Run();
        _person = new(_store, $"SELECT {string.Join(", ", _fields.Select(Sql))} FROM Customers c WHERE c.Id = ?1");
    }

    private static string Sql(StoredField field) => field == StoredField.Number
        ? "(SELECT i.Value FROM CustomerIdentities i WHERE i.CustomerId = c.Id AND i.Kind = 1 ORDER BY i.Id LIMIT 1)"
        : $"c.{field}";
}
