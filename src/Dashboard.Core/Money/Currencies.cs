using System.Collections.Frozen;

namespace Dashboard.Core.Money;

/// <summary>ISO 4217: which codes exist and how many decimals each has.</summary>
public static class Currencies
{
    /// <summary>Stands in until a file or an admin names the shop's currency.</summary>
    public const string Default = "USD";

    private static readonly FrozenDictionary<string, int> Decimals = Read();

    /// <summary>True for a current ISO 4217 code, upper case.</summary>
    public static bool IsKnown(string code) => Decimals.ContainsKey(code);

    /// <summary>Decimals of the minor unit (2 for EUR, 0 for JPY, 3 for KWD); 2 for an unknown code.</summary>
    public static int DecimalsOf(string code) => Decimals.GetValueOrDefault(code, 2);

    /// <summary>Minor units in one major unit (100 for EUR).</summary>
    public static long MinorPerMajor(string code) => DecimalsOf(code) switch { 0 => 1, 1 => 10, 2 => 100, 3 => 1000, _ => 10000 };

    /// <summary>All codes in alphabetical order.</summary>
    public static IEnumerable<string> Codes => Decimals.Keys.Order(StringComparer.Ordinal);

    private static FrozenDictionary<string, int> Read()
    {
        const string Two = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD YER ZAR ZMW ZWG";
        const string Zero = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
        const string Three = "BHD IQD JOD KWD LYD OMR TND";
        return Two.Split(' ').Select(c => (c, 2)).Concat(Zero.Split(' ').Select(c => (c, 0))).Concat(Three.Split(' ').Select(c => (c, 3)))
            .ToFrozenDictionary(p => p.c, p => p.Item2, StringComparer.Ordinal);
    }
}
