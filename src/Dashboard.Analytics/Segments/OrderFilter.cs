using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Kpis;

namespace Dashboard.Analytics.Segments;

/// <summary>The lists of an <see cref="OrderFilter"/>.</summary>
public enum OrderField
{
    Channels,
    Countries,
    Currencies,
    Campaigns,
    Coupons,
}

/// <summary>Which orders count, by name; an empty list for any. The empty name stands for orders that say nothing.</summary>
public sealed record OrderFilter
{
    public IReadOnlyList<string> Channels { get; init; } = [];
    public IReadOnlyList<string> Countries { get; init; } = [];
    public IReadOnlyList<string> Currencies { get; init; } = [];

    public IReadOnlyList<string> Campaigns { get; init; } = [];
    public IReadOnlyList<string> Coupons { get; init; } = [];

    /// <summary>The lists whose names do not count: all other orders do, those that say nothing too, unless that is on the list.</summary>
    public IReadOnlyList<OrderField> Except { get; init; } = [];

    public bool IsNone => Channels.Count == 0 && Countries.Count == 0 && Currencies.Count == 0 && !HasTags;

    /// <summary>Asks for campaigns or coupons, of which a shop may have thousands.</summary>
    internal bool HasTags => Campaigns.Count > 0 || Coupons.Count > 0;

    internal IEnumerable<RuleFault> Faults(FactCodes codes) =>
        CodeMask.Unknown(Channels, codes.Channels).Concat(CodeMask.Unknown(Countries, codes.Countries)).Concat(CodeMask.Unknown(Currencies, codes.Currencies))
            .Concat(Campaigns.Where(n => Array.IndexOf(codes.Campaigns, n) < 0).Concat(Coupons.Where(n => Array.IndexOf(codes.Coupons, n) < 0)).Select(n => new RuleFault(RuleReason.UnknownName, n)));
}

/// <summary>An <see cref="OrderFilter"/> in the codes of a snapshot.</summary>
internal readonly struct OrderMask(OrderFilter filter, FactCodes codes)
{
    private readonly bool[]? _channels = CodeMask.Of(filter.Channels, codes.Channels, filter.Except.Contains(OrderField.Channels));
    private readonly bool[]? _countries = CodeMask.Of(filter.Countries, codes.Countries, filter.Except.Contains(OrderField.Countries));
    private readonly bool[]? _currencies = CodeMask.Of(filter.Currencies, codes.Currencies, filter.Except.Contains(OrderField.Currencies));
    private readonly bool[]? _campaigns = CodeMask.OfTags(filter.Campaigns, codes.Campaigns, filter.Except.Contains(OrderField.Campaigns));
    private readonly bool[]? _coupons = CodeMask.OfTags(filter.Coupons, codes.Coupons, filter.Except.Contains(OrderField.Coupons));

    /// <summary>A bitmap of the rows that match.</summary>
    public MatchingRows Rows(OrderColumns orders) => new(orders, _channels, _countries, _currencies);

    public bool KeepsRefund(RefundColumns refunds, int row) =>
        (_channels is null || _channels[refunds.Channel[row]]) && (_countries is null || _countries[refunds.Country[row]]) && (_currencies is null || _currencies[refunds.Currency[row]])
        && (_campaigns is null || _campaigns[refunds.Campaign[row]]) && (_coupons is null || _coupons[refunds.Coupon[row]]);

    public bool KeepsOrder(OrderColumns orders, int row) =>
        (_channels is null || _channels[orders.Channel[row]]) && (_countries is null || _countries[orders.Country[row]]) && (_currencies is null || _currencies[orders.Currency[row]])
        && (_campaigns is null || _campaigns[orders.Campaign[row]]) && (_coupons is null || _coupons[orders.Coupon[row]]);
}

/// <summary>The rows that match, each looked at when it is asked for: for few customers, where a bitmap of all rows would cost more.</summary>
internal readonly struct MaskedRows(OrderMask mask, OrderColumns orders) : IOrderRows
{
    public int Next(int row, int end)
    {
        while (row < end && !mask.KeepsOrder(orders, row)) row++;
        return row;
    }

    public void ForEach<TVisitor>(int from, int to, TVisitor visitor) where TVisitor : struct, IRowVisitor, allows ref struct
    {
        for (var row = Next(from, to); row < to; row = Next(row + 1, to)) visitor.Visit(row);
    }
}

/// <summary>Names as a table over all codes.</summary>
internal static class CodeMask
{
    /// <summary>True at the codes of the names, shape [256], or at all others; null for any code.</summary>
    public static bool[]? Of(IReadOnlyList<string> names, string[] known, bool others = false)
    {
        if (names.Count == 0) return null;
        var mask = new bool[byte.MaxValue + 1];
        foreach (var name in names)
        {
            if (RowFilter.CodeOf(name, known) is { } code) mask[code] = true;
        }
        return others ? Array.ConvertAll(mask, named => !named) : mask;
    }

    /// <summary>The same of campaigns or coupons, shape [65536].</summary>
    public static bool[]? OfTags(IReadOnlyList<string> names, string[] known, bool others = false)
    {
        if (names.Count == 0) return null;
        var mask = new bool[ushort.MaxValue + 1];
        foreach (var name in names)
        {
            if (Array.IndexOf(known, name) is >= 0 and var code) mask[code] = true;
        }
        return others ? Array.ConvertAll(mask, named => !named) : mask;
    }

    public static IEnumerable<RuleFault> Unknown(IReadOnlyList<string> names, string[] known) =>
        names.Where(n => RowFilter.CodeOf(n, known) is null).Select(n => new RuleFault(RuleReason.UnknownName, n));
}
