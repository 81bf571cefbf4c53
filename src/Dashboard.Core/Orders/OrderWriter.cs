using System.Globalization;
using System.Runtime.InteropServices;
using Dashboard.Core.Customers;
using Dashboard.Core.Data;
using Dashboard.Core.Imports;
using Dashboard.Core.Labels;
using Dashboard.Core.Money;
using Dashboard.Core.Products;

namespace Dashboard.Core.Orders;

/// <summary>Opens order writers. Everything that brings orders into the store goes through one, except the sample shop, which <see cref="Demo.DemoStore"/> writes whole.</summary>
public sealed class OrderWriters(StoreConnections connections, WriteGate gate, TimeProvider clock)
{
    /// <summary>A writer for orders of one source.</summary>
    /// <param name="source">Name of the source, such as <c>shop</c>; added when new.</param>
    /// <param name="reportingCurrency">ISO code that becomes the shop's reporting currency when it has none yet.</param>
    public OrderWriter Open(string source, string reportingCurrency) => new(connections, gate, new(source, reportingCurrency, clock.GetUtcNow().UtcDateTime, DryRun: false));

    internal OrderWriter Open(OrderWriterOptions options) => new(connections, gate, options);
}

/// <param name="Source">Name of the source.</param>
/// <param name="ReportingCurrency">Becomes the shop's reporting currency when it has none.</param>
/// <param name="Now">Instant noted as the creation of new customers.</param>
/// <param name="DryRun">Count what would happen, write nothing.</param>
internal sealed record OrderWriterOptions(string Source, string ReportingCurrency, DateTime Now, bool DryRun);

/// <summary>
/// Brings orders, their lines, refunds, customers, products and labels into the store, idempotently by natural key. Use it as
/// <c>using var writer = writers.Open("shop", "EUR"); writer.Begin(cancellation); writer.Write(draft); …; writer.Commit();</c>
/// with at most some ten thousand orders in a transaction, because the whole process's writers wait for it. One thread.
/// </summary>
public sealed class OrderWriter : IDisposable
{
    private readonly WriteGate _gate;
    private readonly OrderWriterOptions _options;
    private readonly BulkConnection _connection;
    private readonly LabelCache _labels;
    private readonly ProductCache _products;
    private readonly CustomerResolver _customers;
    private readonly OrderRows _orders;
    private readonly RefundRows _refunds;
    private readonly Statement _mark;
    private readonly Statement _reject;
    private readonly HashSet<long> _marked = [];
    private readonly bool _ordersExist;
    private readonly bool _refundsExist;
    private readonly OrderBatch _own = new();
    private readonly RowBits _writtenOrders = new();    // what this file has brought so far
    private readonly RowBits _writtenRefunds = new();
    private RowBits _seen = new();
    private IDisposable? _turn;
    private ZoneClock _zone = new(TimeZoneInfo.Utc);
    private string _zoneName = "UTC";
    private RateTable? _rates;
    private int _reportingDecimals;
    private int _source;
    private long _revision;
    private bool _dirty;
    private bool _lastExisted;
    private WriteCounts _committed = new();
    private RowBits _committedSeen = new();

    internal OrderWriter(StoreConnections connections, WriteGate gate, OrderWriterOptions options)
    {
        (_gate, _options) = (gate, options);
        // References need no check, since every number comes from the same transaction; sorting an index of ten million rows belongs on disk;
        // a larger log writes each page once, not once per commit.
        _connection = new(connections.StoreFile, "PRAGMA foreign_keys=OFF; PRAGMA busy_timeout=30000; PRAGMA synchronous=FULL; PRAGMA temp_store=FILE; PRAGMA cache_size=-49152; PRAGMA wal_autocheckpoint=8192;");
        _labels = new(_connection, options.DryRun);
        _products = new(_connection, _labels);
        _customers = new(_connection, _labels, options.DryRun) { ProfileFilled = MarkChanged };
        _orders = new(_connection, _labels, _products);
        _refunds = new(_connection, _labels, _products);
        _mark = new(_connection, "INSERT INTO CustomerChanges(CustomerId,Revision) VALUES(?1,?2) ON CONFLICT(CustomerId) DO UPDATE SET Revision=excluded.Revision");
        _reject = new(_connection, "INSERT INTO RejectedRows(ImportId,Line,\"Column\",Value,Reason,Fields) VALUES(?1,?2,?3,?4,?5,?6)");
        _ordersExist = Scalar("SELECT EXISTS(SELECT 1 FROM Orders)") != 0;
        _refundsExist = Scalar("SELECT EXISTS(SELECT 1 FROM Refunds)") != 0;
    }

    /// <summary>What was written so far, including the open transaction.</summary>
    public WriteCounts Counts { get; private set; } = new();

    /// <summary>Distinct customers seen so far.</summary>
    internal long CustomersSeen => _seen.Count;

    internal BulkConnection Connection => _connection;

    /// <summary>Import to which rejected rows belong.</summary>
    internal long ImportId { get; set; }

    /// <summary>True when the store had no order when this writer opened.</summary>
    internal bool StoreWasEmpty => !_ordersExist;

    /// <summary>Waits for the turn among writers and opens a transaction.</summary>
    public void Begin(CancellationToken cancellation)
    {
        if (!_options.DryRun) _turn = _gate.Enter(cancellation);
        try
        {
            Execute(_options.DryRun ? "BEGIN" : "BEGIN IMMEDIATE");
            ReadShop();
        }
        catch
        {
            Leave();
            throw;
        }
    }

    /// <summary>Ends the transaction; what was written is now visible, and the store's revision is raised when anything changed.</summary>
    public void Commit()
    {
        if (_dirty) Execute(string.Create(CultureInfo.InvariantCulture, $"UPDATE StoreState SET Revision={_revision}"));
        Counts.Customers = _seen.Count;
        Execute("COMMIT");
        (_committed, _committedSeen) = (Counts.Copy(), _seen.Copy());
        Leave();
    }

    /// <summary>Takes back everything since <see cref="Begin"/>.</summary>
    public void Rollback()
    {
        Execute("ROLLBACK");
        _labels.Forget();
        _products.Forget();
        _customers.Forget();
        (Counts, _seen) = (_committed.Copy(), _committedSeen.Copy());
        Leave();
    }

    /// <summary>Writes one order: adds it, changes it, or leaves it when nothing differs.</summary>
    public void Write(OrderDraft draft)
    {
        _own.Clear();
        DraftEncoder.Add(_own, draft);
        Write(_own);
    }

    /// <summary>Adds a customer who has not bought, or fills what is empty of a known one.</summary>
    /// <returns>The customer's number.</returns>
    public long Write(CustomerDraft draft)
    {
        _own.Clear();
        ref var entry = ref _own.Add();
        DraftEncoder.Describe(_own, ref entry, draft);
        if (!entry.HasIdentity) throw new ArgumentException("A customer needs a number, an e-mail or a phone.", nameof(draft));
        _dirty = true;
        return _customers.Resolve(_own, entry, _source, StoreConventions.ToMilliseconds(_options.Now));
    }

    internal void Write(OrderBatch batch)
    {
        foreach (ref var entry in batch.Entries)
            Write(batch, ref entry);
    }

    /// <summary>Says which entry will be written a little later.</summary>
    internal void Prepare(in OrderEntry entry) => _customers.Prefetch(entry);

    internal void Write(OrderBatch batch, ref OrderEntry entry)
    {
        Counts.Rows += entry.Rows;
        if (entry.Repeated && !_options.DryRun) entry.Repeated = WasWritten(batch, entry);
        if (entry.Kind == EntryKind.Rejected) Reject(batch, entry);
        else if (_options.DryRun && entry.RepeatedSame) Counts.Unchanged++;
        else if (_options.DryRun && entry.Repeated) RejectRepeated(batch, ref entry);
        else if (entry.Kind == EntryKind.Order) WriteOrder(batch, ref entry);
        else WriteRefund(batch, ref entry);
    }

    /// <summary>Passes over an entry that an earlier attempt committed; it is only noted, so that customers are counted once and repeated numbers known.</summary>
    internal void Skip(OrderBatch batch, in OrderEntry entry)
    {
        if (entry.Kind == EntryKind.Rejected) return;
        var isOrder = _orders.Find(_source, batch.Text(entry.ExternalId), out var order);
        var isRefund = _refunds.Find(_source, batch.Text(entry.ExternalId), out var refund, out _);
        if (isOrder) _writtenOrders.Add(order.Id);
        if (isRefund) _writtenRefunds.Add(refund.Id);
        if ((entry.Kind == EntryKind.Order ? order : refund).CustomerId is { } customer) _seen.Add(customer);
    }

    private bool WasWritten(OrderBatch batch, in OrderEntry entry) =>
        (_orders.Find(_source, batch.Text(entry.ExternalId), out var order) && _writtenOrders.Has(order.Id))
        || (_refunds.Find(_source, batch.Text(entry.ExternalId), out var refund, out _) && _writtenRefunds.Has(refund.Id));

    internal void Resume(WriteCounts counts)
    {
        Counts = counts;
        _committed = counts.Copy();
    }

    private void WriteOrder(OrderBatch batch, ref OrderEntry entry)
    {
        var known = entry.Repeated || (_ordersExist && (_lastExisted || _options.DryRun));
        if (known && _orders.Find(_source, batch.Text(entry.ExternalId), out var stored))
        {
            WriteKnown(batch, ref entry, stored);
            return;
        }
        var customer = Customer(batch, entry);
        var currency = _labels.Find(LabelKind.Currency, batch, entry.Currency)!.Value;
        var day = _zone.DayOf(entry.PlacedAt);
        var id = 0L;
        ConvertCosts(batch, entry.FirstLine, entry.LineCount, currency, entry.Currency, day);
        if (!_options.DryRun)
        {
            id = _orders.Add(batch, entry, _source, customer, day, currency, _rates!.Find(currency, day));
            if (id == 0)
            {
                if (!_orders.Find(_source, batch.Text(entry.ExternalId), out stored)) throw new InvalidOperationException("An order number is both taken and absent.");
                WriteKnown(batch, ref entry, stored);
                return;
            }
        }
        (_lastExisted, _dirty) = (false, true);
        _writtenOrders.Add(id);
        Counts.Created++;
        CountOrder(customer);
        ApplyRefund(batch, ref entry, id, customer, orderIsNew: true);
    }

    private void WriteKnown(OrderBatch batch, ref OrderEntry entry, StoredRow stored)
    {
        _lastExisted = true;
        _writtenOrders.Add(stored.Id);
        if (stored.ContentHash == entry.ContentHash)
        {
            Counts.Unchanged++;
            if (entry.Repeated) return;
            CountOrder(stored.CustomerId);
            if (!entry.HasRefund) return;
            Counts.Refunds++;
            Counts.Unchanged++;
            return;
        }
        if (entry.Repeated)
        {
            RejectRepeated(batch, ref entry);
            return;
        }
        var customer = Customer(batch, entry);
        var currency = _labels.Find(LabelKind.Currency, batch, entry.Currency)!.Value;
        var day = _zone.DayOf(entry.PlacedAt);
        ConvertCosts(batch, entry.FirstLine, entry.LineCount, currency, entry.Currency, day);
        if (!_options.DryRun) _orders.Change(stored.Id, batch, entry, _source, customer, day, currency, _rates!.Find(currency, day));
        Counts.Changed++;
        CountOrder(customer);
        MarkChanged(stored.CustomerId ?? CustomerChange.Anonymous);
        MarkChanged(customer ?? CustomerChange.Anonymous);
        ApplyRefund(batch, ref entry, stored.Id, customer, orderIsNew: false);
    }

    private void ApplyRefund(OrderBatch batch, ref OrderEntry entry, long order, long? customer, bool orderIsNew)
    {
        if (entry.HasRefund)
        {
            SaveRefund(batch, ref entry, entry.RefundIsApart ? null : order, customer);
            MarkChanged(customer ?? CustomerChange.Anonymous);
        }
        else if ((_refundsExist || !orderIsNew) && _refunds.Find(_source, batch.Text(entry.ExternalId), out var refund, out _))
        {
            if (!_options.DryRun) _refunds.Remove(refund.Id);
            MarkChanged(refund.CustomerId ?? CustomerChange.Anonymous);
        }
    }

    private void WriteRefund(OrderBatch batch, ref OrderEntry entry)
    {
        if (entry.Repeated && _refunds.Find(_source, batch.Text(entry.ExternalId), out var earlier, out _))
        {
            if (earlier.ContentHash == entry.RefundHash) Counts.Unchanged++;
            else RejectRepeated(batch, ref entry);
            return;
        }
        if ((_ordersExist || entry.Repeated) && _orders.Find(_source, batch.Text(entry.ExternalId), out var order))
        {
            if (entry.Repeated)
            {
                RejectRepeated(batch, ref entry);
                return;
            }
            if (!_options.DryRun) _orders.Remove(order.Id);
            MarkChanged(order.CustomerId ?? CustomerChange.Anonymous);
        }
        SaveRefund(batch, ref entry, null, Customer(batch, entry));
    }

    private void SaveRefund(OrderBatch batch, ref OrderEntry entry, long? order, long? customer)
    {
        Counts.Refunds++;
        if (customer is { } known) _seen.Add(known);
        var currency = _labels.Find(LabelKind.Currency, batch, entry.Currency)!.Value;
        var day = _zone.DayOf(entry.RefundedAt);
        ConvertCosts(batch, entry.FirstRefundLine, entry.RefundLineCount, currency, entry.Currency, day);
        if (_refunds.Find(_source, batch.Text(entry.ExternalId), out var stored, out var storedOrder))
        {
            _writtenRefunds.Add(stored.Id);
            if (stored.ContentHash == entry.RefundHash && storedOrder == order && stored.CustomerId == customer)
            {
                Counts.Unchanged++;
                return;
            }
            if (!_options.DryRun) _refunds.Change(stored.Id, batch, entry, _source, order, customer, day, currency, _rates!.Find(currency, day));
            Counts.Changed++;
            MarkChanged(stored.CustomerId ?? CustomerChange.Anonymous);
            MarkChanged(customer ?? CustomerChange.Anonymous);
            return;
        }
        if (!_options.DryRun) _writtenRefunds.Add(_refunds.Add(batch, entry, _source, order, customer, day, currency, _rates!.Find(currency, day)));
        Counts.Created++;
        _dirty = true;
    }

    private long? Customer(OrderBatch batch, in OrderEntry entry) =>
        entry.HasIdentity ? _customers.Resolve(batch, entry, _source, StoreConventions.ToMilliseconds(_options.Now)) : null;

    // Products keep their cost in the reporting currency; without a rate it stays unknown, as the order's worth does.
    private void ConvertCosts(OrderBatch batch, int first, int count, int currency, HashedText code, int day)
    {
        foreach (ref var line in CollectionsMarshal.AsSpan(batch.Lines).Slice(first, count))
        {
            if (line.Cost <= 0) continue;
            line.Cost = _rates!.Find(currency, day) is { } rate
                ? Conversion.Convert(line.Cost, rate, Currencies.DecimalsOf(batch.String(code.Text)), _reportingDecimals) : 0;
        }
    }

    private void CountOrder(long? customer)
    {
        Counts.Orders++;
        if (customer is { } known) _seen.Add(known);
        else Counts.AnonymousOrders++;
    }

    private void RejectRepeated(OrderBatch batch, ref OrderEntry entry)
    {
        entry.Reason = RejectReason.OrderNumberTwice;
        entry.Value = entry.ExternalId;
        Reject(batch, entry);
    }

    private void Reject(OrderBatch batch, in OrderEntry entry)
    {
        Counts.Rejected++;
        if (_options.DryRun)
        {
            CountRejection(entry.Reason, entry.Column.IsEmpty ? null : System.Text.Encoding.UTF8.GetString(batch.Text(entry.Column)), entry.Line);
            return;
        }
        _reject.Bind(1, ImportId).Bind(2, entry.Line);
        if (entry.Column.IsEmpty) _reject.BindNull(3);
        else _reject.BindText(3, batch.Text(entry.Column));
        _reject.BindText(4, batch.Text(entry.Value)).Bind(5, (long)entry.Reason).BindText(6, batch.Text(entry.Fields)).Run();
    }

    private void CountRejection(RejectReason reason, string? column, long line)
    {
        var (rows, first) = Counts.Rejections.GetValueOrDefault((reason, column), (0, line));
        Counts.Rejections[(reason, column)] = (rows + 1, Math.Min(first, line));
    }

    private void MarkChanged(long customer)
    {
        _dirty = true;
        if (_options.DryRun || !_marked.Add(customer)) return;
        _mark.Bind(1, customer).Bind(2, _revision).Run();
    }

    // Settings and rates may have been changed between two transactions, by a page or by another process.
    private void ReadShop()
    {
        _dirty = false;
        _marked.Clear();
        _revision = Scalar("SELECT Revision FROM StoreState") + 1;
        _source = _labels.Find(LabelKind.Source, System.Text.Encoding.UTF8.GetBytes(_options.Source));
        using var read = new Statement(_connection, "SELECT TimeZone,ReportingCurrency FROM Settings");
        read.Step();
        var (zone, currency) = (read.Text(0)!, read.Text(1));
        read.Reset();
        if (currency is null)
        {
            currency = _options.ReportingCurrency;
            if (!_options.DryRun)
            {
                using var fix = new Statement(_connection, "UPDATE Settings SET ReportingCurrency=?1");
                fix.BindText(1, currency).Run();
            }
        }
        if (zone != _zoneName) (_zone, _zoneName) = (new(TimeZoneInfo.FindSystemTimeZoneById(zone)), zone);
        _reportingDecimals = Currencies.DecimalsOf(currency);
        _rates = RateTable.Read(_connection, _labels.Find(LabelKind.Currency, System.Text.Encoding.UTF8.GetBytes(currency)));
    }

    private long Scalar(string sql)
    {
        using var read = new Statement(_connection, sql);
        read.Step();
        var value = read.Int64(0);
        read.Reset();
        return value;
    }

    internal bool HasIndex(string name) => Scalar($"SELECT EXISTS(SELECT 1 FROM sqlite_schema WHERE type='index' AND name='{name}')") != 0;

    internal void Execute(string sql) => _connection.Execute(sql);

    private void Leave()
    {
        _turn?.Dispose();
        _turn = null;
    }

    public void Dispose()
    {
        _labels.Dispose();
        _products.Dispose();
        _customers.Dispose();
        _orders.Dispose();
        _refunds.Dispose();
        _mark.Dispose();
        _reject.Dispose();
        _connection.Dispose();   // rolls an open transaction back
        Leave();
    }
}
