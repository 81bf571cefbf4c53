using Dashboard.Core.Imports;

namespace Dashboard.Web.Features.Imports;

/// <summary>Fields of an order file under the headings of the mapping and of the help.</summary>
public static class FieldGroups
{
    private static readonly string[] Order = ["Order", "Customer", "Money", "Product", "Other"];

    /// <summary>Every field but <see cref="OrderField.Ignore"/>, by the last part of its heading's key <c>FieldGroup.{name}</c>.</summary>
    public static IReadOnlyList<IGrouping<string, OrderField>> All { get; } =
        [.. Enum.GetValues<OrderField>().Where(f => f != OrderField.Ignore).GroupBy(Of).OrderBy(g => Array.IndexOf(Order, g.Key))];

    /// <summary>The group of a field.</summary>
    public static string Of(OrderField field) => field switch
    {
        OrderField.OrderNumber or OrderField.Date or OrderField.Time or OrderField.TimeZone or OrderField.Status or OrderField.CancelledAt or OrderField.Mode
            or OrderField.Channel or OrderField.Campaign or OrderField.Coupon or OrderField.Country => "Order",
        OrderField.Amount or OrderField.Subtotal or OrderField.NetAmount or OrderField.Discount or OrderField.Tax or OrderField.Shipping or OrderField.Total
            or OrderField.Currency or OrderField.RefundedAmount or OrderField.RefundDate => "Money",
        OrderField.Quantity or OrderField.UnitPrice or OrderField.LineAmount or OrderField.LineDiscount or OrderField.Sku or OrderField.ProductName
            or OrderField.Brand or OrderField.Category or OrderField.Cost => "Product",
        OrderField.CustomerNumber or OrderField.Email or OrderField.Phone or OrderField.CustomerName or OrderField.FirstName or OrderField.LastName => "Customer",
        _ => "Other",
    };
}
