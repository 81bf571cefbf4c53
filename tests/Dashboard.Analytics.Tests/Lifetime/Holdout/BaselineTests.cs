using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Holdout;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Lifetime.Holdout;

public sealed class BaselineTests
{
    [Theory]
    [InlineData("past rate", "baseline: past rate x/T")]
    [InlineData("silence rule", "baseline: past rate, 0 if silent > T/2")]
    [InlineData("zero", "baseline: zero")]
    public void Forecasts_without_a_model_are_the_references(string name, string column)
    {
        var shop = SharedShops.OnlineRetail();
        var at = ShopPurchases.At(shop.Facts, FactDay.From(new(2011, 8, 31)));
        var forecast = Baselines.All.Single(b => b.Name == name).Forecast(at.Histories, 100 / 7.0);
        var expected = SharedShops.Rows("online_retail/expected/holdout_predictions_all_customers.csv.gz").ToDictionary(r => r["customer_id"], r => SharedSummaries.Number(r[column]));
        for (var i = 0; i < at.Count; i++)
        {
            // At exactly half of the time rounding decides in the reference.
            if (Math.Abs(at.Histories.T[i] / 2 - at.Histories.Tx[i]) > 1e-9) Assert.Equal(expected[shop.Customers[at.Customer[i]]], forecast[i], 1e-6);
        }
    }

    [Fact]
    public void The_cohort_mean_gives_back_the_purchases_of_the_past()
    {
        var customers = new PurchaseSummary([3, 0, 1], [5, 0, 2], [10, 4, 6], weight: [1, 2, 1]);
        Assert.Equal([4 / 24.0 * 12, 2, 2], Baselines.CohortMean(customers, 12));
        Assert.Equal([0], Baselines.CohortMean(new([0], [0], [0]), 12));
        Assert.Equal([0], Baselines.PastRate(new([0], [0], [0]), 12));
    }
}
