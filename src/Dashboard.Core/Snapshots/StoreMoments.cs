using Dashboard.Core.Data;

namespace Dashboard.Core.Snapshots;

/// <summary>One or two read transactions that see the same moment of the store, so that a snapshot never mixes two.</summary>
internal sealed class StoreMoments : IDisposable
{
    private const int Attempts = 50;

    private readonly List<StoreScan> _open = [];

    private StoreMoments(StoreHead head) => Head = head;

    public StoreHead Head { get; private set; }
    public StoreScan First => _open[0];
    public IReadOnlyList<StoreScan> Readers => _open;

    /// <summary>Opens a second reader when the store has at least <paramref name="ordersWorthTwo"/> orders.</summary>
    public static StoreMoments Open(StoreConnections connections, long ordersWorthTwo = long.MaxValue)
    {
        var moments = new StoreMoments(null!);
        try
        {
            moments.Head = moments.Begin(connections);
            if (moments.Head.MaxOrderId < ordersWorthTwo || Environment.ProcessorCount < 2) return moments;

            // Every change to the rows raises the revision in its own transaction: equal heads are one moment.
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                if (moments.Begin(connections) is var head && head == moments.Head) return moments;
                moments.Close(0);
                moments.Head = head;
            }
            moments.Close(0);
            moments.Head = moments.Begin(connections);
            return moments;
        }
        catch
        {
            moments.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        while (_open.Count > 0)
            Close(_open.Count - 1);
    }

    private StoreHead Begin(StoreConnections connections)
    {
        var scan = connections.OpenScan();
        _open.Add(scan);
        return StoreHead.Read(scan);
    }

    private void Close(int at)
    {
        _open[at].Dispose();
        _open.RemoveAt(at);
    }
}
