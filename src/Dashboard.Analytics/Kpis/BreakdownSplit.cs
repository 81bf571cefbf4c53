using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Kpis;

/// <summary>What splits the figures into rows: a code per order and refund, and the codes' names.</summary>
/// <param name="Orders">Code per order, shape [orders].</param>
/// <param name="Refunds">Code per refund, shape [refunds].</param>
/// <param name="Names">Names by code; see <see cref="RowFilter.Name"/>.</param>
internal sealed record BreakdownSplit(byte[] Orders, byte[] Refunds, string[] Names)
{
    /// <summary>The split; null for none.</summary>
    public static BreakdownSplit? Of(CustomerFacts facts, Breakdown by)
    {
        var (orders, refunds, codes) = (facts.Orders, facts.Refunds, facts.Codes);
        return by switch
        {
            Breakdown.Channel => new(orders.Channel, refunds.Channel, codes.Channels),
            Breakdown.Country => new(orders.Country, refunds.Country, codes.Countries),
            Breakdown.Currency => new(orders.Currency, refunds.Currency, codes.Currencies),
            Breakdown.Campaign => OfTags(orders.Campaign, refunds.Campaign, codes.Campaigns),
            Breakdown.Coupon => OfTags(orders.Coupon, refunds.Coupon, codes.Coupons),
            _ => null,
        };
    }

    // The loops know codes of one byte. Of more names than these can tell apart, those that most orders name keep a row.
    private static BreakdownSplit OfTags(ushort[] orders, ushort[] refunds, string[] names)
    {
        if (names.Length <= byte.MaxValue) return new(Array.ConvertAll(orders, c => (byte)c), Array.ConvertAll(refunds, c => (byte)c), names);
        var counts = new int[ushort.MaxValue + 1];
        foreach (var code in orders) counts[code]++;
        var kept = Enumerable.Range(1, Math.Min(names.Length, FactCodes.OtherTag) - 1).OrderByDescending(code => counts[code]).ThenBy(code => code).Take(FactCodes.Other - 1).ToList();
        var narrow = new byte[counts.Length];
        Array.Fill(narrow, FactCodes.Other);
        narrow[FactCodes.None] = FactCodes.None;
        for (var rank = 0; rank < kept.Count; rank++) narrow[kept[rank]] = (byte)(rank + 1);
        return new(Array.ConvertAll(orders, c => narrow[c]), Array.ConvertAll(refunds, c => narrow[c]), ["", .. kept.Select(code => names[code]), "Other"]);
    }
}
