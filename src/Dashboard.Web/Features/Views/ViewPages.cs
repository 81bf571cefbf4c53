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
        [Addresses.EarlierAtRisk] = "EarlierAtRisk",
        [Addresses.OneTimeBuyers] = "OneTimeBuyers",
        [Addresses.Lifecycle] = "Lifecycle",
        [Addresses.Clv] = "Clv",
        [Addresses.ClvAcquisition] = "ClvAcquisition",
        [Addresses.ClvWhatIf] = "ClvWhatIf",
        [Addresses.ClvModel] = "ClvModel",
        [Addresses.Cohorts] = "Cohorts",
    };

    public static IReadOnlyCollection<string> Paths => Names.Keys;

    /// <summary>What a view keeps of an address: all but the page of a list, which begins anew.</summary>
    public static string Kept(string address)
    {
        var (path, query) = address.Split('?', 2) is [var before, var after] ? (before, after) : (address, "");
        var kept = query.Split('&').Where(p => p.Length > 0 && !p.StartsWith("page=", StringComparison.Ordinal)).ToList();
        return kept.Count == 0 ? path : $"{path}?{string.Join('&', kept)}";
    }

    /// <summary>Name of the text that names the page; null for a page that cannot be kept.</summary>
    /// <param name="address">Path, with or without query.</param>
    public static string? NameOf(string address) => Names.TryGetValue(address.Split('?', '#')[0], out var name) ? $"Page.{name}" : null;
}
