using Dashboard.Analytics.Facts;
using Dashboard.Core.Data;
using Dashboard.Core.Snapshots;

namespace Dashboard.Core.Tests.Snapshots;

internal static class FactsAssert
{
    /// <summary>Every column, name and mark is equal; only when it was built may differ.</summary>
    public static void Same(CustomerFacts expected, CustomerFacts actual)
    {
        Assert.Equal(expected.Stamp with { BuiltAtUtc = default }, actual.Stamp with { BuiltAtUtc = default });
        Assert.Equal(expected.Span, actual.Span);
        Assert.Equal(expected.Forecasts is null, actual.Forecasts is null);
        foreach (var part in new Func<CustomerFacts, object>[] { f => f.Customers, f => f.Orders, f => f.Refunds, f => f.LeftOut, f => f.Lines, f => f.Products, f => f.Profiles, f => f.Codes, f => f.Forecasts ?? (object)"" })
            foreach (var column in part(expected).GetType().GetProperties().Where(p => p.PropertyType.IsArray))
            {
                var (one, other) = ((Array)column.GetValue(part(expected))!, (Array)column.GetValue(part(actual))!);
                Assert.True(
                    one.Cast<object>().SequenceEqual(other.Cast<object>()),
                    $"{part(expected).GetType().Name}.{column.Name}: expected {string.Join(" ", one.Cast<object>())}, got {string.Join(" ", other.Cast<object>())}");
            }
        Assert.Equal(expected.Attributes.Select(Text), actual.Attributes.Select(Text));
    }

    private static string Text(FreeAttribute a) =>
        $"{a.Name} {string.Join("|", a.Values)} {string.Join(" ", a.Customer.Zip(a.Value))}";

    public static CustomerFacts Rebuilt(this FactsShop shop) => new FactsReader(shop.Get<StoreConnections>(), TimeProvider.System).ReadAll(null, CancellationToken.None);
}
