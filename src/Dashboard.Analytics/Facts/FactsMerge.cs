using Dashboard.Analytics.Forecasts;

namespace Dashboard.Analytics.Facts;

/// <summary>Brings a snapshot up to date from what changed alone. Gives, column for column, what a build from the whole store would give.</summary>
public static class FactsMerge
{
    public static CustomerFacts Apply(CustomerFacts old, FactsChange change)
    {
        int[] ids = [.. old.Customers.Id, .. change.NewCustomerId];
        byte[] countries = [.. old.Customers.Country, .. change.NewCustomerCountry];
        foreach (var (customer, country) in change.Countries)
            countries[customer] = country;
        var added = FactsBuilder.Build(change.Stamp, change.Codes, ids, countries, [change.Rows], change.Products);

        var orders = new MergedRows(old.Customers.OrderStart, old.Orders.Day, added.Customers.OrderStart, added.Orders.Day, change.Replaced);
        var refunds = new MergedRows(old.Customers.RefundStart, old.Refunds.Day, added.Customers.RefundStart, added.Refunds.Day, change.Replaced);
        var leftOut = new MergedRows(old.Customers.LeftOutStart, old.LeftOut.Day, added.Customers.LeftOutStart, added.LeftOut.Day, change.Replaced);
        var (o, r, l) = (FactsBuilder.NewOrders(orders.Length), FactsBuilder.NewRefunds(refunds.Length), FactsBuilder.NewLeftOut(leftOut.Length));
        Parallel.Invoke(
            () => orders.Copy(old.Orders.Net, added.Orders.Net, o.Net),
            () => orders.Copy(old.Orders.Discount, added.Orders.Discount, o.Discount),
            () => orders.Copy(old.Orders.Items, added.Orders.Items, o.Items),
            () => orders.Copy(old.Orders.Day, added.Orders.Day, o.Day),
            () => orders.Copy(old.Orders.Channel, added.Orders.Channel, o.Channel),
            () => orders.Copy(old.Orders.Country, added.Orders.Country, o.Country),
            () => orders.Copy(old.Orders.Currency, added.Orders.Currency, o.Currency),
            () => orders.Copy(old.Orders.Campaign, added.Orders.Campaign, o.Campaign),
            () => orders.Copy(old.Orders.Coupon, added.Orders.Coupon, o.Coupon),
            () => refunds.Copy(old.Refunds.Day, added.Refunds.Day, r.Day),
            () => refunds.Copy(old.Refunds.Amount, added.Refunds.Amount, r.Amount),
            () => refunds.Copy(old.Refunds.Channel, added.Refunds.Channel, r.Channel),
            () => refunds.Copy(old.Refunds.Country, added.Refunds.Country, r.Country),
            () => refunds.Copy(old.Refunds.Currency, added.Refunds.Currency, r.Currency),
            () => refunds.Copy(old.Refunds.Campaign, added.Refunds.Campaign, r.Campaign),
            () => refunds.Copy(old.Refunds.Coupon, added.Refunds.Coupon, r.Coupon),
            () => leftOut.Copy(old.LeftOut.Day, added.LeftOut.Day, l.Day),
            () => leftOut.Copy(old.LeftOut.Reason, added.LeftOut.Reason, l.Reason),
            () => leftOut.Copy(old.LeftOut.Amount, added.LeftOut.Amount, l.Amount));

        bool IsChanged(int i) => change.Replaced[i]
            || added.Customers.OrderStart[i] != added.Customers.OrderStart[i + 1] || added.Customers.RefundStart[i] != added.Customers.RefundStart[i + 1];
        var lines = orders.Lines(old.Lines, added.Lines);
        var customers = Customers(old, IsChanged, ids, countries, orders.Start, refunds.Start, leftOut.Start, o, r);
        var (codes, profiles, attributes) = change.Profiles?.Seal() ?? (old.Codes.WithLabelsOf(change.Codes), old.Profiles, old.Attributes);
        var merged = new CustomerFacts(change.Stamp, codes, customers, o, r, l, lines, change.Products, profiles, attributes);
        // A product that went to another category changes what a learner sees of everybody who bought it.
        return change.Forecast is { } forecast && old.Forecasts is { } before && old.Stamp.Forecast == forecast.ToText() && merged.Products.Category.AsSpan().StartsWith(old.Products.Category)
            ? merged.WithForecasts(forecast, Forecaster.Update(merged, forecast, before, IsChanged))
            : merged.WithForecasts(change.Forecast);
    }

    private static CustomerColumns Customers(
        CustomerFacts old, Func<int, bool> isChanged, int[] ids, byte[] countries, int[] orderStart, int[] refundStart, int[] leftOutStart,
        OrderColumns orders, RefundColumns refunds)
    {
        var n = ids.Length;
        var (was, columns) = (old.Customers, new CustomerColumns(
            ids, countries, orderStart, refundStart, leftOutStart, new ushort[n], new ushort[n], new int[n], new long[n]));
        was.FirstDay.CopyTo(columns.FirstDay, 0);
        was.LastDay.CopyTo(columns.LastDay, 0);
        was.Purchases.CopyTo(columns.Purchases, 0);
        was.Revenue.CopyTo(columns.Revenue, 0);
        for (var i = 0; i < n; i++)
            if (isChanged(i)) FactsBuilder.Derive(i, columns, orders, refunds);
        return columns;
    }
}
