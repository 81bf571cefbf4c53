using System.Globalization;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Tests.Lifetime;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Kpis;

public sealed class GapReferenceTests
{
    [Theory]
    [InlineData("cdnow_sample", "1997-09-30")]
    [InlineData("grocery", "2006-12-31")]
    [InlineData("online_retail", "2011-08-31")]
    public void Days_between_purchases_add_up_to_the_references_log_gaps(string set, string to)
    {
        var shop = set switch { "grocery" => SharedShops.Grocery(), "online_retail" => SharedShops.OnlineRetail(), _ => SharedShops.CdnowSample() };
        var report = KpiEngine.Run(shop.Facts, new() { To = DateOnly.Parse(to, CultureInfo.InvariantCulture), Kpis = [KpiId.DaysBetweenPurchases] });
        var rows = SharedShops.Rows($"{set}/expected/calibration_summary_weeks.csv.gz").ToList();
        var (gaps, second) = (report.Gaps!.Gaps, report.Gaps.SecondPurchases);
        Assert.Equal(rows.Sum(r => int.Parse(r["x"], CultureInfo.InvariantCulture)), gaps.Sum());
        Assert.Equal(rows.Count(r => r["x"] != "0"), second.Sum());
        Assert.Equal(rows.Sum(r => SharedSummaries.Number(r["litt"])), gaps.Select((count, days) => count == 0 ? 0 : count * Math.Log(days / 7.0)).Sum(), 1e-6);
    }
}
