using Dashboard.Analytics.Forecasts;

namespace Dashboard.Analytics.Facts;

/// <summary>
/// Everything derived, in columns: an immutable picture of the record store, sorted by customer and then by day.
/// Customer <c>i</c> (an index, not the store's number) owns order rows <c>OrderStart[i] .. OrderStart[i+1]</c>; rows from
/// <c>OrderStart[CustomerCount]</c> on are orders without a customer. Refunds and left-out orders follow the same rule.
/// Order row <c>o</c> owns the lines that <see cref="LineColumns.Of"/> says. Money is in minor units of the reporting currency; days are counted from 1970-01-01; codes index the name lists in <see cref="Codes"/>.
/// Holds no name, e-mail, phone or address; of a postal code only the area, of a free attribute no text that few customers have (<see cref="FreeValue"/>).
/// </summary>
public sealed class CustomerFacts
{
    /// <summary>Takes the columns as they are; the arrays must not be changed afterwards.</summary>
    /// <exception cref="ArgumentException">Columns of one table differ in length, or offsets do not fit them.</exception>
    public CustomerFacts(
        FactsStamp stamp, FactCodes codes, CustomerColumns customers, OrderColumns orders, RefundColumns refunds, LeftOutColumns leftOut,
        LineColumns? lines = null, ProductColumns? products = null, ProfileColumns? profiles = null, IReadOnlyList<FreeAttribute>? attributes = null)
    {
        Stamp = stamp;
        Codes = codes;
        Customers = customers;
        Orders = orders;
        Refunds = refunds;
        LeftOut = leftOut;
        Lines = lines ?? LineColumns.None;
        Products = products ?? ProductColumns.None;
        Profiles = profiles ?? ProfileColumns.New(customers.Id.Length);
        Attributes = attributes ?? [];
        Check();
        Span = FindSpan();
        _hasMoney = new(() => Orders.Net.AsSpan().ContainsAnyExcept(0) || Orders.Discount.AsSpan().ContainsAnyExcept(0) || Refunds.Amount.AsSpan().ContainsAnyExcept(0));
        _twiceMedianGap = new(() => MedianGaps.TwiceOf(this));
        _lifecycle = new(() => Forecasts is null ? null : LifecycleSpells.Of(this, ForecastRules.Parse(Stamp.Forecast)!));
        _lostSpells = new(() => Forecasts is null ? null : LostSpells.Of(this, ForecastRules.Parse(Stamp.Forecast)!));
    }

    /// <summary>The picture of a shop without customers and orders.</summary>
    public static CustomerFacts Empty { get; } = new(
        new(0, 0, 0, 0, "USD", 100, DateTime.UnixEpoch, null), new([""], [""], [""]), new([], [], [0], [0], [0], [], [], [], []),
        new([], [], [], [], [], [], [], [], []), new([], [], [], [], [], [], []), new([], [], []));

    public FactsStamp Stamp { get; }
    public FactCodes Codes { get; }
    public CustomerColumns Customers { get; }
    public OrderColumns Orders { get; }
    public RefundColumns Refunds { get; }
    public LeftOutColumns LeftOut { get; }
    public LineColumns Lines { get; }
    public ProductColumns Products { get; }
    public ProfileColumns Profiles { get; }

    /// <summary>Free attributes of customers, by ordinal order of their names.</summary>
    public IReadOnlyList<FreeAttribute> Attributes { get; }

    /// <summary>Customers on file, prospects included.</summary>
    public int CustomerCount => Customers.Id.Length;

    /// <summary>Valid orders, those without a customer included.</summary>
    public int OrderCount => Orders.Day.Length;

    /// <summary>First row of the orders without a customer.</summary>
    public int AnonymousStart => Customers.OrderStart[CustomerCount];

    /// <summary>What is forecast of every customer by <see cref="FactsStamp.Forecast"/>; null while no forecast is in service.</summary>
    public ForecastColumns? Forecasts { get; private init; }

    /// <summary>When customers were lost by the rules of <see cref="FactsStamp.Forecast"/>, found when first asked for; null while no forecast is in service.</summary>
    public LostSpells? LostSpells => _lostSpells.Value;

    private readonly Lazy<LostSpells?> _lostSpells;

    /// <summary>Every stay in a lifecycle state by the same rules, found when first asked for; null while no forecast is in service.</summary>
    public LifecycleSpells? Lifecycle => _lifecycle.Value;

    private readonly Lazy<LifecycleSpells?> _lifecycle;

    /// <summary>Any order or refund has an amount other than zero.</summary>
    public bool HasMoney => _hasMoney.Value;

    private readonly Lazy<bool> _hasMoney;

    /// <summary><see cref="MedianGaps"/> of every customer, shape [customers], found when first asked for.</summary>
    internal int[] TwiceMedianGap => _twiceMedianGap.Value;

    private readonly Lazy<int[]> _twiceMedianGap;

    /// <summary>First and last business date of any valid order; both 0 when there is none.</summary>
    public (int First, int Last) Span { get; }

    /// <summary>The same snapshot with these forecasts.</summary>
    /// <param name="forecast">The rules in service; null for none.</param>
    /// <param name="columns">Forecasts made by them; null to make them here.</param>
    /// <exception cref="ArgumentException">The columns are not as long as there are customers.</exception>
    public CustomerFacts WithForecasts(ForecastRules? forecast, ForecastColumns? columns = null) => With(Stamp, forecast, columns);

    /// <summary>The same snapshot as of another moment, with these forecasts; see <see cref="WithForecasts"/>.</summary>
    public CustomerFacts With(FactsStamp stamp, ForecastRules? forecast, ForecastColumns? columns = null)
    {
        if (forecast is not null) columns ??= Forecaster.Run(this, forecast);
        if (columns is not null && columns.Count != CustomerCount) throw new ArgumentException("The forecasts are not those of these customers.");
        return new(stamp with { Forecast = forecast?.ToText() ?? "" }, Codes, Customers, Orders, Refunds, LeftOut, Lines, Products, Profiles, Attributes) { Forecasts = columns };
    }

    /// <summary>The same snapshot with these profiles.</summary>
    /// <param name="codes">Names behind all codes.</param>
    /// <param name="profiles">One element per customer.</param>
    /// <param name="attributes">By ordinal order of their names.</param>
    /// <exception cref="ArgumentException">The columns are not as long as there are customers.</exception>
    public CustomerFacts WithProfiles(FactCodes codes, ProfileColumns profiles, IReadOnlyList<FreeAttribute> attributes) =>
        new(Stamp, codes, Customers, Orders, Refunds, LeftOut, Lines, Products, profiles, attributes) { Forecasts = Forecasts };

    /// <summary>Index of the customer with this number in the store, or -1.</summary>
    public int IndexOf(long customerId) =>
        customerId is > 0 and <= int.MaxValue && Array.BinarySearch(Customers.Id, (int)customerId) is >= 0 and var index ? index : -1;

    /// <summary>Days from the first purchase of a customer to the second; 0 for one who bought once or never.</summary>
    public int DaysToSecond(int customer)
    {
        if (Customers.Purchases[customer] < 2) return 0;
        var (o, first) = (Customers.OrderStart[customer] + 1, Customers.FirstDay[customer]);
        while (Orders.Day[o] == first) o++;
        return Orders.Day[o] - first;
    }

    // Rows without a customer are in the order of their days, so their first and last row suffice.
    private (int, int) FindSpan()
    {
        if (OrderCount == 0) return (0, 0);
        var (first, last) = AnonymousStart < OrderCount ? (Orders.Day[AnonymousStart], Orders.Day[^1]) : (ushort.MaxValue, (ushort)0);
        for (var i = 0; i < CustomerCount; i++)
        {
            if (Customers.Purchases[i] == 0) continue;
            first = Math.Min(first, Customers.FirstDay[i]);
            last = Math.Max(last, Customers.LastDay[i]);
        }
        return (first, last);
    }

    private void Check()
    {
        var n = CustomerCount;
        var c = Customers;
        if (c.OrderStart.Length != n + 1 || c.RefundStart.Length != n + 1 || c.LeftOutStart.Length != n + 1 || c.Country.Length != n
            || c.FirstDay.Length != n || c.LastDay.Length != n || c.Purchases.Length != n || c.Revenue.Length != n)
            throw new ArgumentException("The customer columns differ in length.");
        var o = Orders;
        if (new[] { o.Net.Length, o.Discount.Length, o.Items.Length, o.Channel.Length, o.Country.Length, o.Currency.Length, o.Campaign.Length, o.Coupon.Length }
                .Any(l => l != o.Day.Length)
            || c.OrderStart[n] > o.Day.Length)
            throw new ArgumentException("The order columns differ in length.");
        var r = Refunds;
        if (new[] { r.Amount.Length, r.Channel.Length, r.Country.Length, r.Currency.Length, r.Campaign.Length, r.Coupon.Length }.Any(l => l != r.Day.Length)
            || c.RefundStart[n] > r.Day.Length)
            throw new ArgumentException("The refund columns differ in length.");
        if (LeftOut.Amount.Length != LeftOut.Day.Length || LeftOut.Reason.Length != LeftOut.Day.Length || c.LeftOutStart[n] > LeftOut.Day.Length)
            throw new ArgumentException("The columns of left-out orders differ in length.");
        if (Lines.Quantity.Length != Lines.Count || Lines.Net.Length != Lines.Count || Lines.Start.Length != (Lines.Count == 0 ? 0 : OrderCount + 1)
            || (Lines.Count > 0 && Lines.Start[^1] != Lines.Count))
            throw new ArgumentException("The line columns differ in length.");
        var p = Products;
        if (new[] { p.Sku.Length, p.Name.Length, p.Brand.Length, p.Category.Length, p.Cost.Length }.Any(l => l != p.Count))
            throw new ArgumentException("The product columns differ in length.");
        if (!Profiles.HasLength(n) || Attributes.Any(a => a.Customer.Length != a.Value.Length)) throw new ArgumentException("The profile columns differ in length.");
    }
}

/// <summary>How far a snapshot has read the store and by which settings it counted.</summary>
/// <param name="Revision">Store revision that the snapshot shows.</param>
/// <param name="MaxCustomerId">Highest customer number seen; higher ones are new.</param>
/// <param name="MaxOrderId">Highest order number seen.</param>
/// <param name="MaxRefundId">Highest refund number seen.</param>
/// <param name="Currency">ISO code of the reporting currency.</param>
/// <param name="MinorPerMajor">Minor units in one major unit of it.</param>
/// <param name="BuiltAtUtc">When the snapshot was built.</param>
/// <param name="ImportedAtUtc">When the newest import among its data ended; the pages' "data as of".</param>
/// <param name="Rules">The settings by which it counted, in a form that is equal only for equal settings.</param>
/// <param name="Forecast">The forecast in service, as <see cref="ForecastRules.ToText"/> gives it; empty for none.</param>
/// <param name="Rfm">The shop's own limits of RFM scores, as <see cref="Rfm.RfmLimits.ToText"/> gives them; empty for fifths of the customers.</param>
public sealed record FactsStamp(
    long Revision, long MaxCustomerId, long MaxOrderId, long MaxRefundId, string Currency, long MinorPerMajor, DateTime BuiltAtUtc, DateTime? ImportedAtUtc,
    string Rules = "", string Forecast = "", string Rfm = "");

/// <summary>
/// The names behind the codes. Code 0 is always "not given" (empty name); at most 254 further names, of campaigns and coupons 65,534. Where a shop has more,
/// the list is 256 or 65,536 long and its last name, at <see cref="Other"/> or <see cref="OtherTag"/>, stands for all the rest.
/// </summary>
public sealed record FactCodes(string[] Channels, string[] Countries, string[] Currencies)
{
    /// <summary>All names beyond the 254 first.</summary>
    public const byte Other = byte.MaxValue;

    /// <summary>All campaigns or coupons beyond the 65,534 first.</summary>
    public const ushort OtherTag = ushort.MaxValue;

    /// <summary>Code 0: the source gave nothing.</summary>
    public const byte None = 0;

    public string[] Campaigns { get; init; } = [""];
    public string[] Coupons { get; init; } = [""];

    /// <summary>What the orders' files came from.</summary>
    public string[] Sources { get; init; } = [""];

    /// <summary>All of them, however many.</summary>
    public string[] Brands { get; init; } = [""];

    /// <summary>All of them, however many.</summary>
    public string[] Categories { get; init; } = [""];

    /// <summary>In use, by ordinal order, as are regions, cities, industries and households.</summary>
    public string[] Genders { get; init; } = [""];
    public string[] Regions { get; init; } = [""];
    public string[] Cities { get; init; } = [""];

    /// <summary>Beginnings of postal codes, see <see cref="PostalArea"/>.</summary>
    public string[] PostalAreas { get; init; } = [""];

    public string[] Industries { get; init; } = [""];
    public string[] Households { get; init; } = [""];

    /// <summary>Purposes of consents by their bit, by ordinal order; at most <see cref="ProfileColumns.MostPurposes"/>.</summary>
    public string[] Purposes { get; init; } = [];

    /// <summary>These names with the labels of another list: channels, countries, currencies, campaigns, coupons, sources, brands, categories.</summary>
    internal FactCodes WithLabelsOf(FactCodes other) => other with
    {
        Genders = Genders,
        Regions = Regions,
        Cities = Cities,
        PostalAreas = PostalAreas,
        Industries = Industries,
        Households = Households,
        Purposes = Purposes,
    };
}

/// <summary>One element per customer, ascending by number; offsets have one more.</summary>
/// <param name="Id">Number in the store.</param>
/// <param name="Country">Country code.</param>
/// <param name="OrderStart">First order row.</param>
/// <param name="RefundStart">First refund row.</param>
/// <param name="LeftOutStart">First left-out row.</param>
/// <param name="FirstDay">Day of the first purchase; 0 for a prospect.</param>
/// <param name="LastDay">Day of the last purchase; 0 for a prospect.</param>
/// <param name="Purchases">Purchase occasions: distinct days with a valid order.</param>
/// <param name="Revenue">Net revenue to date: orders minus refunds.</param>
public sealed record CustomerColumns(
    int[] Id, byte[] Country, int[] OrderStart, int[] RefundStart, int[] LeftOutStart, ushort[] FirstDay, ushort[] LastDay, int[] Purchases, long[] Revenue);

/// <summary>One element per valid order.</summary>
/// <param name="Day">Business date.</param>
/// <param name="Net">Items minus discount, plus tax and shipping where the settings say so; before refunds.</param>
/// <param name="Discount">Discount on the items.</param>
/// <param name="Items">Number of items.</param>
/// <param name="Channel">Channel code.</param>
/// <param name="Country">Country code.</param>
/// <param name="Currency">Code of the currency in which the order was placed.</param>
/// <param name="Campaign">Campaign code.</param>
/// <param name="Coupon">Coupon code.</param>
public sealed record OrderColumns(
    ushort[] Day, long[] Net, long[] Discount, int[] Items, byte[] Channel, byte[] Country, byte[] Currency, ushort[] Campaign, ushort[] Coupon);

/// <summary>One element per refund of a valid order or of no order.</summary>
/// <param name="Day">Day on which it lowers revenue, by the refund-dating setting.</param>
/// <param name="Amount">Amount given back, 0 or more.</param>
/// <param name="Channel">Channel code, of the order where known.</param>
/// <param name="Country">Country code, of the order where known.</param>
/// <param name="Currency">Currency code.</param>
/// <param name="Campaign">Campaign code of the order; 0 without one.</param>
/// <param name="Coupon">Coupon code of the order; 0 without one.</param>
public sealed record RefundColumns(ushort[] Day, long[] Amount, byte[] Channel, byte[] Country, byte[] Currency, ushort[] Campaign, ushort[] Coupon);

/// <summary>Why an order is not valid.</summary>
public enum LeftOutReason : byte
{
    Cancelled = 1,
    Failed = 2,
    Test = 3,
    FullyRefunded = 4,

    /// <summary>Its currency has no exchange rate to the reporting currency.</summary>
    NoExchangeRate = 5,
}

/// <summary>One element per order that is not valid, so that pages can say how many were left out.</summary>
/// <param name="Day">Business date.</param>
/// <param name="Reason">A <see cref="LeftOutReason"/>.</param>
/// <param name="Amount">What it would have counted; 0 for <see cref="LeftOutReason.NoExchangeRate"/>.</param>
public sealed record LeftOutColumns(ushort[] Day, byte[] Reason, long[] Amount);
