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
        var reader = new PurchaseReader(facts, customer);
        return reader.Read(facts, day, logs);
    }
}

/// <summary>Reads one customer at the end of one day after the other: every order once, however many days are asked for.</summary>
internal struct PurchaseReader
{
    private readonly int _first, _end;
    private int _order, _last, _x, _spends;
    private double _litt;
    private long _spent;

    /// <param name="facts">The snapshot.</param>
    /// <param name="customer">Index in it; has bought.</param>
    public PurchaseReader(CustomerFacts facts, int customer)
    {
        (_order, _end) = (facts.Customers.OrderStart[customer], facts.Customers.OrderStart[customer + 1]);
        _first = _last = facts.Customers.FirstDay[customer];
        while (_order < _end && facts.Orders.Day[_order] == _first) _order++;
    }

    /// <summary>Day of the first purchase.</summary>
    public readonly int First => _first;

    /// <summary>What is known at the end of a day; not before that of the first purchase, nor before a day that was asked for already.</summary>
    /// <param name="facts">The same snapshot.</param>
    /// <param name="day">Last day looked at; T ends with it.</param>
    /// <param name="logs">ln of a gap in weeks, by days, as <see cref="ShopPurchases.LogOfWeeks"/> gives it.</param>
    public CustomerPurchases Read(CustomerFacts facts, int day, double[] logs)
    {
        var (days, nets) = (facts.Orders.Day, facts.Orders.Net);
        while (_order < _end && days[_order] <= day)
        {
            int d = days[_order];
            var sum = 0L;
            for (; _order < _end && days[_order] == d; _order++) sum += nets[_order];
            _litt += logs[d - _last];
            (_x, _last) = (_x + 1, d);
            if (sum <= 0) continue;
            _spends++;
            _spent += sum;
        }
        return new(
            new(_x, (_last - _first) / ShopPurchases.DaysPerWeek, (day - _first) / ShopPurchases.DaysPerWeek, _litt),
            _spends, _spends == 0 ? 0 : (double)_spent / _spends / facts.Stamp.MinorPerMajor);
    }
}
