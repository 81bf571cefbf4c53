using System.Collections.Concurrent;
using Dashboard.Core.Data;
using Dashboard.Core.Orders;

namespace Dashboard.Core.Imports;

/// <summary>
/// Carries one file into the store on two threads: one reads, checks and hashes, the other writes; between them a short queue of reused batches.
/// Position and counts are saved in the same transaction as the orders they describe.
/// </summary>
internal sealed class ImportRun(DataFolder folder, OrderWriter writer, OrderParser parser, OrderMapping mapping, string path, TimeProvider clock, IProgress<ImportProgress>? progress) : IDisposable
{
    private const int QueuedBatches = 8;
    private const int PrefetchedEntries = 6;
    private static readonly TimeSpan LongestCommit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReportPause = TimeSpan.FromMilliseconds(200);

    private readonly BlockingCollection<OrderBatch> _full = new(QueuedBatches);
    private readonly ConcurrentBag<OrderBatch> _empty = [];
    private readonly long _totalBytes = new FileInfo(path).Length;
    private readonly long _started = clock.GetTimestamp();
    private long _reported;
    private long _importId;
    private long _stagedRows;
    private volatile ImportStep _step;
    private long _bytes;
    private long _skippedRows;

    public required long EntriesPerCommit { get; init; }

    /// <summary>Time spent on this import before this run began.</summary>
    public long MillisecondsBefore { get; init; }

    /// <summary>Told the position after each commit.</summary>
    public Action<long>? Committed { get; init; }

    /// <summary>Entries that are committed.</summary>
    public long Position { get; private set; }

    /// <summary>Runs to the end; when it throws, everything since the last commit has been taken back.</summary>
    /// <param name="skip">Entries that an earlier attempt committed.</param>
    /// <param name="importId">0 in a dry run.</param>
    /// <param name="cancellation">Ends the run at the next batch.</param>
    public void Execute(long skip, long importId, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        (Position, _importId) = (0, importId);
        var producer = Task.Factory.StartNew(() => Produce(stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        _skippedRows = writer.Counts.Rows;
        using var save = importId == 0 ? null : new Statement(writer.Connection,
            "UPDATE Imports SET Position=?2,Rows=?3,Created=?4,Changed=?5,Unchanged=?6,Rejected=?7,Orders=?8,Customers=?9,Refunds=?10,AnonymousOrders=?11,Milliseconds=?12 WHERE Id=?1");
        var open = false;
        Report(true);
        try
        {
            long at = 0, saved = 0;
            var begun = 0L;
            foreach (var batch in _full.GetConsumingEnumerable(cancellation))
            {
                cancellation.ThrowIfCancellationRequested();
                if (!open)
                {
                    writer.Begin(cancellation);
                    (open, begun) = (true, clock.GetTimestamp());
                }
                var entries = batch.Entries;
                for (var i = 0; i < entries.Length; i++)
                {
                    if (i + PrefetchedEntries < entries.Length) writer.Prepare(entries[i + PrefetchedEntries]);
                    if (++at <= skip) writer.Skip(batch, entries[i]);
                    else writer.Write(batch, ref entries[i]);
                }
                Recycle(batch);
                if (at - saved >= EntriesPerCommit || clock.GetElapsedTime(begun) > LongestCommit)
                {
                    (saved, open) = (at, false);
                    Commit(save, importId, Math.Max(at, skip));
                }
                Report(false);
            }
            producer.GetAwaiter().GetResult();
            if (open)
            {
                open = false;
                Commit(save, importId, Math.Max(at, skip));
            }
        }
        catch
        {
            stop.Cancel();
            if (open) writer.Rollback();
            throw;
        }
        finally
        {
            stop.Cancel();
            try
            {
                producer.Wait(CancellationToken.None);
            }
            catch (AggregateException)
            {
                // Thrown above, or the consequence of what was thrown above.
            }
        }
        _step = ImportStep.Finishing;
        Report(true);
    }

    public void Dispose() => _full.Dispose();

    private void Commit(Statement? save, long importId, long position)
    {
        var counts = writer.Counts;
        save?.Bind(1, importId).Bind(2, position).Bind(3, counts.Rows).Bind(4, counts.Created).Bind(5, counts.Changed).Bind(6, counts.Unchanged).Bind(7, counts.Rejected)
            .Bind(8, counts.Orders).Bind(9, writer.CustomersSeen).Bind(10, counts.Refunds).Bind(11, counts.AnonymousOrders)
            .Bind(12, MillisecondsBefore + (long)clock.GetElapsedTime(_started).TotalMilliseconds).Run();
        writer.Commit();
        Position = position;
        Committed?.Invoke(position);
    }

    private void Produce(CancellationToken stop)
    {
        try
        {
            if (mapping.Row == RowMeaning.Line) ProduceOrders(stop);
            else ProduceRows(stop);
        }
        finally
        {
            _full.CompleteAdding();
        }
    }

    private void ProduceRows(CancellationToken stop)
    {
        using var source = FileSource.Open(path, mapping.Encoding);
        var reader = OpenReader(source);
        var batch = Take();
        while (reader.Read())
        {
            var row = reader.Row;
            if (parser.CheckShape(row, batch)) parser.Parse(new ReadOnlySpan<RawRow>(in row), batch);
            if (!batch.IsFull) continue;
            Volatile.Write(ref _bytes, source.Position);
            _full.Add(batch, stop);
            batch = Take();
        }
        Volatile.Write(ref _bytes, source.Position);
        _full.Add(batch, stop);
    }

    private void ProduceOrders(CancellationToken stop)
    {
        using var stage = new LineStage(folder);
        using (var source = FileSource.Open(path, mapping.Encoding))
        {
            var reader = OpenReader(source);
            var scratch = new OrderBatch();
            while (reader.Read())
            {
                if (parser.CheckShape(reader.Row, scratch)) stage.Add(parser.OrderNumber(reader.Row), reader.Row);
                else stage.AddMisshapen(reader.Row);
                scratch.Clear();
                if (stage.Count % 4096 != 0) continue;
                stop.ThrowIfCancellationRequested();
                Volatile.Write(ref _bytes, source.Position);
                Volatile.Write(ref _stagedRows, stage.Count);
                Report(false);
            }
            Volatile.Write(ref _bytes, source.Position);
        }
        (_stagedRows, _step) = (stage.Count, ImportStep.Writing);
        var batch = Take();
        while (stage.Next() is { IsEmpty: false } rows)
        {
            if (parser.CheckShape(rows[0], batch)) parser.Parse(rows, batch);
            if (!batch.IsFull) continue;
            _full.Add(batch, stop);
            batch = Take();
        }
        _full.Add(batch, stop);
    }

    private RowReader OpenReader(FileSource source)
    {
        var reader = new RowReader(source.Content, mapping.Delimiter);
        if (!mapping.Header && !HasRejectedHeader()) return reader;
        reader.Read();
        return reader;
    }

    // A file of rejected rows has a header even where the file they came from had none.
    private bool HasRejectedHeader()
    {
        using var source = FileSource.Open(path, mapping.Encoding);
        var reader = new RowReader(source.Content, mapping.Delimiter);
        return reader.Read() && reader.Row.Texts().Contains(OrderParser.RejectedLine);
    }

    private OrderBatch Take() => _empty.TryTake(out var batch) ? batch : new();

    private void Recycle(OrderBatch batch)
    {
        batch.Clear();
        _empty.Add(batch);
    }

    private void Report(bool always)
    {
        if (progress is null) return;
        var now = clock.GetTimestamp();
        var last = Volatile.Read(ref _reported);
        if (!always && last != 0 && clock.GetElapsedTime(last, now) < ReportPause) return;
        Volatile.Write(ref _reported, now);
        var (counts, step, bytes) = (writer.Counts, _step, Volatile.Read(ref _bytes));
        var read = _totalBytes == 0 ? 1 : bytes / (double)_totalBytes;
        var fraction = step == ImportStep.Finishing ? 1 : mapping.Row == RowMeaning.Order ? read : step == ImportStep.Reading ? read / 2 : 0.5 + (0.5 * counts.Rows / Math.Max(1, _stagedRows));
        var seconds = clock.GetElapsedTime(_started, now).TotalSeconds;
        progress.Report(new(step, Math.Clamp(fraction, 0, 1), bytes, _totalBytes, counts.Rows, counts.Created, counts.Changed, counts.Unchanged, counts.Rejected,
            seconds > 0 ? (counts.Rows - _skippedRows) / seconds : 0)
        { ImportId = _importId == 0 ? null : _importId, RowsRead = Volatile.Read(ref _stagedRows) });
    }
}
