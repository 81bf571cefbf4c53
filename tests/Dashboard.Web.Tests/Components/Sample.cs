using Dashboard.Analytics.Facts;

namespace Dashboard.Web.Tests.Components;

/// <summary>A small snapshot.</summary>
internal static class Sample
{
    /// <summary>Two customers who bought thrice, and one order without a customer.</summary>
    public static CustomerFacts Facts(DateTime? importedAt = null)
    {
        var days = new[] { new DateOnly(2011, 1, 5), new(2011, 2, 10), new(2011, 3, 15), new(2011, 3, 20) }.Select(d => (ushort)FactDay.From(d)).ToArray();
        byte[] none = [0, 0, 0, 0];
        return FactsBuilder.Build(
            new(1, 2, 4, 0, "GBP", 100, default, importedAt), new([""], [""], ["", "GBP"]), [1, 2], [0, 0],
            new FactRows
            {
                OrderCustomer = [0, 0, 1, -1],
                Orders = new(days, [1000, 2000, 3000, 500], [0, 0, 0, 0], [1, 2, 3, 1], none, none, [1, 1, 1, 1], [0, 0, 0, 0], [0, 0, 0, 0]),
                RefundCustomer = [],
                Refunds = new([], [], [], [], [], [], []),
                LeftOutCustomer = [],
                LeftOut = new([], [], []),
            });
    }
}
