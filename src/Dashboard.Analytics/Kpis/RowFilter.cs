using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Kpis;

/// <summary>The codes that orders and refunds must have; -1 for any.</summary>
internal readonly record struct RowFilter(int Channel, int Country, int Currency)
{
    private const int Any = -1;
    private const int Nobody = -2;

    /// <summary>Keeps every row.</summary>
    public bool IsNone => this == new RowFilter(Any, Any, Any);

    /// <summary>Names a channel, country or currency that no order has.</summary>
    public bool IsEmpty => Channel == Nobody || Country == Nobody || Currency == Nobody;

    public static RowFilter From(KpiQuery query, FactCodes codes) =>
        new(Code(query.Channel, codes.Channels), Code(query.Country, codes.Countries), Code(query.Currency, codes.Currencies));

    /// <summary>Name of a code in lists; names beyond the first 254 share one.</summary>
    public static string Name(byte code, string[] names) => code < names.Length ? names[code] : OtherName;

    public bool Keeps(byte channel, byte country, byte currency) =>
        (Channel == Any || Channel == channel) && (Country == Any || Country == country) && (Currency == Any || Currency == currency);

    private const string OtherName = "Other";

    /// <summary>Code of a name; null when the shop does not have it.</summary>
    public static byte? CodeOf(string name, string[] names) =>
        Array.IndexOf(names, name) is >= 0 and var code ? (byte)code : name == OtherName && names.Length >= FactCodes.Other ? FactCodes.Other : null;

    private static int Code(string? name, string[] names) => name is null ? Any : CodeOf(name, names) ?? Nobody;
}
