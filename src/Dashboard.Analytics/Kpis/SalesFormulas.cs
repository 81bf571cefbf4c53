namespace Dashboard.Analytics.Kpis;

/// <summary>A value or the reason for none, with what it rests on.</summary>
internal readonly record struct KpiResult(double? Value, NoValueReason? Reason, long N, long Immature = 0, BestFifth? Best = null)
{
    public static KpiResult None(NoValueReason reason, long n = 0, long immature = 0) => new(null, reason, n, immature);

    public static KpiResult Count(long count) => new(count, null, count);

    /// <summary>A quotient, or the reason why there is none when the denominator is not positive.</summary>
    public static KpiResult Ratio(double numerator, double denominator, long n, NoValueReason otherwise, long immature = 0) =>
        denominator > 0 ? new(numerator / denominator, null, n, immature) : None(otherwise, n, immature);
}

/// <summary>The KPIs of orders and refunds, from their sums in minor units.</summary>
internal static class SalesFormulas
{
    public static KpiResult Of(KpiId id, in SalesCell sums, long refunds, double minorPerMajor)
    {
        var revenue = (sums.Net - refunds) / minorPerMajor;
        var noMoney = sums.Orders == 0 ? NoValueReason.NoOrders : NoValueReason.NoRevenue;
        return id switch
        {
            KpiId.Revenue => new(revenue, null, sums.Orders),
            KpiId.Orders => KpiResult.Count(sums.Orders),
            KpiId.AverageOrderValue => KpiResult.Ratio(revenue, sums.Orders, sums.Orders, NoValueReason.NoOrders),
            // A file without quantities says nothing of items.
            KpiId.ItemsPerOrder when sums.Items == 0 => KpiResult.None(sums.Orders == 0 ? NoValueReason.NoOrders : NoValueReason.NoItems, sums.Orders),
            KpiId.ItemsPerOrder => KpiResult.Ratio(sums.Items, sums.Orders, sums.Orders, NoValueReason.NoOrders),
            KpiId.DiscountShare => KpiResult.Ratio(sums.Discount, sums.Net + sums.Discount, sums.Orders, noMoney),
            KpiId.RefundShare => KpiResult.Ratio(refunds, sums.Net, sums.Orders, noMoney),
            _ => throw new ArgumentOutOfRangeException(nameof(id), id, "This KPI is not about orders alone."),
        };
    }
}
