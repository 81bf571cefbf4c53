using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Tests.Facts;

public sealed class FreeValueTests
{
    private static readonly byte[] Secret = [1, 2, 3];

    [Theory]
    [InlineData("", true)]
    [InlineData("12.50", true)]
    [InlineData("-1234567", true)]
    [InlineData("0.5", true)]
    [InlineData("12500001", false)]
    [InlineData("125000000", true)]
    [InlineData("12500000000", false)]
    [InlineData("0.73421987", true)]
    [InlineData("20345678", false)]
    [InlineData("+4520345", false)]
    [InlineData("0045203", false)]
    [InlineData("2026-01-31", true)]
    [InlineData("2026-01-31T10:00", true)]
    [InlineData("2026-01-31 10:00:00.5+02:00", true)]
    [InlineData("2026-01-31 Ann Secret", false)]
    [InlineData("31.01.2026", false)]
    [InlineData("Ann Secret", false)]
    public void Only_days_and_numbers_that_measure_something_are_shown_however_few_have_them(string value, bool isShown) =>
        Assert.Equal(isShown, Values([value]).Any(v => v == value));

    [Fact]
    public void A_text_is_shown_when_five_customers_have_it()
    {
        Assert.Equal(["Gold"], Values([.. Enumerable.Repeat("Gold", 5)]));
        Assert.Equal([FreeValue.Hide("Gold", Secret)], Values([.. Enumerable.Repeat("Gold", 4)]));
        Assert.Equal([FreeValue.Hide("Silver", Secret), "Gold"], Values([.. Enumerable.Repeat("Gold", 5), "Silver"]));
        Assert.NotEqual(FreeValue.Hide("Gold", Secret), FreeValue.Hide("Gold", [4]));
        Assert.True(FreeValue.IsHidden(FreeValue.Hide("", Secret)));
    }

    private static string[] Values(string[] given)
    {
        var editor = new ProfileEditor(CustomerFacts.Empty.Codes, given.Length, Secret);
        for (var i = 0; i < given.Length; i++) editor.TakeAttribute(i, "free", given[i]);
        return Assert.Single(editor.Seal().Attributes).Values;
    }
}
