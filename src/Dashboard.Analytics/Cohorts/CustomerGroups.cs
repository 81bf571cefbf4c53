using System.Runtime.CompilerServices;
using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Cohorts;

/// <summary>By what customers are grouped once and for all: what brought them and what they bought first.</summary>
public enum CustomerKey
{
    /// <summary>The product that brought most in the customer's first valid order, the earlier line of equals.</summary>
    FirstProduct,

    /// <summary>That product's category.</summary>
    FirstCategory,

    /// <summary>That product's brand.</summary>
    FirstBrand,

    /// <summary>Coupon of the first valid order.</summary>
    FirstCoupon,

    /// <summary>Channel that a source says brought the customer, else that of the first valid order.</summary>
    Channel,

    /// <summary>Campaign that a source says brought the customer, else that of the first valid order.</summary>
    Campaign,

    /// <summary>Country of the customer, else that of the first valid order.</summary>
    Country,
}

/// <summary>The group of every customer.</summary>
public sealed class CustomerGroups
{
    /// <summary>Stands for a customer without a purchase.</summary>
    public const int Prospect = -1;

    private readonly Func<int, string> _nameOf;

    private CustomerGroups(int[] code, int count, Func<int, string> nameOf) => (Code, Count, _nameOf) = (code, count, nameOf);

    /// <summary>Group of each customer, shape [customers]: a code of the snapshot, 0 for "not given"; <see cref="Prospect"/> for who has not bought.</summary>
    public int[] Code { get; }

    /// <summary>Codes that there can be.</summary>
    public int Count { get; }

    /// <summary>Name of a group; empty for "not given".</summary>
    public string NameOf(int code) => _nameOf(code);

    /// <summary>Groups the customers of a snapshot.</summary>
    public static CustomerGroups Of(CustomerFacts facts, CustomerKey key)
    {
        var (orders, profiles, products, names) = (facts.Orders, facts.Profiles, facts.Products, facts.Codes);
        CustomerGroups Named(string[] list, Func<int, int, int> codeOf) => new(Codes(facts, codeOf), list.Length, code => list[code]);
        return key switch
        {
            CustomerKey.FirstProduct => new(
                Codes(facts, (_, o) => MainProduct(facts, o)), products.Count, code => products.Name[code].Length > 0 ? products.Name[code] : products.Sku[code]),
            CustomerKey.FirstCategory => Named(names.Categories, (_, o) => products.Category[MainProduct(facts, o)]),
            CustomerKey.FirstBrand => Named(names.Brands, (_, o) => products.Brand[MainProduct(facts, o)]),
            CustomerKey.FirstCoupon => Named(names.Coupons, (_, o) => orders.Coupon[o]),
            CustomerKey.Channel => Named(names.Channels, (i, _) => ChannelOf(facts, i)),
            CustomerKey.Campaign => Named(names.Campaigns, (i, o) => profiles.AcquisitionCampaign[i] is > 0 and var told ? told : orders.Campaign[o]),
            CustomerKey.Country => Named(names.Countries, (i, o) => facts.Customers.Country[i] is > 0 and var told ? told : orders.Country[o]),
            _ => throw new ArgumentOutOfRangeException(nameof(key)),
        };
    }

    /// <summary>Code of the <see cref="CustomerKey.Channel"/> of a customer who has bought.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int ChannelOf(CustomerFacts facts, int customer) =>
        facts.Profiles.AcquisitionChannel[customer] is > 0 and var told ? told : facts.Orders.Channel[facts.Customers.OrderStart[customer]];

    /// <summary>The product that brought most in an order; <see cref="ProductColumns.Unknown"/> without lines.</summary>
    public static int MainProduct(CustomerFacts facts, int order)
    {
        var (from, to) = facts.Lines.Of(order);
        var best = from;
        for (var line = from + 1; line < to; line++)
            if (facts.Lines.Net[line] > facts.Lines.Net[best]) best = line;
        return from < to ? facts.Lines.Product[best] : ProductColumns.Unknown;
    }

    private static int[] Codes(CustomerFacts facts, Func<int, int, int> codeOf)
    {
        var codes = GC.AllocateUninitializedArray<int>(facts.CustomerCount);
        for (var i = 0; i < codes.Length; i++)
            codes[i] = facts.Customers.Purchases[i] > 0 ? codeOf(i, facts.Customers.OrderStart[i]) : Prospect;
        return codes;
    }
}
