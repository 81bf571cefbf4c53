using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Segments;

/// <summary>What the store says of a customer besides orders.</summary>
public enum ProfileField
{
    Gender,
    Region,
    City,

    /// <summary>Beginning of the postal code, of which the snapshot has the area alone, see <see cref="Facts.PostalArea"/>.</summary>
    PostalArea,

    Industry,
    Household,

    /// <summary>Channel that a source says brought the customer.</summary>
    AcquisitionChannel,

    /// <summary>Campaign that a source says brought the customer.</summary>
    AcquisitionCampaign,

    /// <summary>Channel the customer likes to hear from.</summary>
    PreferredChannel,

    /// <summary>Source that first brought the customer.</summary>
    Source,
}

/// <summary>A field of the profile is one of these, a postal code begins with one of them; the empty name for not given.</summary>
public sealed record ProfileRule(ProfileField Field, IReadOnlyList<string> Names) : SegmentRule
{
    /// <summary>It is none of these, which holds where nothing is given too, unless that is among them.</summary>
    public bool Not { get; init; }

    internal override int Cost => 2;

    /// <summary>Names in use, the empty one first; every beginning of postal codes.</summary>
    public static string[] NamesOf(FactCodes codes, ProfileField field) => field switch
    {
        ProfileField.PostalArea => [.. codes.PostalAreas.SelectMany(area => Enumerable.Range(Math.Min(1, area.Length), area.Length).Select(length => area[..length]).DefaultIfEmpty("")).Distinct().Order(StringComparer.Ordinal)],
        _ => Codes(codes, field),
    };

    private static string[] Codes(FactCodes codes, ProfileField field) => field switch
    {
        ProfileField.PostalArea => codes.PostalAreas,
        ProfileField.Gender => codes.Genders,
        ProfileField.Region => codes.Regions,
        ProfileField.City => codes.Cities,
        ProfileField.Industry => codes.Industries,
        ProfileField.Household => codes.Households,
        ProfileField.AcquisitionCampaign => codes.Campaigns,
        ProfileField.Source => codes.Sources,
        _ => codes.Channels,
    };

    internal override IEnumerable<RuleFault> Faults(RuleCheck check)
    {
        if (Names.Count == 0) yield return new(RuleReason.NothingChosen);
        var known = NamesOf(check.Facts.Codes, Field);
        foreach (var name in Names.Where(n => Array.IndexOf(known, n) < 0)) yield return new(RuleReason.UnknownName, name);
    }

    internal override CustomerSet Select(SegmentScan scan, CustomerSet within)
    {
        var (p, known, wanted) = (scan.Facts.Profiles, Codes(scan.Facts.Codes, Field), Names.ToHashSet(StringComparer.Ordinal));
        Func<string, bool> isWanted = Field == ProfileField.PostalArea ? area => Enumerable.Range(Math.Min(1, area.Length), Math.Max(1, area.Length)).Any(length => wanted.Contains(area[..length])) : wanted.Contains;
        var mask = new bool[Math.Max(known.Length, byte.MaxValue + 1)];
        // Whoever has none of the names in use has none of the wanted ones.
        mask.AsSpan(known.Length).Fill(Not);
        for (var code = 0; code < known.Length; code++) mask[code] = isWanted(known[code]) != Not;
        return Field switch
        {
            ProfileField.Gender => CustomerSet.Select(within, new WideCode(p.Gender, mask)),
            ProfileField.Region => CustomerSet.Select(within, new WideCode(p.Region, mask)),
            ProfileField.City => CustomerSet.Select(within, new WideCode(p.City, mask)),
            ProfileField.PostalArea => CustomerSet.Select(within, new WideCode(p.PostalArea, mask)),
            ProfileField.Industry => CustomerSet.Select(within, new WideCode(p.Industry, mask)),
            ProfileField.Household => CustomerSet.Select(within, new WideCode(p.Household, mask)),
            ProfileField.AcquisitionCampaign => CustomerSet.Select(within, new TagCode(p.AcquisitionCampaign, mask)),
            ProfileField.Source => CustomerSet.Select(within, new Code(p.Source, mask)),
            ProfileField.AcquisitionChannel => CustomerSet.Select(within, new Code(p.AcquisitionChannel, mask)),
            _ => CustomerSet.Select(within, new Code(p.PreferredChannel, mask)),
        };
    }
}

/// <summary>What is on file: all of these.</summary>
public sealed record OnFileRule(OnFile What) : SegmentRule
{
    internal override int Cost => 1;

    internal override IEnumerable<RuleFault> Faults(RuleCheck check) => What == OnFile.None ? [new(RuleReason.NothingChosen)] : [];

    internal override CustomerSet Select(SegmentScan scan, CustomerSet within)
    {
        var mask = new bool[byte.MaxValue + 1];
        for (var value = 0; value < mask.Length; value++) mask[value] = ((OnFile)value & What) == What;
        return CustomerSet.Select(within, new Code(scan.Facts.Profiles.OnFile, mask));
    }
}

/// <summary>
/// Came on file within these days, or on none of them. Orders may reach the shop after their last business day: whoever came on file since then counts to the last days too.
/// </summary>
/// <param name="Window">The days.</param>
public sealed record OnFileSinceRule(DayWindow Window) : SegmentRule
{
    /// <summary>Not within these days, which holds where the day is not known too.</summary>
    public bool Not { get; init; }

    internal override int Cost => 2;

    internal override IEnumerable<RuleFault> Faults(RuleCheck check) => Window.Faults();

    internal override CustomerSet Select(SegmentScan scan, CustomerSet within)
    {
        var (from, to) = Window.Days(scan.Today);
        if (Window.Last is not null) to = FactDay.Max;
        var mask = new bool[ushort.MaxValue + 1];
        for (var day = 0; day < mask.Length; day++) mask[day] = (day > 0 && day >= from && day <= to) != Not;
        return CustomerSet.Select(within, new TagCode(scan.Facts.Profiles.Since, mask));
    }
}

/// <summary>A customer's newest word on a purpose.</summary>
public enum ConsentWord
{
    Granted,

    /// <summary>Refused or withdrawn.</summary>
    Refused,

    /// <summary>Never asked, or no answer.</summary>
    Unknown,
}

/// <summary>Consent to a purpose.</summary>
public sealed record ConsentRule(string Purpose, ConsentWord Word) : SegmentRule
{
    internal override int Cost => 2;

    internal override IEnumerable<RuleFault> Faults(RuleCheck check) =>
        Purpose.Length == 0 ? [new(RuleReason.NoChoice)] : Array.IndexOf(check.Facts.Codes.Purposes, Purpose) < 0 ? [new(RuleReason.UnknownName, Purpose)] : [];

    /// <summary>Nobody has said anything of a purpose that the shop does not know.</summary>
    internal override CustomerSet Select(SegmentScan scan, CustomerSet within)
    {
        var bit = Array.IndexOf(scan.Facts.Codes.Purposes, Purpose);
        if (bit < 0) return Word == ConsentWord.Unknown ? within : new(within.Size);
        var p = scan.Facts.Profiles;
        return Word switch
        {
            ConsentWord.Granted => CustomerSet.Select(within, new Bit(p.Granted, bit)),
            ConsentWord.Refused => CustomerSet.Select(within, new Bit(p.Refused, bit)),
            _ => CustomerSet.Except(CustomerSet.Except(within, CustomerSet.Select(within, new Bit(p.Granted, bit))), CustomerSet.Select(within, new Bit(p.Refused, bit))),
        };
    }

    private readonly struct Bit(int[] words, int bit) : ICustomerTest
    {
        public bool Holds(int i) => (words[i] >> bit & 1) != 0;
    }
}

/// <summary>Has birthday on the last business day with an order or within so many days after it; who was born on 29 February, on the 28th in other years.</summary>
/// <param name="Days">Days ahead, 0 to 365.</param>
public sealed record BirthdayRule(int Days) : SegmentRule
{
    internal override int Cost => 2;

    internal override IEnumerable<RuleFault> Faults(RuleCheck check) => Days is < 0 or > 365 ? [new(RuleReason.OutOfRange)] : [];

    internal override CustomerSet Select(SegmentScan scan, CustomerSet within)
    {
        var (near, today) = (new HashSet<(int Month, int Day)>(), FactDay.ToDate(scan.Today));
        for (var ahead = 0; ahead <= Days; ahead++)
        {
            var day = today.AddDays(ahead);
            near.Add((day.Month, day.Day));
            if (day is { Month: 2, Day: 28 } && !DateTime.IsLeapYear(day.Year)) near.Add((2, 29));
        }
        var mask = new bool[ushort.MaxValue + 1];
        for (var birth = 1; birth < mask.Length; birth++)
            mask[birth] = BirthDay.ToDate((ushort)birth) is { } date && near.Contains((date.Month, date.Day));
        return CustomerSet.Select(within, new TagCode(scan.Facts.Profiles.Birth, mask));
    }
}

/// <summary>Age in whole years on the last business day with an order; nobody whose birth date is unknown.</summary>
public sealed record AgeRule : RangeRule
{
    private const int Oldest = 150;

    internal override int Cost => 2;

    internal override IEnumerable<RuleFault> Faults(RuleCheck check) => RangeFaults(0, Oldest, whole: true);

    internal override CustomerSet Select(SegmentScan scan, CustomerSet within)
    {
        var (today, bounds, mask) = (FactDay.ToDate(scan.Today), In(1), new bool[ushort.MaxValue + 1]);
        for (var birth = 1; birth < mask.Length; birth++) mask[birth] = Years(BirthDay.ToDate((ushort)birth)!.Value, today) is >= 0 and var age && bounds.Hold(age);
        return CustomerSet.Select(within, new TagCode(scan.Facts.Profiles.Birth, mask));
    }

    // Who was born on 29 February is a year older on the 28th in other years, as the birthday is then.
    private static int Years(DateOnly birth, DateOnly today) => today.Year - birth.Year - (birth.AddYears(today.Year - birth.Year) > today ? 1 : 0);
}
