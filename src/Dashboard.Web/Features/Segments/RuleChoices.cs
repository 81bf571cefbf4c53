using Dashboard.Analytics.Facts;

namespace Dashboard.Web.Features.Segments;

/// <summary>What rules can choose from in one shop.</summary>
/// <param name="Currency">Reporting currency.</param>
/// <param name="Channels">Names in use, the empty one first where some orders have none.</param>
/// <param name="Segments">Segments that may be asked for.</param>
public sealed record RuleChoices(
    string Currency, IReadOnlyList<string> Channels, IReadOnlyList<string> Countries, IReadOnlyList<string> Currencies, IReadOnlyList<(int Id, string Name)> Segments)
{
    public static RuleChoices Of(CustomerFacts facts, IReadOnlyList<(int, string)> segments) =>
        new(facts.Stamp.Currency, Sorted(facts.Codes.Channels), Sorted(facts.Codes.Countries), Sorted(facts.Codes.Currencies.Skip(1)), segments);

    private static List<string> Sorted(IEnumerable<string> names) => [.. names.Order(StringComparer.CurrentCultureIgnoreCase)];
}
