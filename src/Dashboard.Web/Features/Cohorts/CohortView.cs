using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Customers;
using Dashboard.Web.Components.Drill;
using Dashboard.Web.Features.Customers;
using Dashboard.Web.Features.Segments;

namespace Dashboard.Web.Features.Cohorts;

/// <summary>One cohort on the page.</summary>
/// <param name="Id">What addresses call it.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Row">Its figures.</param>
public sealed record CohortEntry(string Id, string Name, CohortRow Row)
{
    /// <summary>Fewer customers than this make a share a matter of chance.</summary>
    public const int EnoughCustomers = 30;

    public bool IsSmall => Row.Size < EnoughCustomers;
}

/// <summary>What the forecast in service expects of cohorts.</summary>
/// <param name="Of">By <see cref="CohortEntry.Id"/>.</param>
/// <param name="Doubt">How far its total was off in the hold-outs, as a fraction.</param>
public sealed record CohortFutures(IReadOnlyDictionary<string, IReadOnlyList<CohortExpectation>> Of, double Doubt);

/// <summary>What the page of cohorts shows.</summary>
/// <param name="Address">What was asked.</param>
/// <param name="Facts">The snapshot that answered.</param>
/// <param name="Triangle">The answer.</param>
/// <param name="Entries">Its cohorts, in their order.</param>
/// <param name="Margin">The shop's gross margin as a fraction; null when it has none.</param>
/// <param name="Filter">The segment that the page is filtered by; null for none.</param>
public sealed record CohortView(CohortAddress Address, CustomerFacts Facts, CohortTriangle Triangle, IReadOnlyList<CohortEntry> Entries, double? Margin, SegmentFilter? Filter)
{
    /// <summary>The mean over all cohorts; null without customers.</summary>
    public CohortEntry? Average { get; } = Triangle.Average is { } row ? new("", "", row) : null;

    // Curves of fewer ages say little.
    private const int Grown = 6;

    private readonly CohortDrill _drill = new(Facts, Triangle, Filter?.MembersRule);

    public string Currency => Facts.Stamp.Currency;

    /// <summary>The measure is a share of the customers.</summary>
    public bool IsShare => IsShareOf(Address.Measure);

    /// <summary>The measure adds up over the periods.</summary>
    public bool IsCumulative => Address.Measure is CohortMeasure.Again or CohortMeasure.Value;

    /// <summary>Everybody bought at age 0, and then or later; only what comes after tells something.</summary>
    public int FirstPeriod => Address.Measure is CohortMeasure.Retained or CohortMeasure.Later ? 1 : 0;

    /// <summary>The measure asks for a margin that the shop has not set.</summary>
    public bool LacksMargin => Address.Measure == CohortMeasure.Margin && Margin is null;

    public static bool IsShareOf(CohortMeasure measure) => measure is CohortMeasure.Retained or CohortMeasure.Later or CohortMeasure.Again;

    /// <summary>Whether the period has elapsed: for somebody, and for at least half of a range of days, whose early customers would otherwise stand for all.</summary>
    public bool HasElapsed(CohortRow row, int k) => k < row.Active.Length && row.Mature[k] > 0 && (Address.By != CohortGrouping.Range || row.Mature[k] * 2 >= row.Size);

    /// <summary>Too few customers are as old: what they did is mostly chance.</summary>
    public static bool IsThin(CohortRow row, int k) => row.Mature[k] < CohortEntry.EnoughCustomers;

    /// <summary>The measure can be expected: all but what asks for everything that comes after, which no horizon holds.</summary>
    public bool IsExpectable => Address.Measure != CohortMeasure.Later;

    /// <summary>The measure as it is shown, of what is expected at an age.</summary>
    public ExpectedFigure Shown(CohortExpectation age)
    {
        ArgumentNullException.ThrowIfNull(age);
        var (figure, times) = Address.Measure switch
        {
            CohortMeasure.Retained => (age.Retained, 1),
            CohortMeasure.Again => (age.Repurchased, 1),
            CohortMeasure.Orders => (age.Orders, 1),
            CohortMeasure.Value => (age.CumulativeRevenue, Margin ?? 1),
            _ => (age.Revenue, Address.Measure == CohortMeasure.Margin ? Margin ?? 1 : 1),
        };
        if (Address.Totals) times *= age.Customers;
        return new(figure.Mean * times, figure.Low * times, figure.High * times);
    }

    /// <summary>The measure of a cohort at an age, as a fraction or per customer; null where the period has not elapsed.</summary>
    public double? Value(CohortRow row, int k) => !HasElapsed(row, k) ? null : Address.Measure switch
    {
        CohortMeasure.Retained => row.Retained[k],
        CohortMeasure.Later => row.RetainedInOrAfter[k],
        CohortMeasure.Again => row.Repurchased[k],
        CohortMeasure.Revenue => row.Revenue[k] / row.Mature[k],
        CohortMeasure.Margin => row.Revenue[k] * Margin / row.Mature[k],
        CohortMeasure.Orders => (double?)row.Orders[k] / row.Mature[k],
        _ => row.CumulativeRevenuePerCustomer[k] * (Margin ?? 1),
    };

    /// <summary>The measure as it is shown: the same of all customers together where totals are asked for.</summary>
    public double? Shown(CohortRow row, int k) => Value(row, k) is not { } value ? null : Address.Totals ? IsShare ? Math.Round(value * row.Mature[k]) : value * row.Mature[k] : value;

    /// <summary>Customers behind a cell: those whose share it is, or, of what is counted per customer, all who are as old.</summary>
    public long Behind(CohortRow row, int k) => !HasElapsed(row, k) ? 0 : Step switch
    {
        CohortStep.Elapsed => row.Mature[k],
        _ => (long)Math.Round(Value(row, k)!.Value * row.Mature[k]),
    };

    /// <summary>Who they are, as a rule; null where no rule can say it.</summary>
    /// <param name="row">One of the cohorts, or the average.</param>
    /// <param name="k">Age; null for all customers of the cohort.</param>
    public SegmentRule? Who(CohortRow row, int? k) => k is { } period ? _drill.Of(row, Step, period) : _drill.Of(row, null, 0);

    /// <summary>The customers behind a figure as a list that adds up to it; null where no rule can say who they are.</summary>
    /// <param name="row">One of the cohorts, or the average.</param>
    /// <param name="k">Age; null for all customers of the cohort.</param>
    public CustomerListAddress? List(CohortRow row, int? k) => Who(row, k) is not { } who ? null : CustomerListAddress.Default with
    {
        Rule = SegmentJson.Write(who),
        Orders = k is not { } period || IsShare ? null : OrderScope.At(new(Triangle.Bucket, Address.Measure == CohortMeasure.Value ? 0 : period, period, Triangle.Query.WeekStart)),
        Sum = k is not null && Address.Measure is CohortMeasure.Margin or CohortMeasure.Value ? CustomerSum.Margin : CustomerSum.None,
        Sort = k is null || IsShare ? CustomerListAddress.Default.Sort : Address.Measure == CohortMeasure.Orders ? CustomerSort.Purchases : CustomerSort.Revenue,
    };

    /// <summary>What opens those behind a figure, by an address that finds out who they are; null for nobody, or where no rule can say it.</summary>
    /// <param name="entry">One of the cohorts, or the average.</param>
    /// <param name="k">Age; null for all customers of the cohort.</param>
    public DrillTo? Drill(CohortEntry entry, int? k)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var customers = k is { } period ? Behind(entry.Row, period) : entry.Row.Size;
        return customers > 0 && Who(entry.Row, null) is not null ? new(Address.Cell(entry.Id, k), customers) : null;
    }

    /// <summary>The cohort or average that an address names; null when there is none.</summary>
    public CohortEntry? Find(string? id) => id is null ? null : id.Length == 0 ? Average : Entries.FirstOrDefault(e => e.Id == id);

    /// <summary>The cohorts whose curves are drawn: large enough, and with some life behind them; the newest by time, else the first.</summary>
    public IReadOnlyList<CohortEntry> Curves(int most)
    {
        var drawn = Entries.Where(e => !e.IsSmall && e.Id != "*" && Ages(e.Row) > FirstPeriod).ToList();
        if (drawn.FindAll(e => Ages(e.Row) > Grown) is { Count: > 1 } grown) drawn = grown;
        return [.. Address.IsByTime ? drawn.TakeLast(most) : drawn.Take(most)];
    }

    /// <summary>All that a chart of the page shows.</summary>
    public IReadOnlyList<CohortEntry> Drawn(int curves) => [.. Curves(curves).Union(Pair() is { } pair ? [pair.A, pair.B] : [])];

    /// <summary>The two that stand side by side: those asked for, else the newest of them and one a year older, or the first two; null for too few.</summary>
    public (CohortEntry A, CohortEntry B)? Pair()
    {
        if (Entries.Count < 2) return null;
        var (first, second) = Usual();
        var (a, b) = (Named(Address.A) ?? first, Named(Address.B) ?? second);
        return a == b ? (a, Entries.First(e => e != a)) : (a, b);

        CohortEntry? Named(string? id) => id is { Length: > 0 } ? Find(id) : null;
    }

    /// <summary>Ages that have elapsed for enough customers to tell something; of a small cohort those that have for anybody.</summary>
    public int Ages(CohortRow row)
    {
        var (all, enough) = (0, 0);
        for (var k = 0; k < row.Active.Length && HasElapsed(row, k); k++) (all, enough) = (k + 1, IsThin(row, k) ? enough : k + 1);
        return enough > 0 ? enough : all;
    }

    private (CohortEntry, CohortEntry) Usual()
    {
        var drawn = Curves(Entries.Count);
        if (drawn.Count < 2) return (Entries[0], Entries[1]);
        if (!Address.IsByTime) return Address.By == CohortGrouping.Range ? (drawn[^2], drawn[^1]) : (drawn[0], drawn[1]);
        var newest = drawn[^1];
        var before = drawn.LastOrDefault(e => e.Row.Start <= newest.Row.Start.AddYears(-1)) ?? drawn.First(e => e != newest);
        return (before, newest);
    }

    private CohortStep Step => Address.Measure switch
    {
        CohortMeasure.Later => CohortStep.BoughtInOrAfter,
        CohortMeasure.Again => CohortStep.BoughtAgain,
        CohortMeasure.Retained => CohortStep.Bought,
        _ => CohortStep.Elapsed,
    };
}
