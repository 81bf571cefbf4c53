namespace Dashboard.Core.Lifetime;

/// <summary>
/// From one day's customer equity to the next, in minor units: opening + acquired + growth of retained - decay and lost + reactivated = closing.
/// </summary>
internal sealed class EquityBridge
{
    /// <summary>Snake-case ids of the parts in the KPI history, beside <c>customer_equity</c>, the closing.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["customer_equity_opening", "customer_equity_acquired", "customer_equity_growth", "customer_equity_decay", "customer_equity_reactivated"];

    public const string Closing = "customer_equity";

    public long Opening { get; private set; }
    public long Acquired { get; private set; }
    public long Growth { get; private set; }

    /// <summary>0 or less.</summary>
    public long Decay { get; private set; }

    public long Reactivated { get; private set; }

    public IReadOnlyList<long> Parts => [Opening, Acquired, Growth, Decay, Reactivated];

    /// <summary>Customers with a predicted value above 0.</summary>
    public int Customers { get; private set; }

    public long Total => Parts.Sum();

    public void AddNew(long value)
    {
        Acquired += value;
        Count(value);
    }

    public void Add(long before, long now, bool isReactivated)
    {
        Opening += before;
        if (isReactivated) Reactivated += now - before;
        else if (now > before) Growth += now - before;
        else Decay += now - before;
        Count(now);
    }

    private void Count(long value) => Customers += value > 0 ? 1 : 0;
}
