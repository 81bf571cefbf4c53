using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Lifetime;

namespace Dashboard.Analytics.Forecasts;

/// <summary>What the models know of some customers at the end of one day after the other, column by column. Who has not bought yet has an empty history and counts nowhere.</summary>
internal sealed class EarlierPurchases
{
    /// <summary>Customers that are worth looking at together: models answer once for those who have the same history.</summary>
    public const int Block = 4096;

    private readonly CustomerFacts _facts;
    private readonly double[] _logs;
    private readonly PurchaseReader[] _readers;
    private readonly CustomerPurchases[] _known;

    /// <param name="facts">The snapshot.</param>
    /// <param name="logs">As <see cref="ShopPurchases.LogOfWeeks"/> gives it.</param>
    /// <param name="count">How many customers it is for.</param>
    public EarlierPurchases(CustomerFacts facts, double[] logs, int count)
    {
        (_facts, _logs, _readers, _known) = (facts, logs, new PurchaseReader[count], new CustomerPurchases[count]);
        (Customers, Purchases, Histories) = (new int[count], new int[count], new(new int[count], new double[count], new double[count], new double[count]));
        Room = [.. Enumerable.Range(0, 5).Select(_ => new double[count])];
    }

    /// <summary>Last day looked at.</summary>
    public int Day { get; private set; }

    /// <summary>Index in the snapshot.</summary>
    public int[] Customers { get; }

    /// <summary>Purchases until the day; 0 of who had not bought yet.</summary>
    public int[] Purchases { get; }

    /// <summary>As the models take them.</summary>
    public PurchaseSummary Histories { get; }

    /// <summary>Room for what is expected of them, row by row.</summary>
    public double[][] Room { get; }

    public int Count => Customers.Length;

    /// <summary>One customer who had bought.</summary>
    public ref readonly CustomerPurchases this[int i] => ref _known[i];

    /// <summary>Begins with other customers, before their first purchase.</summary>
    /// <param name="customers">As many as it is for, who have bought by now.</param>
    public void Begin(ReadOnlySpan<int> customers)
    {
        customers.CopyTo(Customers);
        Array.Clear(Purchases);
        for (var i = 0; i < Count; i++)
        {
            _readers[i] = new(_facts, customers[i]);
            (Histories.X[i], Histories.Tx[i], Histories.T[i], Histories.Litt![i]) = (0, 0, 0, 0);
        }
    }

    /// <summary>Goes on to the end of a later day.</summary>
    public void Advance(int day)
    {
        Day = day;
        for (var i = 0; i < Count; i++)
        {
            if (_readers[i].First > day) continue;
            _known[i] = _readers[i].Read(_facts, day, _logs);
            var history = _known[i].History;
            Purchases[i] = history.X + 1;
            (Histories.X[i], Histories.Tx[i], Histories.T[i], Histories.Litt![i]) = (history.X, history.Tx, history.T, history.Litt);
        }
    }
}
