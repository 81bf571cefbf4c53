using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Learning;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Lifetime.Learning;

public sealed class PurchaseLearnerTests
{
    [Fact]
    public void A_factor_that_features_tell_is_learned()
    {
        var lesson = Lesson();
        var forecast = PurchaseLearner.Learn([lesson])!.Forecast(lesson.Features, lesson.Expected);
        var (rich, poor) = (forecast.Where((_, i) => lesson.Actual[i] > 1).Average(), forecast.Where((_, i) => lesson.Actual[i] < 1).Average());
        Assert.InRange(rich, 1.6, 2.4);
        Assert.InRange(poor, 0.2, 0.7);
    }

    [Fact]
    public void A_stored_learner_answers_what_it_answered_before()
    {
        var lesson = Lesson();
        var learner = PurchaseLearner.Learn([lesson])!;
        Assert.Equal(learner.Forecast(lesson.Features, lesson.Expected), PurchaseLearner.Parse(learner.ToText())!.Forecast(lesson.Features, lesson.Expected));
        Assert.Equal(learner.ToText(), PurchaseLearner.Learn([lesson])!.ToText());
        Assert.InRange(learner.ToText().Length, 1000, 16_000);
    }

    [Fact]
    public void Damaged_learners_and_those_of_other_features_are_refused()
    {
        var text = PurchaseLearner.Learn([Lesson()])!.ToText();
        Assert.Null(PurchaseLearner.Parse(""));
        Assert.Null(PurchaseLearner.Parse("no trees"));
        Assert.Null(PurchaseLearner.Parse(text[..(text.Length / 2 / 4 * 4)]));
        Assert.Null(PurchaseLearner.Parse(Convert.ToBase64String([.. Convert.FromBase64String(text), 0])));
        var bytes = Convert.FromBase64String(text);
        bytes[4] ^= 1;
        Assert.Null(PurchaseLearner.Parse(Convert.ToBase64String(bytes)));
    }

    // Who spends more than the others comes twice, the others half as often as the models expect.
    private static Lesson Lesson()
    {
        var random = new Random(3);
        var orders = Enumerable.Range(0, 2000).Select(c => new TestOrder(c, 100 + random.Next(50), c % 2 == 0 ? 90_000 : 1000)).ToArray();
        var shop = ShopPurchases.At(new TestShop(2000, orders).Facts(), 200);
        return new(shop.Customer, CustomerFeatures.Of(shop, 30), [.. shop.Customer.Select(_ => 1.0)], [.. shop.Customer.Select(c => c % 2 == 0 ? 2.0 : 0.5)]);
    }
}
