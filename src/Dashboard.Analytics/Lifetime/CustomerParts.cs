using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Lifetime;

/// <summary>A snapshot's customers in ranges that hold about as many orders each, for work on all cores.</summary>
internal readonly struct CustomerParts
{
    private const int OrdersWorthPart = 50_000;

    private readonly int[] _bounds;

    public CustomerParts(CustomerFacts facts)
    {
        var (starts, n) = (facts.Customers.OrderStart, facts.CustomerCount);
        var rows = (long)starts[n] + n;
        var count = (int)Math.Clamp(rows / OrdersWorthPart, 1, 8L * Environment.ProcessorCount);
        _bounds = new int[count + 1];
        for (var p = 1; p < count; p++) _bounds[p] = FirstAt(starts, n, rows * p / count);
        _bounds[count] = n;
    }

    public int Count => _bounds.Length - 1;

    /// <summary>First customer of a part, and the first after it.</summary>
    public (int From, int To) this[int part] => (_bounds[part], _bounds[part + 1]);

    private static int FirstAt(int[] starts, int n, long row)
    {
        var (low, high) = (0, n);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (starts[middle] + (long)middle < row) low = middle + 1; else high = middle;
        }
        return low;
    }
}
