using System.Globalization;
using Bunit;
using Dashboard.Web.Features.Clv;
using Dashboard.Web.Tests.Components;

namespace Dashboard.Web.Tests.Clv;

public sealed class SpendFieldTests : PartTest
{
    [Theory]
    [InlineData("en-US", "EUR", "4,700.00", 470_000)]
    [InlineData("en-US", "EUR", "4,700", 470_000)]
    [InlineData("en-US", "EUR", "1,234,567.5", 123_456_750)]
    [InlineData("de-DE", "EUR", "4.700,00", 470_000)]
    [InlineData("fr-FR", "EUR", "4 700,5", 470_050)]
    [InlineData("en-US", "KWD", "4700.125", 4_700_125)]
    [InlineData("en-US", "EUR", "4,70", null)]
    [InlineData("en-US", "EUR", "47,00.00", null)]
    [InlineData("de-DE", "EUR", "4,700.00", null)]
    [InlineData("en-US", "KWD", "4,700", null)]
    public void Thousands_are_read_where_they_cannot_be_anything_else(string culture, string currency, string typed, int? minor)
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        (long Amount, string Currency)? changed = null;
        var field = Render<SpendField>(p => p.Add(x => x.ChannelName, "Web").Add(x => x.Month, new DateOnly(2026, 1, 1)).Add(x => x.ReportingCurrency, currency).Add(x => x.OnChanged, to => changed = to));
        field.Find("input").Change(typed);
        Assert.Equal(minor is { } amount ? (amount, currency) : null, changed);
        Assert.Equal(minor is null ? 1 : 0, field.FindAll("[role=alert]").Count);
    }
}
