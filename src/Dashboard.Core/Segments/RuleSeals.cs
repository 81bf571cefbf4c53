using System.Security.Cryptography;
using Dashboard.Analytics.Segments;
using Microsoft.AspNetCore.DataProtection;

namespace Dashboard.Core.Segments;

/// <summary>
/// Keeps what is personal out of addresses, which end up in histories, logs and e-mails: rules that hold what is said of customers themselves are encrypted there with the
/// keys of the data folder. They open on every page of the same installation, also after a restart; segments, versions and schedules keep them as they are.
/// </summary>
public sealed class RuleSeals(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("Dashboard.Segments.Rules");

    /// <summary>A rule as it may stand in an address. Each call gives another text.</summary>
    public SegmentRule Seal(SegmentRule rule) => rule switch
    {
        RuleGroup group => group with { Rules = [.. group.Rules.Select(Seal)] },
        _ when IsPersonal(rule) => new SealedRule(_protector.Protect(SegmentJson.Write(rule))),
        _ => rule,
    };

    /// <summary>The rule with all that is sealed in it opened; what cannot be opened stays as it is.</summary>
    public SegmentRule Open(SegmentRule rule) => rule switch
    {
        RuleGroup group => group with { Rules = [.. group.Rules.Select(Open)] },
        SealedRule one => Read(one) ?? one,
        _ => rule,
    };

    /// <summary>The rule that was sealed; null when its key is gone or it is not what was once written.</summary>
    public SegmentRule? Read(SealedRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        try
        {
            return SegmentJson.Read(_protector.Unprotect(rule.Text), out _);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>
    /// Whether a rule holds texts or numbers that sources wrote about single customers, any of which may be a name or be held by one person alone. Names that the shop itself
    /// gives (channels, countries, sources, products, coupons, tags), what is counted of orders, the first day on file, and what is asked of everybody alike (whether an e-mail is
    /// on file, the word on a purpose) are none.
    /// </summary>
    private static bool IsPersonal(SegmentRule rule) => rule switch
    {
        AttributeRule or AgeRule or BirthdayRule or UnknownRule => true,
        ProfileRule profile => profile.Field is not (ProfileField.AcquisitionChannel or ProfileField.AcquisitionCampaign or ProfileField.PreferredChannel or ProfileField.Source),
        _ => false,
    };
}
