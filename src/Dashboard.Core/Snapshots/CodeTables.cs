using Dashboard.Analytics.Facts;
using Dashboard.Core.Data;
using Dashboard.Core.Labels;
using Dashboard.Core.Money;

namespace Dashboard.Core.Snapshots;

/// <summary>
/// From the store's labels to the snapshot's codes. A label's code is its rank among the labels of its kind, so that every way to a snapshot gives the same codes;
/// labels are only ever added, so that codes given once stay.
/// </summary>
internal sealed class CodeTables
{
    private readonly int[] _codes;              // by label, of whichever kind
    private readonly int[] _decimals;           // by label; -1 where it is no currency

    private CodeTables(FactCodes names, int[] codes, int[] decimals) => (Names, _codes, _decimals) = (names, codes, decimals);

    public FactCodes Names { get; }
    public bool HasCampaigns => Names.Campaigns.Length > 1;
    public bool HasCoupons => Names.Coupons.Length > 1;

    /// <summary>Code of a channel, country, currency or source; <see cref="FactCodes.None"/> for 0.</summary>
    public byte this[int label] => (byte)Group(label);

    /// <summary>Code of a campaign or coupon; <see cref="FactCodes.None"/> for 0.</summary>
    public ushort Tag(int label) => (ushort)Group(label);

    /// <summary>Code of a brand or category; <see cref="FactCodes.None"/> for 0.</summary>
    public int Group(int label) => (uint)label < (uint)_codes.Length ? _codes[label] : FactCodes.None;

    /// <summary>Decimals of the currency that this label names.</summary>
    public int DecimalsOf(int label) => (uint)label < (uint)_decimals.Length && _decimals[label] >= 0 ? _decimals[label] : 2;

    public static CodeTables Read(StoreScan store)
    {
        using var labels = new Statement(store, "SELECT Id, Kind, Name FROM Labels ORDER BY Id");
        var rows = new List<(int Id, LabelKind Kind, string Name)>();
        while (labels.Step())
            rows.Add((labels.Int32(0), (LabelKind)labels.Int32(1), labels.Text(2) ?? ""));

        var size = rows.Count == 0 ? 1 : rows[^1].Id + 1;
        var (codes, decimals) = (new int[size], new int[size]);
        Array.Fill(decimals, -1);
        string[] Rank(LabelKind kind, int other = FactCodes.Other)
        {
            var names = new List<string> { "" };
            foreach (var (id, _, name) in rows.Where(r => r.Kind == kind))
            {
                codes[id] = Math.Min(names.Count, other);
                if (names.Count < other) names.Add(name);
                else if (names.Count == other) names.Add("Other");
                if (kind == LabelKind.Currency) decimals[id] = Currencies.DecimalsOf(name);
            }
            return [.. names];
        }
        var ranked = new FactCodes(Rank(LabelKind.Channel), Rank(LabelKind.Country), Rank(LabelKind.Currency))
        {
            Campaigns = Rank(LabelKind.Campaign, FactCodes.OtherTag),
            Coupons = Rank(LabelKind.Coupon, FactCodes.OtherTag),
            Sources = Rank(LabelKind.Source),
            Brands = Rank(LabelKind.Brand, int.MaxValue),
            Categories = Rank(LabelKind.Category, int.MaxValue),
        };
        return new(ranked, codes, decimals);
    }
}
