using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Kpis;

/// <summary>The facts of the data sets' READMEs.</summary>
public sealed class KpiReferenceTests
{
    [Fact]
    public void Cdnow_sample_has_the_published_totals()
    {
        var report = KpiEngine.Run(SharedShops.CdnowSample().Facts, new());
        Assert.Equal((new(1997, 1, 1), new(1998, 6, 30)), (report.From!.Value, report.To!.Value));
        Assert.Equal(244_091.94, report[KpiId.Revenue].Value!.Value, 1e-9);
        Assert.Equal((6919, 6696, 2357), (report[KpiId.Orders].Value, report[KpiId.Purchases].Value, report[KpiId.NewCustomers].Value));
        Assert.Equal(244_091.94 / 2357, report[KpiId.HistoricClvMean].Value!.Value, 1e-9);
    }

    [Theory]
    [InlineData("1997-09-30", 946, 2457, 2357)]
    public void Cdnow_sample_has_the_published_repeat_buyers_at_the_end_of_the_calibration(string to, int repeatBuyers, int repeatPurchases, int customers)
    {
        var report = KpiEngine.Run(SharedShops.CdnowSample().Facts, new() { To = DateOnly.Parse(to, System.Globalization.CultureInfo.InvariantCulture) });
        Assert.Equal((double)repeatBuyers / customers, report[KpiId.RepeatRate].Value!.Value, 1e-12);
        Assert.Equal(repeatPurchases, report[KpiId.DaysBetweenPurchases].N);
        Assert.Equal(customers + repeatPurchases, report[KpiId.Purchases].Value);
    }

    [Fact]
    public void Cdnow_sample_has_the_published_purchases_in_the_hold_out()
    {
        var report = KpiEngine.Run(SharedShops.CdnowSample().Facts, new() { From = new(1997, 10, 1), To = new(1998, 6, 30) });
        Assert.Equal(1882, report[KpiId.Purchases].Value);
        Assert.Equal(70_976.39, report[KpiId.Revenue].Value!.Value, 1e-9);
        Assert.Equal(0, report[KpiId.NewCustomers].Value);
    }

    [Fact]
    public void Cdnow_full_has_the_published_totals()
    {
        var facts = SharedShops.CdnowFull().Facts;
        var report = KpiEngine.Run(facts, new());
        Assert.Equal(2_500_315.63, report[KpiId.Revenue].Value!.Value, 1e-8);
        Assert.Equal((69_659, 67_591, 23_570), (report[KpiId.Orders].Value, report[KpiId.Purchases].Value, report[KpiId.ActiveCustomers].Value));
        Assert.Equal(9451.0 / 23_570, KpiEngine.Run(facts, new() { To = new(1997, 9, 30) })[KpiId.RepeatRate].Value!.Value, 1e-12);
    }
}
