using Dashboard.Analytics.Facts;
using Dashboard.Core.Data;
using Dashboard.Core.Money;
using Dashboard.Core.Orders;
using Dashboard.Core.Settings;

namespace Dashboard.Core.Snapshots;

/// <summary>
/// Decides, order by order, what counts: cancelled, failed, test and fully refunded orders are left out, as are those without an exchange rate; a refund is
/// left out with its order, belongs to its order's customer, and counts with the share of its order's total that is net: what was given back of tax and shipping
/// lowers no revenue that excludes them. A refund without an order counts whole.
/// </summary>
internal sealed class OrderReader(FactRules rules, CodeTables codes, NumberIndex customers, LinkedRefunds refunds)
{
    private const int RowsBetweenChecks = 0x3FFF;

    // What Read finds for itself, as SQL: its status and rate let an order count.
    private static readonly string Countable = $"o.Status = {(int)OrderStatus.Placed} AND o.ReportingRate > 0";

    private readonly int _decimals = Currencies.DecimalsOf(rules.Currency);

    /// <summary>The columns that <see cref="Read"/> expects, in its order.</summary>
    public string Columns => $"o.Id, o.CustomerId, o.Day, o.Status, o.CurrencyId, o.ReportingRate, {rules.NetSql}, o.Discount, o.Items, o.ChannelId, o.CountryId, "
        + $"o.Total, {(codes.HasCampaigns ? "o.CampaignId" : "0")}, {(codes.HasCoupons ? "o.CouponId" : "0")}";

    /// <summary>Valid orders with numbers above <paramref name="after"/> up to <paramref name="upTo"/> by customer, shape [customers + 1] with those without a customer last.</summary>
    public int[] Count(StoreScan store, long after, long upTo, CancellationToken cancellation)
    {
        var counts = new int[customers.Count + 1];
        // Counted by the thousand: places far apart are then fetched beside each other.
        var (ids, gathered) = (new int[1024], 0);
        using (var orders = new Statement(store, $"SELECT o.CustomerId FROM Orders o WHERE o.Id > ?1 AND o.Id <= ?2 AND {Countable}"))
        {
            orders.Bind(1, after).Bind(2, upTo);
            for (var rows = 1; orders.Step(); rows++)
            {
                if ((rows & RowsBetweenChecks) == 0) cancellation.ThrowIfCancellationRequested();
                ids[gathered++] = orders.Int32(0);
                if (gathered == ids.Length) CountGathered();
            }
            CountGathered();
        }
        using var linked = new Statement(store, $"SELECT o.CustomerId, o.CurrencyId, o.ReportingRate, o.Total FROM Orders o WHERE o.Id = ?1 AND {Countable}");
        var links = refunds.Walk();
        foreach (var order in refunds.Orders)
        {
            if (order <= after || order > upTo || !linked.Bind(1, order).Step()) continue;
            if (AreWholeOrder(links.Of(order), linked.Int32(1), linked.Double(2), linked.Int64(3))) counts[PlaceOf(linked.Int32(0))]--;
            linked.Reset();
        }
        return counts;

        void CountGathered()
        {
            for (var i = 0; i < gathered; i++) counts[PlaceOf(ids[i])]++;
            gathered = 0;
        }

        int PlaceOf(int id) => customers[id] is >= 0 and var customer ? customer : counts.Length - 1;
    }

    /// <summary>Takes every row of the statement; refunds follow by <see cref="AddRefunds"/>.</summary>
    /// <param name="orders">A statement that gives <see cref="Columns"/>.</param>
    /// <param name="take">Receives the valid orders.</param>
    /// <param name="leftOut">Receives the others.</param>
    /// <param name="skip">Customers whose rows are left to another reading, shape [customers + 1] with the rows without a customer last; null for none.</param>
    /// <param name="progress">Told the number of rows read since it was told last.</param>
    /// <param name="cancellation">Looked at every few thousand rows.</param>
    public void Read(
        Statement orders, RowTaker<OrderRow> take, RowList<LeftOutRow> leftOut, bool[]? skip, Action<int>? progress, CancellationToken cancellation)
    {
        var links = refunds.Walk();
        for (var rows = 1; orders.Step(); rows++)
        {
            if ((rows & RowsBetweenChecks) == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                progress?.Invoke(RowsBetweenChecks + 1);
            }
            var customer = customers[orders.Int32(1)];
            if (skip is not null && skip[customer < 0 ? skip.Length - 1 : customer]) continue;
            var day = DayOf(orders.Int32(2));
            var status = (OrderStatus)orders.Int32(3);
            var currency = orders.Int32(4);
            var rate = orders.Double(5);
            var net = orders.Int64(6);
            var linked = links.Of(orders.Int64(0));
            var reason = status switch
            {
                OrderStatus.Placed => default,
                OrderStatus.Cancelled => LeftOutReason.Cancelled,
                OrderStatus.Test => LeftOutReason.Test,
                _ => LeftOutReason.Failed,
            };
            if (reason == default && linked.Length > 0 && AreWholeOrder(linked, currency, rate, orders.Int64(11)))
                reason = LeftOutReason.FullyRefunded;
            if (reason == default && !(rate > 0))
                reason = LeftOutReason.NoExchangeRate;
            if (reason != default)
            {
                leftOut.Add(new(customer, day, reason, rate > 0 && reason != LeftOutReason.NoExchangeRate ? Convert(net, rate, currency) : 0));
                continue;
            }
            var (channel, country) = (orders.Int32(9), orders.Int32(10));
            var (campaign, coupon) = (codes.HasCampaigns ? orders.Int32(12) : 0, codes.HasCoupons ? orders.Int32(13) : 0);
            take(new(
                customer, day, Convert(net, rate, currency), Convert(orders.Int64(7), rate, currency), orders.Int32(8), codes[channel], codes[country], codes[currency],
                codes.Tag(campaign), codes.Tag(coupon), orders.Int32(0)));
            foreach (var (_, refund) in linked)
            {
                Settle(ref refunds[refund], customer, day, channel, country, net, orders.Int64(11));
                (refunds[refund].CampaignId, refunds[refund].CouponId) = (campaign, coupon);
            }
        }
    }

    /// <summary>Takes the refunds that count, after the orders they belong to were read.</summary>
    public void AddRefunds(FactRowLists into)
    {
        foreach (ref readonly var refund in refunds.All)
        {
            if (!refund.Counts || !(refund.Rate > 0)) continue;
            var customer = refund.OrderId != 0 ? refund.CustomerId : customers[refund.CustomerId];
            into.Refunds.Add(new(
                customer, DayOf(refund.Day), Convert(refund.Amount, refund.Rate, refund.CurrencyId), codes[refund.ChannelId], codes[refund.CountryId], codes[refund.CurrencyId],
                codes.Tag(refund.CampaignId), codes.Tag(refund.CouponId)));
        }
    }

    // From here on CustomerId is the index in the snapshot, not the store's number.
    private void Settle(ref StoreRefund refund, int customer, ushort day, int channel, int country, long net, long total)
    {
        refund.Counts = true;
        if (total > net && total > 0) refund.Amount = (long)decimal.Round((decimal)refund.Amount * Math.Max(0, net) / total, MidpointRounding.ToEven);
        refund.CustomerId = customer;
        if (rules.RefundDating == RefundDating.OrderDay) refund.Day = day;
        if (channel != 0) refund.ChannelId = channel;
        if (country != 0) refund.CountryId = country;
    }

    private bool AreWholeOrder(ReadOnlySpan<(long Order, int Refund)> linked, int currency, double rate, long total) =>
        total > 0 && GivenBack(linked, currency, rate) >= total;

    /// <summary>Sum of the refunds in the order's currency; one in another currency goes over the reporting currency, or counts nothing where a rate is missing.</summary>
    private long GivenBack(ReadOnlySpan<(long Order, int Refund)> linked, int currency, double rate)
    {
        long sum = 0;
        foreach (var (_, refund) in linked)
        {
            ref readonly var given = ref refunds[refund];
            if (given.CurrencyId == currency)
                sum += given.Amount;
            else if (given.Rate > 0 && rate > 0)
                sum += Conversion.Convert(given.Amount, given.Rate / rate, codes.DecimalsOf(given.CurrencyId), codes.DecimalsOf(currency));
        }
        return sum;
    }

    private long Convert(long amount, double rate, int currency) => Conversion.Convert(amount, rate, codes.DecimalsOf(currency), _decimals);

    private static ushort DayOf(int day) => (ushort)Math.Clamp(day, 1, FactDay.Max);
}
