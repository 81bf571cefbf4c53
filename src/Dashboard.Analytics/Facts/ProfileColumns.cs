namespace Dashboard.Analytics.Facts;

/// <summary>What is on file of a customer without the snapshot holding it.</summary>
[Flags]
public enum OnFile : byte
{
    None = 0,
    Email = 1,
    Phone = 2,
    Company = 4,
}

/// <summary>One element per customer: what the store says of the customer besides orders. Names of codes are in <see cref="FactCodes"/>; 0 is always "not given".</summary>
/// <param name="AcquisitionChannel">Channel that a source says brought the customer.</param>
/// <param name="AcquisitionCampaign">Campaign that a source says brought the customer.</param>
/// <param name="PreferredChannel">Channel the customer likes to hear from.</param>
/// <param name="Gender">Code among <see cref="FactCodes.Genders"/>.</param>
/// <param name="Region">Code among <see cref="FactCodes.Regions"/>.</param>
/// <param name="City">Code among <see cref="FactCodes.Cities"/>.</param>
/// <param name="PostalArea">Code among <see cref="FactCodes.PostalAreas"/>.</param>
/// <param name="Industry">Code among <see cref="FactCodes.Industries"/>.</param>
/// <param name="Household">Code among <see cref="FactCodes.Households"/>.</param>
/// <param name="Birth">Birth date by <see cref="BirthDay"/>; 0 for unknown.</param>
/// <param name="OnFile">An <see cref="Facts.OnFile"/>.</param>
/// <param name="Granted">Consents given: bit <c>p</c> for the purpose <see cref="FactCodes.Purposes"/>[p]. The newest word on a purpose holds.</param>
/// <param name="Refused">Consents refused or withdrawn, in the same bits.</param>
/// <param name="Since">Day on which the customer came on file, see <see cref="FactDay"/>; 0 for unknown.</param>
/// <param name="Source">Code among <see cref="FactCodes.Sources"/> of the source that first brought the customer.</param>
public sealed record ProfileColumns(
    byte[] AcquisitionChannel, ushort[] AcquisitionCampaign, byte[] PreferredChannel, int[] Gender, int[] Region, int[] City, int[] PostalArea, int[] Industry, int[] Household,
    ushort[] Birth, byte[] OnFile, int[] Granted, int[] Refused, ushort[] Since, byte[] Source)
{
    /// <summary>Purposes that have a bit.</summary>
    public const int MostPurposes = 31;

    /// <summary>Columns of this length that say nothing.</summary>
    public static ProfileColumns New(int n) => new(
        new byte[n], new ushort[n], new byte[n], new int[n], new int[n], new int[n], new int[n], new int[n], new int[n], new ushort[n], new byte[n], new int[n], new int[n],
        new ushort[n], new byte[n]);

    /// <summary>All columns have this length.</summary>
    internal bool HasLength(int n) =>
        AcquisitionChannel.Length == n && AcquisitionCampaign.Length == n && PreferredChannel.Length == n && Gender.Length == n && Region.Length == n && City.Length == n
        && PostalArea.Length == n && Industry.Length == n && Household.Length == n && Birth.Length == n && OnFile.Length == n && Granted.Length == n && Refused.Length == n
        && Since.Length == n && Source.Length == n;
}

/// <summary>One free attribute of customers.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">Distinct values as <see cref="FreeValue"/> holds them, by ordinal order.</param>
/// <param name="Customer">Indices of the customers who have it, ascending.</param>
/// <param name="Value">Index into <paramref name="Values"/> of each of them.</param>
public sealed record FreeAttribute(string Name, string[] Values, int[] Customer, int[] Value)
{
    /// <summary>What most of the values are, found when first asked for.</summary>
    public AttributeKind Kind => 2 * Numbers.Count(n => !double.IsNaN(n)) > Values.Length ? AttributeKind.Number : 2 * Days.Count(d => d >= 0) > Values.Length ? AttributeKind.Day : AttributeKind.Text;

    /// <summary>Each value by <see cref="FreeValue.NumberOf"/>.</summary>
    internal double[] Numbers => _numbers ??= Array.ConvertAll(Values, FreeValue.NumberOf);

    private double[]? _numbers;

    /// <summary>Each value by <see cref="FreeValue.DayOf"/>.</summary>
    internal int[] Days => _days ??= Array.ConvertAll(Values, FreeValue.DayOf);

    private int[]? _days;

    /// <summary>The values that the snapshot holds as texts, found when first asked for; fewer than <see cref="Values"/> where some are hidden.</summary>
    public string[] Shown => _shown ??= Array.FindAll(Values, v => !FreeValue.IsHidden(v));

    private string[]? _shown;
}

/// <summary>As what the values of a free attribute are read.</summary>
public enum AttributeKind
{
    Text,
    Number,
    Day,
}

/// <summary>
/// What the snapshot holds of a postal code: at most its first three characters and never the last two, so that an area has many households. Small letters are made
/// capital, signs and spaces left out, as are the letters of a country before a hyphen.
/// </summary>
public static class PostalArea
{
    /// <summary>Most characters of an area.</summary>
    public const int Most = 3;

    private const int LeftOut = 2;

    /// <summary>The area, in the beginning of a buffer; empty where the code is too short to have one.</summary>
    /// <param name="code">The postal code in UTF-8.</param>
    /// <param name="buffer">At least <see cref="Most"/> bytes.</param>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> code, Span<byte> buffer)
    {
        var hyphen = code.IndexOf((byte)'-');
        if (hyphen > 0 && !code[..hyphen].ContainsAnyExceptInRange((byte)'A', (byte)'z')) code = code[(hyphen + 1)..];
        var (kept, length) = (0, 0);
        foreach (var character in code)
        {
            if (!char.IsAsciiLetterOrDigit((char)character)) continue;
            length++;
            if (kept < Most) buffer[kept++] = (byte)char.ToUpperInvariant((char)character);
        }
        return buffer[..Math.Clamp(length - LeftOut, 0, kept)];
    }
}

/// <summary>Birth dates as the snapshot holds them: 1 is 1900-01-01, 65,535 is 2079-06-05, 0 stands for all others and for unknown.</summary>
public static class BirthDay
{
    private static readonly int Before = new DateOnly(1900, 1, 1).DayNumber - 1;

    public static ushort From(DateOnly date) => date.DayNumber - Before is > 0 and <= ushort.MaxValue and var day ? (ushort)day : (ushort)0;

    /// <summary>The date; null for 0.</summary>
    public static DateOnly? ToDate(ushort birth) => birth == 0 ? null : DateOnly.FromDayNumber(birth + Before);
}
