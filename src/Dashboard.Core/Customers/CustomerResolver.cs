using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Dashboard.Core.Data;
using Dashboard.Core.Labels;
using Dashboard.Core.Orders;
using Dashboard.Core.Snapshots;

namespace Dashboard.Core.Customers;

/// <summary>
/// Finds the customer whom an order names, or adds him. The first identity known to the store decides: the number in the source, then the e-mail,
/// then the phone; the others are added to the same customer. Attributes fill what is empty and overwrite nothing.
/// </summary>
internal sealed class CustomerResolver : IDisposable
{
    private const int AttributeCount = (int)CustomerAttribute.Free + 1;
    private const int Bound = 1 << 22;

    private static readonly string[] Columns =
        ["Name", "Email", "Phone", "BirthDate", "Gender", "CountryId", "Region", "City", "PostalCode", "Company", "Industry", "Household", "PreferredChannelId", "AcquisitionChannelId", "AcquisitionCampaignId", "Attributes"];

    private readonly LabelCache _labels;
    private readonly bool _dryRun;
    private readonly IdentityMap _map;
    private readonly Statement _find;
    private readonly Statement _known;
    private readonly Statement _addCustomer;
    private readonly Statement _addIdentity;
    private readonly Statement _fill;
    private long _pretended;

    public CustomerResolver(BulkConnection connection, LabelCache labels, bool dryRun)
    {
        (_labels, _dryRun) = (labels, dryRun);
        _map = new(dryRun ? int.MaxValue : Bound);
        _find = new(connection, "SELECT CustomerId FROM CustomerIdentities WHERE Kind=?1 AND SourceId=?2 AND Value=?3");
        _known = new(connection, $"SELECT {string.Join(',', Columns.Select(c => c + " IS NOT NULL"))} FROM Customers WHERE Id=?1");
        var values = string.Join(',', Enumerable.Range(3, AttributeCount).Select(i => "?" + i.ToString(CultureInfo.InvariantCulture)));
        _addCustomer = new(connection, $"INSERT INTO Customers(SourceId,CreatedAt,{string.Join(',', Columns)}) VALUES(?1,?2,{values})");
        _addIdentity = new(connection, "INSERT INTO CustomerIdentities(CustomerId,Kind,SourceId,Value) VALUES(?1,?2,?3,?4)");
        _fill = new(connection, $"UPDATE Customers SET {string.Join(',', Columns.Select((c, i) => string.Create(CultureInfo.InvariantCulture, $"{c}=COALESCE({c},?{i + 3})")))} WHERE Id=?1");
        using var any = new Statement(connection, "SELECT (SELECT MAX(Id) FROM Customers), (SELECT 1 FROM CustomerIdentities LIMIT 1)");
        any.Step();
        _pretended = any.Int64(0);
        _map.IsComplete = any.IsNull(1);
        any.Reset();
    }

    /// <summary>Called with a customer's number when an order brought something that he lacked and the snapshot shows.</summary>
    public Action<long>? ProfileFilled { get; set; }

    /// <summary>Says that this entry's customer will be asked for soon.</summary>
    public void Prefetch(in OrderEntry entry)
    {
        if (entry.Number.IsGiven) _map.Prefetch(Key(IdentityKind.CustomerNumber, entry.Number));
        if (entry.Email.IsGiven) _map.Prefetch(Key(IdentityKind.Email, entry.Email));
    }

    /// <summary>Number of the customer of an entry that has an identity.</summary>
    public long Resolve(OrderBatch batch, in OrderEntry entry, int source, long createdAt)
    {
        var (customer, known) = Find(batch, entry, source);
        if (customer == 0)
        {
            customer = Add(batch, entry, source, createdAt);
            known = (ushort)entry.AttributeMask;
            Remember(batch, entry, source, customer, known);
        }
        else if ((entry.AttributeMask & ~known) != 0)
        {
            Fill(batch, entry, source, customer, known);
        }
        return customer;
    }

    /// <summary>Forgets everything after a rollback.</summary>
    public void Forget() => _map.Clear();

    private (long Customer, ushort Known) Find(OrderBatch batch, in OrderEntry entry, int source)
    {
        long customer = 0;
        ushort known = 0;
        var missing = false;
        for (var kind = IdentityKind.CustomerNumber; kind <= IdentityKind.Phone; kind++)
        {
            var identity = Of(entry, kind);
            if (!identity.IsGiven) continue;
            var place = _map.Find(Key(kind, identity));
            if (place >= 0)
            {
                if (customer == 0) (customer, known) = (_map.CustomerAt(place), _map.KnownAt(place));
            }
            else
            {
                missing = true;
            }
        }
        if (!missing) return (customer, known);

        // An identity that the map lacks: the store may know it, and in the order of strength it decides before those found.
        customer = 0;
        for (var kind = IdentityKind.CustomerNumber; kind <= IdentityKind.Phone; kind++)
        {
            var identity = Of(entry, kind);
            if (!identity.IsGiven) continue;
            var place = _map.Find(Key(kind, identity));
            var found = place >= 0 ? _map.CustomerAt(place) : _map.IsComplete ? 0 : Read(kind, source, batch.Text(identity.Text));
            if (customer == 0) customer = found;
        }
        if (customer == 0) return (0, 0);
        known = ReadKnown(customer);
        Remember(batch, entry, source, customer, known);
        return (customer, known);
    }

    private long Read(IdentityKind kind, int source, ReadOnlySpan<byte> value)
    {
        if (!_find.Bind(1, (long)kind).Bind(2, kind == IdentityKind.CustomerNumber ? source : 0).BindText(3, value).Step()) return 0;
        var customer = _find.Int64(0);
        _find.Reset();
        return customer;
    }

    private ushort ReadKnown(long customer)
    {
        if (!_known.Bind(1, customer).Step()) return 0;
        var known = 0;
        for (var i = 0; i < AttributeCount; i++)
            known |= (int)_known.Int64(i) << i;
        _known.Reset();
        return (ushort)known;
    }

    private long Add(OrderBatch batch, in OrderEntry entry, int source, long createdAt)
    {
        if (_dryRun) return ++_pretended;
        _addCustomer.Bind(1, source).Bind(2, createdAt);
        BindAttributes(_addCustomer, batch, entry);
        _addCustomer.Run();
        return _addCustomer.LastInsertedId;
    }

    private void Remember(OrderBatch batch, in OrderEntry entry, int source, long customer, ushort known)
    {
        for (var kind = IdentityKind.CustomerNumber; kind <= IdentityKind.Phone; kind++)
        {
            var identity = Of(entry, kind);
            if (!identity.IsGiven) continue;
            var key = Key(kind, identity);
            if (_map.Find(key) >= 0) continue;
            var owner = _map.IsComplete ? 0 : Read(kind, source, batch.Text(identity.Text));
            if (owner == 0 && !_dryRun)
                _addIdentity.Bind(1, customer).Bind(2, (long)kind).Bind(3, kind == IdentityKind.CustomerNumber ? source : 0).BindText(4, batch.Text(identity.Text)).Run();
            if (owner == 0 || owner == customer)
                _map.Set(key, (int)customer, known);
            else
                _map.Set(key, (int)owner, ReadKnown(owner));
        }
    }

    private void Fill(OrderBatch batch, in OrderEntry entry, int source, long customer, ushort known)
    {
        var actual = _dryRun ? known : ReadKnown(customer);   // another identity of the customer may have brought it since
        var filled = (ushort)(actual | entry.AttributeMask);
        if (filled != actual && !_dryRun)
        {
            _fill.Bind(1, customer);
            BindAttributes(_fill, batch, entry);
            _fill.Run();
            if ((filled & ~actual & ProfileReader.Attributes) != 0) ProfileFilled?.Invoke(customer);
        }
        for (var kind = IdentityKind.CustomerNumber; kind <= IdentityKind.Phone; kind++)
        {
            if (Of(entry, kind) is { IsGiven: true } identity && _map.Find(Key(kind, identity)) is >= 0 and var place && _map.CustomerAt(place) == customer)
                _map.KnownAt(place) = filled;
        }
    }

    private void BindAttributes(Statement statement, OrderBatch batch, in OrderEntry entry)
    {
        for (var i = 0; i < AttributeCount; i++)
            if ((entry.AttributeMask & (1 << i)) == 0) statement.BindNull(i + 3);
        foreach (ref readonly var attribute in CollectionsMarshal.AsSpan(batch.Attributes).Slice(entry.FirstAttribute, entry.AttributeCount))
        {
            var parameter = (int)attribute.Attribute + 3;
            _ = attribute.Attribute switch
            {
                CustomerAttribute.Country => statement.Bind(parameter, (long?)_labels.Find(LabelKind.Country, batch, attribute.Value)),
                CustomerAttribute.PreferredChannel or CustomerAttribute.AcquisitionChannel => statement.Bind(parameter, (long?)_labels.Find(LabelKind.Channel, batch, attribute.Value)),
                CustomerAttribute.AcquisitionCampaign => statement.Bind(parameter, (long?)_labels.Find(LabelKind.Campaign, batch, attribute.Value)),
                CustomerAttribute.BirthDate => statement.Bind(parameter, StoreConventions.ToDayNumber(DateOnly.ParseExact(batch.String(attribute.Value.Text), "yyyy-MM-dd", CultureInfo.InvariantCulture))),
                _ => statement.BindText(parameter, batch.Text(attribute.Value.Text)),
            };
        }
    }

    private static HashedText Of(in OrderEntry entry, IdentityKind kind) => kind switch
    {
        IdentityKind.CustomerNumber => entry.Number,
        IdentityKind.Email => entry.Email,
        _ => entry.Phone,
    };

    // The kinds must not meet in one map: a phone can be another customer's number.
    private static ulong Key(IdentityKind kind, HashedText identity) => (identity.Hash ^ ((ulong)kind * 0x9E3779B97F4A7C15)) | 1;

    public void Dispose()
    {
        _find.Dispose();
        _known.Dispose();
        _addCustomer.Dispose();
        _addIdentity.Dispose();
        _fill.Dispose();
    }
}
