using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;

namespace Dashboard.Analytics.Kpis;

/// <summary>One bucket of the range and the days of the comparison it stands against.</summary>
internal readonly record struct BucketWindow(DayRange Days, bool Unfinished, DayRange? Compare);

/// <summary>A query with everything decided that does not need the orders. Read <see cref="Steps"/> to know how.</summary>
internal sealed record KpiPlan(CustomerFacts Facts, KpiQuery Query)
{
    // More points than a chart can show; each also costs a row and a column of the purchase matrix.
    private const int MostBuckets = 800;

    /// <summary>The range as asked, with the data's own ends where the query names none.</summary>
    public DayRange Asked { get; init; }

    /// <summary>The range up to the last day with data.</summary>
    public DayRange Range { get; init; }

    public DayRange? Compare { get; init; }

    /// <summary>The comparison lies so many whole months earlier; 0 when it is a number of days.</summary>
    public int CompareMonths { get; init; }

    public Bucket Bucket { get; init; }

    public IReadOnlyList<BucketWindow> Buckets { get; init; } = [];

    public KpiSet Kpis { get; init; }

    public RowFilter Filter { get; init; }

    /// <summary>Why no KPI can have a value; null when the scans have work to do.</summary>
    public NoValueReason? Nothing { get; init; }

    private static readonly Func<KpiPlan, KpiPlan>[] Steps =
    [
        NameKpis, NameCodes, FillPeriod, TrimFuture, FindNothing, ChooseComparison, AlignWeekdays, CompareEqualDays, DropComparisonWithoutData, ChooseBucket, CutBuckets,
    ];

    /// <summary>The order rows that match the filter.</summary>
    public MatchingRows MatchingRows => _matchingRows ??= new(Filter, Facts.Orders);

    private MatchingRows? _matchingRows;

    /// <summary>The customers who count and have bought.</summary>
    public CustomerSet Buyers => _buyers ??= Counted(CustomerSet.Above<int>(Facts.Customers.Purchases, 0));

    private CustomerSet? _buyers;

    /// <summary>The buyers in a row, whose orders are in a row too.</summary>
    public (int From, int To)[] BuyerRuns => _runs ??= Buyers.Runs();

    private (int From, int To)[]? _runs;

    /// <summary>Net revenue of the buyers to date, in minor units.</summary>
    public long BuyerRevenue => _buyerRevenue ??= CustomerSet.Sums([Buyers], Facts.Customers.Revenue)[0];

    private long? _buyerRevenue;

    /// <summary>Those of them who bought again.</summary>
    public CustomerSet Repeaters => _repeaters ??= Counted(CustomerSet.Above<int>(Facts.Customers.Purchases, 1));

    private CustomerSet? _repeaters;

    private CustomerSet Counted(CustomerSet some) => Query.Customers is { } members ? CustomerSet.Intersect(some, members) : some;

    /// <summary>What splits the figures into the rows of the breakdown; null without one.</summary>
    public BreakdownSplit? Split => Query.Breakdown == Breakdown.None ? null : _split ??= BreakdownSplit.Of(Facts, Query.Breakdown);

    private BreakdownSplit? _split;

    public bool Unfinished => Asked.To > Facts.Span.Last;

    public static KpiPlan For(CustomerFacts facts, KpiQuery query) => Steps.Aggregate(new KpiPlan(facts, query), (plan, step) => step(plan));

    private static KpiPlan NameKpis(KpiPlan plan) => plan with { Kpis = KpiSet.From(plan.Query.Kpis) };

    private static KpiPlan NameCodes(KpiPlan plan) => plan with { Filter = RowFilter.From(plan.Query, plan.Facts.Codes) };

    private static KpiPlan FillPeriod(KpiPlan plan)
    {
        var (first, last) = plan.Facts.Span;
        return plan with
        {
            Asked = new(plan.Query.From is { } from ? DayRange.Day(from) : first, plan.Query.To is { } to ? DayRange.Day(to) : last),
        };
    }

    private static KpiPlan TrimFuture(KpiPlan plan) => plan with { Range = plan.Asked.UpTo(plan.Facts.Span.Last) };

    private static KpiPlan FindNothing(KpiPlan plan) => plan with
    {
        Nothing = plan.Facts.OrderCount == 0 ? NoValueReason.NoData
            : plan.Asked.IsEmpty ? NoValueReason.EmptyRange
            : !plan.Range.Touches(plan.Facts.Span.First, plan.Facts.Span.Last) ? NoValueReason.OutsideData
            : null,
    };

    private static KpiPlan ChooseComparison(KpiPlan plan)
    {
        if (plan.Nothing is not null) return plan;
        var asked = plan.Asked;
        return plan.Query.Compare switch
        {
            Comparison.PreviousPeriod => plan with { Compare = asked.Before(), CompareMonths = asked.WholeMonths },
            Comparison.PreviousYear => plan with { Compare = asked.YearBefore(), CompareMonths = 12 },
            Comparison.Custom when plan.Query.CompareFrom is { } from => plan with { Compare = Custom(DayRange.Day(from), plan.Query.CompareTo, asked.Length) },
            _ => plan,
        };

        static DayRange Custom(int from, DateOnly? to, int length) => new(from, to is { } day ? DayRange.Day(day) : from + length - 1);
    }

    /// <summary>Moves the comparison to the range's weekdays and length: by the nearest multiple of seven days, which for a previous period must not overlap the range.</summary>
    private static KpiPlan AlignWeekdays(KpiPlan plan)
    {
        if (plan.Compare is not { } compare || !plan.Query.AlignWeekdays) return plan;
        var days = plan.Asked.From - compare.From;
        var weeks = plan.Query.Compare == Comparison.PreviousPeriod ? (plan.Asked.Length + 6) / 7 : (int)Math.Round(days / 7.0, MidpointRounding.AwayFromZero);
        return plan with { Compare = plan.Asked.MovedBy(-7 * weeks), CompareMonths = 0 };
    }

    /// <summary>An unfinished range is compared with as many days as have elapsed of it.</summary>
    private static KpiPlan CompareEqualDays(KpiPlan plan) =>
        plan.Compare is { } compare && plan.Unfinished ? plan with { Compare = compare.UpTo(compare.From + plan.Range.Length - 1) } : plan;

    private static KpiPlan DropComparisonWithoutData(KpiPlan plan)
    {
        var (first, last) = plan.Facts.Span;
        return plan.Compare is { } compare ? plan with { Compare = compare.UpTo(last).Touches(first, last) ? compare.UpTo(last) : null } : plan;
    }

    private static KpiPlan ChooseBucket(KpiPlan plan)
    {
        var days = plan.Range.Length;
        var bucket = plan.Query.Bucket != Bucket.Auto ? plan.Query.Bucket
            : days <= 45 ? Bucket.Day
            : days <= 26 * 7 ? Bucket.Week
            : days <= 5 * 366 ? Bucket.Month
            : days <= 20 * 366 ? Bucket.Quarter
            : Bucket.Year;
        while (bucket < Bucket.Year && days / ShortestDays(bucket) > MostBuckets) bucket++;
        return plan with { Bucket = bucket };
    }

    private static int ShortestDays(Bucket bucket) => bucket switch { Bucket.Day => 1, Bucket.Week => 7, Bucket.Month => 28, _ => 90 };

    private static KpiPlan CutBuckets(KpiPlan plan)
    {
        if (plan.Nothing is not null) return plan;
        var buckets = new List<BucketWindow>();
        for (var start = BucketCalendar.Start(plan.Range.From, plan.Bucket, plan.Query.WeekStart); start <= plan.Range.To;)
        {
            var next = BucketCalendar.Next(start, plan.Bucket);
            var days = new DayRange(Math.Max(start, plan.Range.From), Math.Min(next - 1, plan.Range.To));
            buckets.Add(new(days, next - 1 > plan.Facts.Span.Last, plan.CompareDays(days)));
            start = next;
        }
        return plan with { Buckets = buckets };
    }

    /// <summary>The days of the comparison that stand where these stand in the range; null where there are none, such as 29 February a year before.</summary>
    private DayRange? CompareDays(DayRange days)
    {
        if (Compare is not { } compare) return null;
        DayRange moved;
        if (CompareMonths == 0 || Bucket == Bucket.Day && CompareMonths % 12 != 0)
        {
            moved = days.MovedBy(compare.From - Range.From);
        }
        else
        {
            var from = DayRange.MonthsBefore(days.From, CompareMonths);
            moved = new(from, Bucket == Bucket.Day ? from : DayRange.MonthsBefore(days.To + 1, CompareMonths) - 1);
            if (Bucket == Bucket.Day && FactDay.ToDate(from).Day != FactDay.ToDate(days.From).Day) return null;
        }
        if (CompareMonths > 0 && Bucket != Bucket.Day && days.To == Range.To) moved = moved with { To = compare.To };
        moved = moved.UpTo(compare.To);
        return moved.IsEmpty ? null : moved;
    }
}
