using Dashboard.Core.Data;
using Dashboard.Core.Orders;

namespace Dashboard.Core.Labels;

/// <summary>Finds or adds labels by the hash of their text. Used inside a write transaction; forget everything after a rollback.</summary>
internal sealed class LabelCache(BulkConnection connection, bool dryRun) : IDisposable
{
    /// <summary>Coupons can be as many as orders; beyond this the cache starts again rather than grow.</summary>
    private const int Most = 200_000;

    private readonly Dictionary<ulong, int>[] _ids = [.. Enumerable.Range(0, 9).Select(_ => new Dictionary<ulong, int>())];
    private readonly Statement _find = new(connection, "SELECT Id FROM Labels WHERE Kind=?1 AND Name=?2");
    private readonly Statement _add = new(connection, "INSERT INTO Labels(Kind,Name) VALUES(?1,?2)");
    private int _lastPretended = int.MaxValue;

    /// <summary>Number of the label; null when the text is not given.</summary>
    public int? Find(LabelKind kind, OrderBatch batch, HashedText name)
    {
        if (!name.IsGiven) return null;
        return _ids[(int)kind].TryGetValue(name.Hash, out var id) ? id : Read(kind, name.Hash, batch.Text(name.Text));
    }

    public int Find(LabelKind kind, ReadOnlySpan<byte> name)
    {
        var hash = OrderBatch.HashOf(name);
        return _ids[(int)kind].TryGetValue(hash, out var id) ? id : Read(kind, hash, name);
    }

    public void Forget()
    {
        foreach (var ids in _ids) ids.Clear();
    }

    private int Read(LabelKind kind, ulong hash, ReadOnlySpan<byte> name)
    {
        var ids = _ids[(int)kind];
        if (ids.Count >= Most) ids.Clear();
        int id;
        if (_find.Bind(1, (long)kind).BindText(2, name).Step())
        {
            id = (int)_find.Int64(0);
            _find.Reset();
        }
        else if (dryRun)
        {
            id = _lastPretended--;
        }
        else
        {
            _add.Bind(1, (long)kind).BindText(2, name).Run();
            id = (int)_add.LastInsertedId;
        }
        ids[hash] = id;
        return id;
    }

    public void Dispose()
    {
        _find.Dispose();
        _add.Dispose();
    }
}
