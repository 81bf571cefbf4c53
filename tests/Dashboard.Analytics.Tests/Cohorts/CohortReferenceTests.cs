using System.Globalization;
using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Cohorts;

public sealed class CohortReferenceTests
{
    [Fact]
    public void Cdnow_sample_by_month_equals_the_reference() => Check(SharedShops.CdnowSample(), CohortBucket.Month, "cdnow_sample/expected/cohort_monthly_customer_days.csv");

    [Fact]
    public void Cdnow_sample_by_quarter_equals_the_reference() => Check(SharedShops.CdnowSample(), CohortBucket.Quarter, "cdnow_sample/expected/cohort_quarterly_customer_days.csv");

    [Fact]
    public void Cdnow_full_by_month_equals_the_reference() => Check(SharedShops.CdnowFull(), CohortBucket.Month, "cdnow_full/expected/cohort_monthly_customer_days.csv");

    [Fact]
    public void Grocery_by_month_equals_the_reference() => Check(SharedShops.Grocery(), CohortBucket.Month, "grocery/expected/cohort_monthly_customer_days.csv");

    [Fact]
    public void Online_retail_by_month_equals_the_reference_up_to_its_unfinished_month() =>
        Check(SharedShops.OnlineRetail(), CohortBucket.Month, "online_retail/expected/cohort_monthly_customer_days.csv");

    private static void Check(SharedShops.Shop shop, CohortBucket bucket, string file)
    {
        var triangle = CohortTriangle.Compute(shop.Facts, new() { Bucket = bucket });
        var cohorts = triangle.Cohorts.ToDictionary(c => c.Name.Replace("-Q", "Q", StringComparison.Ordinal));
        var compared = 0;   // the files round revenue to two decimals
        foreach (var row in SharedShops.Rows(file))
        {
            var cohort = cohorts[row["cohort"]];
            var k = int.Parse(row["offset"], CultureInfo.InvariantCulture);
            Assert.Equal(row["cohort_size"], cohort.Size.ToString(CultureInfo.InvariantCulture));
            if (k >= cohort.Active.Length || cohort.Active[k] is null)
            {
                Assert.True(IsUnfinished(cohort, k, bucket, triangle.AsOf!.Value), $"{cohort.Name} + {k} has elapsed");
                continue;
            }
            Assert.Equal((row["active_customers"], row["orders"]), ($"{cohort.Active[k]}", $"{cohort.Purchases[k]}"));
            Assert.Equal(Number(row["revenue"]), cohort.Revenue[k]!.Value, 0.006);
            Assert.Equal(Number(row["retention"]), cohort.Retained[k]!.Value, 1e-9);
            Assert.Equal(Number(row["rolling_retention"]), cohort.RetainedInOrAfter[k]!.Value, 1e-9);
            Assert.Equal(Number(row["cumulative_revenue_per_customer"]), cohort.CumulativeRevenuePerCustomer[k]!.Value, 1e-5);
            compared++;
        }
        Assert.True(compared > 5);
    }

    private static bool IsUnfinished(CohortRow cohort, int k, CohortBucket bucket, DateOnly asOf) => cohort.Start.AddMonths((k + 1) * (bucket == CohortBucket.Quarter ? 3 : 1)) > asOf.AddDays(1);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
