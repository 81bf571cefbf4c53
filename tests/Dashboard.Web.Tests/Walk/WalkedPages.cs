namespace Dashboard.Web.Tests.Walk;

/// <summary>Numbers that open nothing, or that no list adds up to, with the reason.</summary>
/// <param name="At">The page, or one view of it.</param>
/// <param name="Selector">Where they stand.</param>
/// <param name="Why">The reason.</param>
/// <param name="Saying">What they say besides the number; null for all at that place.</param>
internal sealed record Exempt(string At, string Selector, string Why, string? Saying = null);

/// <summary>The pages that are walked, and what of them is left out.</summary>
internal static class WalkedPages
{
    private const string OfSomeOrders = "when customers of some orders were lost, or bought the second of them, which no rule asks for";

    /// <summary>Views of every page with figures of customers.</summary>
    public static TheoryData<string> Addresses =>
    [
        "/", "/?range=90d&seg=1", "/?range=last-month", "/?range=all&channel=Web",
        "/segments", "/segments?range=all", "/segments?range=90d&cmp=year", "/segments/1", "/segments/new", "/segments/1/edit", "/segments/rfm", "/segments/rfm?by=Revenue&seg=2", "/segments/rfm?by=PerCustomer", "/segments/rfm?range=last-month&channel=Web", "/segments/rfm?range=last-month&cmp=year&by=PerCustomer", "/segments/compare?segments=1,2", "/segments/compare?segments=1,2&range=90d&country=Germany", "/segments/compare?segments=1,2&range=quarter&cmp=year&seg=1",
        "/at-risk", "/at-risk?bucket=lost&seg=1", "/at-risk?bucket=reactivated&range=ytd", "/at-risk?range=last-month&cmp=year&channel=Web", "/at-risk?bucket=valuable&seg=1&range=last-month&cmp=year", "/at-risk/earlier", "/at-risk/earlier?days=30&seg=1", "/at-risk/earlier?range=ytd",
        "/one-time-buyers", "/one-time-buyers?by=country&seg=2", "/one-time-buyers?range=12m", "/one-time-buyers?range=last-month&cmp=year&channel=Web",
        "/lifecycle", "/lifecycle?range=all&seg=1", "/lifecycle?range=90d&cmp=year&country=Germany",
        "/clv", "/clv?range=12m", "/clv?range=last-month&seg=1", "/clv?by=first_product&seg=1", "/clv?by=country&channel=Web", "/clv/acquisition", "/clv/acquisition?channel=Web", "/clv/acquisition?range=90d", "/clv/acquisition?seg=1&country=Germany", "/clv/acquisition?channel=Web&seg=2", "/clv/what-if", "/clv/what-if?h=730&m=20&seg=1", "/clv/model",
        "/cohorts", "/cohorts?show=later&by=quarter", "/cohorts?show=again&by=channel&seg=1", "/cohorts?show=revenue", "/cohorts?show=revenue&by=country&abs=1", "/cohorts?show=margin&by=range", "/cohorts?show=orders&by=first_category&age=quarter",
        "/cohorts?show=value&by=week&range=12m", "/cohorts?show=value&by=segment", "/cohorts?show=value&abs=1&channel=Web",
    ];

    /// <summary>Pages about customers without figures of many.</summary>
    public static IReadOnlyDictionary<string, string> NotWalked { get; } = new Dictionary<string, string>
    {
        ["/customers"] = "the list itself",
        ["/customers/{Id:long}"] = "one customer",
        ["/customers/changes"] = "what was done, each change with those whom it concerned",
        ["/cohorts/cell"] = "leads from a cell to its list",
        ["/views"] = "names of pages",
    };

    /// <summary>Numbers that open nothing.</summary>
    public static IReadOnlyList<Exempt> Closed { get; } =
    [
        new("/", ".kpi dd", "how a figure was made"),
        new("/", ".movers li:has(p a) .change", "a change, both amounts of which open"),
        new("/?range=last-month", ".heat tr:last-child td", "the mean of the cohorts known on that day"),
        new("/?range=all&channel=Web", ".kpi:is(:has([href$=early_repeat_rate]), :has([href$=reactivated_customers]), :has([href$=leaky_bucket_ratio])) .kpi-value", OfSomeOrders),
        new("/segments", "td.measured", "when a segment was measured"),
        new("/segments/1", ".facts dd", "when it was measured"),
        new("/segments/rfm", ".rfm-limits td", "where scores begin"),
        new("/segments/rfm", ".rfm-groups td:nth-child(4)", "who came less who left, both of them in the table of movements"),
        new("/segments/rfm", ".rfm-groups td.actions", "links to the same list"),
        new("/segments/compare", ".compare-kpis tr:has([href$=period_churn]) td", "who would have bought again, which no rule knows"),
        new("/segments/compare", ".compare-kpis tr:has([href*=value_share]) td", "the edge of the best per cent is known to the page of customer value, which opens them"),
        new("/segments/compare?segments=1,2&range=90d&country=Germany", ".compare-kpis tr:is(:has([href$=early_repeat_rate]), :has([href$=reactivated_customers]), :has([href$=customers_lost]), :has([href$=leaky_bucket_ratio]), :has([href$=customers_net])) td", OfSomeOrders),
        new("/at-risk", ".risk-rows td", "one customer a row"),
        new("/at-risk/earlier", "tbody td:nth-child(5)", "an interval"),
        new("/at-risk/earlier", "tfoot td", "a customer counts in every week at risk"),
        new("/one-time-buyers", ".kpi dd", "how a figure was made"),
        new("/one-time-buyers", "figure.chart td:nth-child(n+3)", "an interval"),
        new("/one-time-buyers", "section:has(.best-moment) figure.chart td:nth-child(2)", "a day on which nobody stands now", "%"),
        new("/one-time-buyers", ".moment-weeks td:nth-child(5)", "an interval"),
        new("/one-time-buyers", ".moment-weeks td:nth-child(6)", "the estimate of a curve"),
        new("/one-time-buyers", ".clv-groups td:nth-child(7)", "an interval"),
        new("/lifecycle", "td:has(> .change)", "a change"),
        new("/lifecycle", ".stay-rows td:not(:last-child)", "stays, of which a customer has several, and their medians"),
        new("/clv", ".kpi dd", "how a figure was made"),
        new("/clv", ".equity td", "of earlier days the sum alone is kept"),
        new("/clv?by=first_product&seg=1", ".clv-groups tbody tr:last-child td", "the rest of hundreds of products, a rule of unbearable length"),
        new("/clv/acquisition", "td:nth-child(2)", "money that was spent"),
        new("/clv/acquisition", ".spend-changes td", "what was typed or brought in"),
        new("/clv/acquisition", "td:has(> span.quiet.small)", "the day from which a figure will be known"),
        new("/clv/what-if", ".what-if-figures td:nth-child(n+3)", "a supposition"),
        new("/clv/what-if", "figure.chart td", "a supposition"),
        new("/clv/model", "td, dd", "what forecasts scored on the day of their fit"),
        new("/cohorts", "figure.chart td", "what is expected of customers who are not that old", "expected"),
        new("/cohorts?show=value&by=segment", ".heat tr:last-child td, figure.chart td:last-child", "who is in two segments counts twice"),
        new("/cohorts", ".pair-table td:last-child", "a difference"),
    ];

    /// <summary>Numbers that open the customers they are about but are no sum or mean of them.</summary>
    public static IReadOnlyList<Exempt> Unsummed { get; } =
    [
        new("/", ".kpi:has([href$=leaky_bucket_ratio]) a", "won by lost"),
        new("/segments/compare", "tr:has([href$=leaky_bucket_ratio]) a", "won by lost"),
        new("/segments/compare", "tr:has([href$=customers_net]) a", "won less lost"),
        new("/segments/compare", "tr:has([href$='/purchases']) a", "orders of one day are one purchase"),
        new("/segments/compare", "tr:has([href$=items_per_order]) a", "items"),
        new("/segments/compare", "tr:has([href$=days_between_purchases]) a", "a median of days"),
        new("/segments/compare", "tr:has([href$=repeat_buyer_multiple]) a", "some by others"),
        new("/segments/compare", "tr:has([href$=historic_clv_median]) a", "a median"),
        new("/one-time-buyers", ".kpi a", "a median of days, and some by others"),
        new("/lifecycle", ".bucket-rows td:nth-child(4) a, .bucket-rows td:nth-child(5) a", "won less and by lost"),
        new("/clv", ".kpi:has([href$=historic_clv_median]) a", "a median"),
        new("/clv", ".clv-tops td:nth-child(3) a", "what the last of the best is worth"),
        new("/clv/acquisition", "td:nth-child(4) a, td:nth-child(6) a, td:nth-child(7) a", "by what was spent"),
    ];

    /// <summary>What holds for an address: of its page, and of this view of it.</summary>
    public static List<Exempt> Of(IEnumerable<Exempt> all, string address) => [.. all.Where(e => e.At == address || e.At == address.Split('?')[0])];
}
