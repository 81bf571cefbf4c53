using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Segments;

/// <summary>
/// Bought a product that is one of these, of one of these brands and of one of these categories, each list asked only where it has names. With <see cref="Not"/> nothing
/// of the kind was bought, which those who never bought fulfil too.
/// </summary>
public sealed record BoughtRule : SegmentRule
{
    /// <summary>Article numbers (SKU).</summary>
    public IReadOnlyList<string> Products { get; init; } = [];

    public IReadOnlyList<string> Brands { get; init; } = [];
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>When; null for any day.</summary>
    public DayWindow? Window { get; init; }

    public bool Not { get; init; }

    internal override int Cost => Window?.Last is not null ? 15 : 45;

    internal override IEnumerable<RuleFault> Faults(RuleCheck check)
    {
        if (Products.Count == 0 && Brands.Count == 0 && Categories.Count == 0) yield return new(RuleReason.NothingChosen);
        foreach (var fault in Window?.Faults() ?? []) yield return fault;
        var (codes, skus) = (check.Facts.Codes, check.Facts.Products.Sku);
        var unknown = Products.Where(n => Array.IndexOf(skus, n) < 0).Concat(Brands.Where(n => Array.IndexOf(codes.Brands, n) < 0)).Concat(Categories.Where(n => Array.IndexOf(codes.Categories, n) < 0));
        foreach (var name in unknown) yield return new(RuleReason.UnknownName, name);
    }

    internal override CustomerSet Select(SegmentScan scan, CustomerSet within) =>
        scan.Facts.Lines.Count == 0 ? Not ? within : new(within.Size) : CustomerSet.Select(within, new Buys(scan.Facts, Wanted(scan.Facts), Window, scan.Today, Not));

    /// <summary>Per product whether it is meant.</summary>
    private bool[] Wanted(CustomerFacts facts)
    {
        var p = facts.Products;
        var (skus, brands, categories) = (Products.ToHashSet(StringComparer.Ordinal), Brands.ToHashSet(StringComparer.Ordinal), Categories.ToHashSet(StringComparer.Ordinal));
        var wanted = new bool[p.Count];
        for (var i = 0; i < wanted.Length; i++)
        {
            wanted[i] = (skus.Count == 0 || skus.Contains(p.Sku[i])) && (brands.Count == 0 || brands.Contains(facts.Codes.Brands[p.Brand[i]]))
                && (categories.Count == 0 || categories.Contains(facts.Codes.Categories[p.Category[i]]));
        }
        return wanted;
    }

    private readonly struct Buys(CustomerFacts facts, bool[] wanted, DayWindow? window, int today, bool not) : ICustomerTest
    {
        private readonly OrderDays _days = new(facts, window, today);
        private readonly int[] _start = facts.Lines.Start;
        private readonly int[] _product = facts.Lines.Product;

        public bool Holds(int i) => Has(i) != not;

        // The lines of neighbouring orders are neighbours.
        private bool Has(int i)
        {
            var (from, to) = _days.Of(i);
            for (var (line, end) = (_start[from], _start[to]); line < end; line++)
            {
                if (wanted[_product[line]]) return true;
            }
            return false;
        }
    }
}
