using Dashboard.Analytics.Facts;

namespace Dashboard.Core.Customers;

/// <summary>The product that a customer's last order was worth most by.</summary>
public static class LastProduct
{
    /// <summary>Its index in the snapshot; that of the unknown product where no order names any.</summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="index">The customer's index in it.</param>
    public static int Of(CustomerFacts facts, int index)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var orders = facts.Customers.OrderStart;
        if (orders[index] == orders[index + 1]) return ProductColumns.Unknown;
        var (best, to) = facts.Lines.Of(orders[index + 1] - 1);
        if (best == to) return ProductColumns.Unknown;
        for (var line = best + 1; line < to; line++)
            if (facts.Lines.Net[line] > facts.Lines.Net[best]) best = line;
        return facts.Lines.Product[best];
    }

    /// <summary>What a product is called: its name, else its number at the source, else nothing.</summary>
    public static string NameOf(CustomerFacts facts, int product)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return facts.Products.Name[product] is { Length: > 0 } name ? name : facts.Products.Sku[product];
    }
}
