using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Core.Customers;

namespace Dashboard.Web.Features.AtRisk;

/// <summary>A customer in the list, with what speaks for leaving.</summary>
/// <param name="LastProduct">The product that the last order was worth most by; null where the files name none.</param>
public sealed record AtRiskRow(CustomerRow Customer, CustomerForecast Forecast, double? UsualGap, int? Silence, string? LastProduct)
{
    /// <summary>Reads the rest of a row from the snapshot; null for a customer that it does not have.</summary>
    public static AtRiskRow? Of(CustomerFacts facts, CustomerRow customer)
    {
        if (facts.IndexOf(customer.Id) is not (>= 0 and var index) || facts.Forecasts is not { } forecasts) return null;
        var figures = CustomerFigures.Of(facts, index);
        return new(customer, forecasts.Of(index, facts.Stamp.MinorPerMajor), figures.MedianGapDays, figures.DaysSinceLast, LastProductOf(facts, index));
    }

    private static string? LastProductOf(CustomerFacts facts, int index)
    {
        var orders = facts.Customers.OrderStart;
        if (orders[index] == orders[index + 1]) return null;
        var (from, to) = facts.Lines.Of(orders[index + 1] - 1);
        if (from == to) return null;
        var best = Enumerable.Range(from, to - from).MaxBy(l => facts.Lines.Net[l]);
        var product = facts.Lines.Product[best];
        return facts.Products.Name[product] is { Length: > 0 } name ? name : facts.Products.Sku[product] is { Length: > 0 } sku ? sku : null;
    }
}
