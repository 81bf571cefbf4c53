using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Core.Customers;

namespace Dashboard.Web.Features.AtRisk;

/// <summary>A customer in the list, with what speaks for leaving.</summary>
/// <param name="Product">The product that the last order was worth most by; null where the files name none.</param>
public sealed record AtRiskRow(CustomerRow Customer, CustomerForecast Forecast, double? UsualGap, int? Silence, string? Product)
{
    /// <summary>Reads the rest of a row from the snapshot; null for a customer that it does not have.</summary>
    public static AtRiskRow? Of(CustomerFacts facts, CustomerRow customer)
    {
        if (facts.IndexOf(customer.Id) is not (>= 0 and var index) || facts.Forecasts is not { } forecasts) return null;
        var figures = CustomerFigures.Of(facts, index);
        return new(customer, forecasts.Of(index, facts.Stamp.MinorPerMajor), figures.MedianGapDays, figures.DaysSinceLast, LastProduct.NameOf(facts, LastProduct.Of(facts, index)) is { Length: > 0 } product ? product : null);
    }
}
