using Dashboard.Web.Components.Address;

namespace Dashboard.Web.Features.Views;

/// <summary>Pages that can be kept as a view: those that answer a question and hold it in their address.</summary>
public static class ViewPages
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        [Addresses.Overview] = "Overview",
        [Addresses.Customers] = "Customers",
        [Addresses.Rfm] = "Rfm",
        [Addresses.CompareSegments] = "Compare",
        [Addresses.AtRisk] = "AtRisk",
        [Addresses.OneTimeBuyers] = "OneTimeBuyers",
        [Addresses.Lifecycle] = "Lifecycle",
        [Addresses.Clv] = "Clv",
        [Addresses.ClvModel] = "ClvModel",
        [Addresses.Cohorts] = "Cohorts",
    };

    public static IReadOnlyCollection<string> Paths => Names.Keys;

    /// <summary>Name of the text that names the page; null for a page that cannot be kept.</summary>
    /// <param name="address">Path, with or without query.</param>
    public static string? NameOf(string address) => Names.TryGetValue(address.Split('?', '#')[0], out var name) ? $"Page.{name}" : null;
}
