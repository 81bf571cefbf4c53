using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Segments;

/// <summary>
/// A free attribute has one of these values, the empty one for not given; without values it is there at all. Or it is a number within bounds or a day within a window,
/// which values that are no number or no day never are.
/// </summary>
/// <param name="Name">Name of the attribute.</param>
/// <param name="Values">Values, letter for letter; of no account for numbers and days.</param>
public sealed record AttributeRule(string Name, IReadOnlyList<string> Values) : RangeRule
{
    private const decimal Greatest = 1_000_000_000_000_000;

    /// <summary>What is asked of the values.</summary>
    public AttributeKind As { get; init; }

    /// <summary>The days of <see cref="AttributeKind.Day"/>.</summary>
    public DayWindow? Window { get; init; }

    /// <summary>All that does not hold, which it does not where nothing is given either.</summary>
    public bool Not { get; init; }

    internal override int Cost => 3;

    internal override IEnumerable<RuleFault> Faults(RuleCheck check)
    {
        if (Name.Length == 0) return [new(RuleReason.NoChoice)];
        if (Find(check.Facts) is not { } known) return [new(RuleReason.UnknownName, Name)];
        return As switch
        {
            AttributeKind.Number => RangeFaults(-Greatest, Greatest, whole: false),
            AttributeKind.Day => (Window ?? new()).Faults(),
            _ => Values.Where(v => v.Length > 0 && !Has(known, v) && !Has(known, check.Inputs.Hide(v))).Select(v => new RuleFault(RuleReason.UnknownName, v)),
        };
    }

    internal override CustomerSet Select(SegmentScan scan, CustomerSet within)
    {
        if (Find(scan.Facts) is not { } attribute) return Unknown(within);
        var (found, wanted) = (new CustomerSet(within.Size), Wanted(attribute, scan));
        var given = As == AttributeKind.Text && Values.Contains("") ? new CustomerSet(within.Size) : null;
        for (var i = 0; i < attribute.Customer.Length; i++)
        {
            if (wanted[attribute.Value[i]]) found.Add(attribute.Customer[i]);
            given?.Add(attribute.Customer[i]);
        }
        if (given is not null) found = CustomerSet.Union(found, given.Complement());
        return Not ? CustomerSet.Except(within, found) : CustomerSet.Intersect(found, within);
    }

    /// <summary>Nobody has an attribute that the shop does not know.</summary>
    private CustomerSet Unknown(CustomerSet within) => Not != (As == AttributeKind.Text && Values.Contains("")) ? within : new(within.Size);

    private bool[] Wanted(FreeAttribute attribute, SegmentScan scan)
    {
        switch (As)
        {
            case AttributeKind.Number:
                var bounds = In(1);
                return Array.ConvertAll(attribute.Numbers, bounds.Hold);
            case AttributeKind.Day:
                var (from, to) = Window?.Dates(FactDay.ToDate(scan.Today)) ?? (DateOnly.MaxValue, DateOnly.MinValue);
                var (first, last) = (from?.DayNumber ?? 0, to?.DayNumber ?? int.MaxValue);
                return Array.ConvertAll(attribute.Days, day => day >= first && day <= last);
            default:
                var values = Values.Concat(Values.Select(scan.Inputs.Hide)).ToHashSet(StringComparer.Ordinal);
                return Array.ConvertAll(attribute.Values, v => values.Count == 0 || values.Contains(v));
        }
    }

    private static bool Has(FreeAttribute attribute, string value) => Array.BinarySearch(attribute.Values, value, StringComparer.Ordinal) >= 0;

    private FreeAttribute? Find(CustomerFacts facts) => facts.Attributes.FirstOrDefault(a => a.Name == Name);
}
