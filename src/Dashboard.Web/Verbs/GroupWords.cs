using Dashboard.Analytics.Cohorts;

namespace Dashboard.Web.Verbs;

/// <summary>By what customers are grouped, as the verbs call it.</summary>
internal static class GroupWords
{
    private static readonly (string Word, CustomerKey Key)[] All =
    [
        ("channel", CustomerKey.Channel), ("campaign", CustomerKey.Campaign), ("country", CustomerKey.Country), ("first_product", CustomerKey.FirstProduct),
        ("first_category", CustomerKey.FirstCategory), ("first_brand", CustomerKey.FirstBrand), ("first_coupon", CustomerKey.FirstCoupon),
    ];

    public const string Help = "channel, campaign, country, first_product, first_category, first_brand or first_coupon";

    /// <summary>The key of a word; null for another word.</summary>
    public static CustomerKey? Read(string word) => All.Where(a => a.Word.Equals(word, StringComparison.OrdinalIgnoreCase)).Select(a => (CustomerKey?)a.Key).SingleOrDefault();

    /// <summary>A group's name for a table.</summary>
    public static string Shown(string name) => name.Length == 0 ? "(not given)" : name;
}
