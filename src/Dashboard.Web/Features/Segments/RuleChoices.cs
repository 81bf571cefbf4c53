using Dashboard.Analytics.Facts;

namespace Dashboard.Web.Features.Segments;

/// <summary>What rules can choose from in one shop.</summary>
/// <param name="Currency">Reporting currency.</param>
/// <param name="Channels">Names in use, the empty one first where some orders have none.</param>
/// <param name="Segments">Segments that may be asked for.</param>
public sealed record RuleChoices(
    string Currency, IReadOnlyList<string> Channels, IReadOnlyList<string> Countries, IReadOnlyList<string> Currencies, IReadOnlyList<(int Id, string Name)> Segments)
{
    /// <summary>Names of the tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The snapshot whose names are offered.</summary>
    public required CustomerFacts Facts { get; init; }

    /// <summary>Article numbers, with their names beside them.</summary>
    public IReadOnlyList<(string Value, string Name)> Products =>
        _products ??= [.. Facts.Products.Sku.Zip(Facts.Products.Name).Skip(1).DistinctBy(p => p.First).Select(p => (p.First, p.Second.Length > 0 ? $"{p.Second} ({p.First})" : p.First))];

    private IReadOnlyList<(string, string)>? _products;

    public static RuleChoices Of(CustomerFacts facts, IReadOnlyList<(int, string)> segments) =>
        new(facts.Stamp.Currency, Sorted(facts.Codes.Channels), Sorted(facts.Codes.Countries), Sorted(facts.Codes.Currencies.Skip(1)), segments) { Facts = facts };

    private static List<string> Sorted(IEnumerable<string> names) => [.. names.Order(StringComparer.CurrentCultureIgnoreCase)];
}
