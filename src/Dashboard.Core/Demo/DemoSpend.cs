namespace Dashboard.Core.Demo;

/// <summary>What the sample shop spent on winning customers through a channel in a month; minor units.</summary>
internal sealed record DemoSpend(string Channel, DateOnly Month, long Amount)
{
    // What winning one customer costs, in minor units; nobody advertises on the phone.
    private static readonly Dictionary<string, long> Costs = new() { ["Web"] = 1_850, ["App"] = 2_400, ["Store"] = 900, ["Marketplace"] = 2_950 };

    /// <summary>By channel and month, for the months in which customers came; dearer before the holidays, when everybody advertises.</summary>
    public static IEnumerable<DemoSpend> Of(IEnumerable<DemoCustomer> customers) =>
        from c in customers
        where Costs.ContainsKey(c.AcquisitionChannel)
        group c by (c.AcquisitionChannel, Month: new DateOnly(c.CreatedAt.Year, c.CreatedAt.Month, 1)) into won
        orderby won.Key.Month, won.Key.AcquisitionChannel
        select new DemoSpend(won.Key.AcquisitionChannel, won.Key.Month, won.Count() * Costs[won.Key.AcquisitionChannel] * (won.Key.Month.Month is 11 or 12 ? 130 : 100) / 100);
}
