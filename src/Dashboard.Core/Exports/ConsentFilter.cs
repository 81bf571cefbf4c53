using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;

namespace Dashboard.Core.Exports;

/// <summary>Whether a customer may be mailed.</summary>
public enum MailConsent
{
    /// <summary>The newest word on it was no.</summary>
    Refused = 0,

    /// <summary>Nothing was said, or there is no address on file.</summary>
    Unknown = 1,

    /// <summary>The newest word was yes, and there is an address.</summary>
    Granted = 2,
}

/// <summary>Keeps of a list who may be written to.</summary>
public static class ConsentFilter
{
    /// <summary>The purpose that filters unless somebody says otherwise.</summary>
    public const string Usual = "email";

    private const string Sms = "sms";

    /// <summary>Purposes that can be asked for: mail first, whether anybody was asked about it or not.</summary>
    public static IReadOnlyList<string> Purposes(CustomerFacts facts) => [Usual, .. facts.Codes.Purposes.Except([Usual])];

    /// <summary>Whether the customer at <paramref name="index"/> may be mailed: those granted are whom <see cref="Of"/> keeps for <see cref="Usual"/>.</summary>
    public static MailConsent MailOf(CustomerFacts facts, int index)
    {
        var (p, bit) = (facts.Profiles, Array.IndexOf(facts.Codes.Purposes, Usual));
        return bit < 0 ? MailConsent.Unknown
            : (p.Refused[index] >> bit & 1) != 0 ? MailConsent.Refused
            : (p.Granted[index] >> bit & 1) != 0 && ((OnFile)p.OnFile[index] & OnFile.Email) != 0 ? MailConsent.Granted : MailConsent.Unknown;
    }

    /// <summary>Members whose newest word on the purpose is yes and who can be reached: by mail with an address on file, by sms with a phone.</summary>
    public static CustomerSet Of(CustomerFacts facts, CustomerSet members, string purpose)
    {
        var (p, bit, kept) = (facts.Profiles, Array.IndexOf(facts.Codes.Purposes, purpose), new CustomerSet(members.Size));
        if (bit < 0) return kept;
        var needed = purpose switch { Usual => OnFile.Email, Sms => OnFile.Phone, _ => OnFile.None };
        foreach (var i in members.Members())
            if ((p.Granted[i] >> bit & 1) != 0 && ((OnFile)p.OnFile[i] & needed) == needed) kept.Add(i);
        return kept;
    }
}
