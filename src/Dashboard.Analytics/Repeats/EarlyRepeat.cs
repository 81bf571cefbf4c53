using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Experiments;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Segments;

namespace Dashboard.Analytics.Repeats;

/// <summary>How many customers of a group came back early: bought a second time within N days of the first.</summary>
/// <param name="Name">Name of the group; empty for "not given", for cohorts by time and for all together.</param>
/// <param name="Customers">Customers with a purchase.</param>
/// <param name="Mature">Those of them whose first purchase is at least N days old.</param>
/// <param name="Repeated">Those of these who bought again within N days.</param>
public sealed record EarlyRepeatRow(string Name, int Customers, int Mature, int Repeated)
{
    private const double Alpha = 0.05;

    /// <summary>Code of the group in the snapshot's names; null for the row that several groups share and for cohorts by time.</summary>
    public int? Code { get; init; }

    /// <summary>First and last day of a cohort by time; null for groups.</summary>
    public (DateOnly From, DateOnly To)? Acquired { get; init; }

    /// <summary>Too new to tell: in neither part of the rate.</summary>
    public int TooNew => Customers - Mature;

    /// <summary>Early repeat rate; null while nobody is old enough.</summary>
    public double? Rate => Mature == 0 ? null : (double)Repeated / Mature;

    /// <summary>95 % interval of the rate (Wilson 1927); null while nobody is old enough.</summary>
    public ShareInterval? Interval => Mature == 0 ? null : ShareInterval.Wilson(Repeated, Mature, Alpha);
}

/// <summary>Early repeat rates by when customers came. Definition: kpi-definitions.md, Early repeat rate.</summary>
/// <param name="Days">N.</param>
/// <param name="All">All together.</param>
/// <param name="Bucket">Length of the cohorts: months, or quarters in a shop with more than <see cref="ClvSpread.MostMonths"/> of them.</param>
/// <param name="Cohorts">Those that anybody is in, oldest first.</param>
public sealed record EarlyRepeat(int Days, EarlyRepeatRow All, CohortBucket Bucket, IReadOnlyList<EarlyRepeatRow> Cohorts)
{
    /// <param name="facts">The snapshot.</param>
    /// <param name="days">N, at least 1.</param>
    /// <param name="members">Only these customers; null for all.</param>
    public static EarlyRepeat Of(CustomerFacts facts, int days, CustomerSet? members = null)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        var bucket = ClvSpread.BucketOf(facts);
        if (facts.AnonymousStart == 0) return new(days, new("", 0, 0, 0), bucket, []);
        var periods = new CohortPeriods(facts.Span.First, facts.Span.Last, bucket, DayOfWeek.Monday);
        var counts = new Counts(facts, days, periods.Count);
        for (var i = 0; i < facts.CustomerCount; i++)
        {
            if (facts.Customers.Purchases[i] > 0 && (members is null || members[i])) counts.Add(i, periods.Of[facts.Customers.FirstDay[i]]);
        }
        return new(days, counts.Sum(Enumerable.Range(0, periods.Count), ""), bucket,
            [.. Enumerable.Range(0, periods.Count).Where(counts.HasAnybody).Select(p => counts.Row(p, "") with { Acquired = (periods.Start(p), FactDay.ToDate(periods.Days(p).To)) })]);
    }

    /// <summary>The same by what brought customers or what they bought first, most customers first.</summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="days">N, at least 1.</param>
    /// <param name="key">What to group by.</param>
    /// <param name="members">Only these customers; null for all.</param>
    /// <param name="most">So many groups have a row, the rest share one at the end, <see cref="CohortQuery.OtherGroups"/>.</param>
    public static IReadOnlyList<EarlyRepeatRow> By(CustomerFacts facts, int days, CustomerKey key, CustomerSet? members = null, int most = 50)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        var groups = CustomerGroups.Of(facts, key);
        var counts = new Counts(facts, days, groups.Count);
        for (var i = 0; i < facts.CustomerCount; i++)
        {
            if (groups.Code[i] is var code && code != CustomerGroups.Prospect && (members is null || members[i])) counts.Add(i, code);
        }
        var codes = Enumerable.Range(0, groups.Count).Where(counts.HasAnybody).OrderByDescending(counts.CustomersOf).ThenBy(code => code).ToList();
        var rows = codes.Take(most).Select(code => counts.Row(code, groups.NameOf(code)) with { Code = code });
        return codes.Count <= most ? [.. rows] : [.. rows, counts.Sum(codes.Skip(most), CohortQuery.OtherGroups)];
    }

    private sealed class Counts(CustomerFacts facts, int days, int places)
    {
        private readonly int[] _customers = new int[places];
        private readonly int[] _mature = new int[places];
        private readonly int[] _repeated = new int[places];
        private readonly int _lastMature = facts.Span.Last - days;

        public void Add(int customer, int place)
        {
            _customers[place]++;
            if (facts.Customers.FirstDay[customer] > _lastMature) return;
            _mature[place]++;
            if (facts.DaysToSecond(customer) is > 0 and var gap && gap <= days) _repeated[place]++;
        }

        public bool HasAnybody(int place) => _customers[place] > 0;

        public int CustomersOf(int place) => _customers[place];

        public EarlyRepeatRow Row(int place, string name) => new(name, _customers[place], _mature[place], _repeated[place]);

        public EarlyRepeatRow Sum(IEnumerable<int> places, string name) =>
            places.Aggregate(new EarlyRepeatRow(name, 0, 0, 0), (sum, p) => new(name, sum.Customers + _customers[p], sum.Mature + _mature[p], sum.Repeated + _repeated[p]));
    }
}
