using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Lifetime;

/// <summary>What the models know of one customer; see <see cref="ShopPurchases"/>.</summary>
/// <param name="History">x, t_x, T and Σ ln gaps in weeks.</param>
/// <param name="Spends">Repeat purchases with a positive amount.</param>
/// <param name="MeanSpend">Mean net amount of those in major units; 0 without any.</param>
internal readonly record struct CustomerPurchases(PurchaseHistory History, int Spends, double MeanSpend)
{
    /// <summary>Reads a customer who had bought by <paramref name="day"/>.</summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="customer">Index in it.</param>
    /// <param name="day">Last day looked at; T ends with it.</param>
    /// <param name="logs">ln of a gap in weeks, by days, as <see cref="ShopPurchases.LogOfWeeks"/> gives it.</param>
    public static CustomerPurchases Read(CustomerFacts facts, int customer, int day, double[] logs)
    {
        var (days, nets) = (facts.Orders.Day, facts.Orders.Net);
        var (o, end, first) = (facts.Customers.OrderStart[customer], facts.Customers.OrderStart[customer + 1], (int)facts.Customers.FirstDay[customer]);
        while (o < end && days[o] == first) o++;
        var (x, last, litt, spends, spent) = (0, first, 0.0, 0, 0L);
        while (o < end && days[o] <= day)
        {
            int d = days[o];
            var sum = 0L;
            for (; o < end && days[o] == d; o++) sum += nets[o];
            litt += logs[d - last];
            (x, last) = (x + 1, d);
            if (sum <= 0) continue;
            spends++;
            spent += sum;
        }
        return new(
            new(x, (last - first) / ShopPurchases.DaysPerWeek, (day - first) / ShopPurchases.DaysPerWeek, litt),
            spends, spends == 0 ? 0 : (double)spent / spends / facts.Stamp.MinorPerMajor);
    }
}
