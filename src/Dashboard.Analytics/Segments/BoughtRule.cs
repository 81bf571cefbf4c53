using System.Numerics;
using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Segments;

/// <summary>What is counted of the lines that a <see cref="BoughtRule"/> is about.</summary>
public enum BoughtMeasure
{
    /// <summary>Valid orders with such a line.</summary>
    Orders,

    /// <summary>Items of such lines, as goods sold by weight or length with decimals.</summary>
    Items,

    /// <summary>What such lines brought, in major units: their shares of the orders' net amounts as in <see cref="LineColumns.Net"/>, before refunds.</summary>
    Amount,
}

/// <summary>
/// Bought a product that is one of these, of one of these brands and of one of these categories, each list asked only where it has names: at all, or so many orders, items
/// or so much money of it, where who bought none has 0. With <see cref="Not"/> that does not hold, which those who never bought fulfil too; of a first or last order, only
/// those who have one.
/// </summary>
public sealed record BoughtRule : RangeRule
{
    /// <summary>Article numbers (SKU).</summary>
    public IReadOnlyList<string> Products { get; init; } = [];

    public IReadOnlyList<string> Brands { get; init; } = [];
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>When; null for any day.</summary>
    public DayWindow? Window { get; init; }

    /// <summary>The one order that is asked about, which must lie in the window; null for all orders.</summary>
    public OrderPlace? Place { get; init; }

    /// <summary>What the bounds are about; null where it is enough to have bought any.</summary>
    public BoughtMeasure? Measure { get; init; }

    public bool Not { get; init; }

    private bool IsOneOrder => Place is OrderPlace.First or OrderPlace.Last;

    internal override int Cost => IsOneOrder ? 12 : Window?.Last is not null ? 15 : 45;

    internal override IEnumerable<RuleFault> Faults(RuleCheck check)
    {
        if (Products.Count == 0 && Brands.Count == 0 && Categories.Count == 0) yield return new(RuleReason.NothingChosen);
        foreach (var fault in Window?.Faults() ?? []) yield return fault;
        foreach (var fault in Measure switch
        {
            null => [],
            BoughtMeasure.Orders => RangeFaults(0, int.MaxValue, whole: true),
            BoughtMeasure.Items => RangeFaults(0, int.MaxValue, whole: false),
            _ => RangeFaults(-1_000_000_000_000, 1_000_000_000_000, whole: false),
        })
            yield return fault;
        var (codes, skus) = (check.Facts.Codes, check.Facts.Products.Sku);
        var unknown = Products.Where(n => Array.IndexOf(skus, n) < 0).Concat(Brands.Where(n => Array.IndexOf(codes.Brands, n) < 0)).Concat(Categories.Where(n => Array.IndexOf(codes.Categories, n) < 0));
        foreach (var name in unknown) yield return new(RuleReason.UnknownName, name);
    }

    internal override CustomerSet Select(SegmentScan scan, CustomerSet within) => Measure switch
    {
        null => CustomerSet.Select(within, new Buys<AnyLine>(scan, this, new(scan.Facts, Wanted(scan.Facts)))),
        BoughtMeasure.Orders => CustomerSet.Select(within, new Buys<OrderCount>(scan, this, new(scan.Facts, Wanted(scan.Facts), In(1)))),
        BoughtMeasure.Items => CustomerSet.Select(within, new Buys<LineSum<int>>(scan, this, new(scan.Facts, scan.Facts.Lines.Quantity, Wanted(scan.Facts), In(Thousandths)))),
        _ => CustomerSet.Select(within, new Buys<LineSum<long>>(scan, this, new(scan.Facts, scan.Facts.Lines.Net, Wanted(scan.Facts), In(scan.Facts.Stamp.MinorPerMajor)))),
    };

    private const int Thousandths = 1_000;

    /// <summary>Per product whether it is meant.</summary>
    private bool[] Wanted(CustomerFacts facts)
    {
        var p = facts.Products;
        var (skus, brands, categories) = (Products.ToHashSet(StringComparer.Ordinal), Brands.ToHashSet(StringComparer.Ordinal), Categories.ToHashSet(StringComparer.Ordinal));
        var wanted = new bool[p.Count];
        for (var i = 0; i < wanted.Length; i++)
        {
            wanted[i] = (skus.Count == 0 || skus.Contains(p.Sku[i])) && (brands.Count == 0 || brands.Contains(facts.Codes.Brands[p.Brand[i]]))
                && (categories.Count == 0 || categories.Contains(facts.Codes.Categories[p.Category[i]]));
        }
        return wanted;
    }

    /// <summary>A question about neighbouring orders of one customer, none of them where the first is the end.</summary>
    private interface ILineTest
    {
        bool Holds(int from, int to);
    }

    private readonly struct Buys<TTest>(SegmentScan scan, BoughtRule rule, TTest test) : ICustomerTest where TTest : struct, ILineTest
    {
        private readonly OrderDays _days = new(scan.Facts, rule.Window, scan.Today);
        private readonly int[] _start = scan.Facts.Customers.OrderStart;
        private readonly bool _one = rule.IsOneOrder;
        private readonly bool _last = rule.Place == OrderPlace.Last;
        private readonly bool _not = rule.Not;

        public bool Holds(int i)
        {
            var (from, to) = _days.Of(i);
            if (!_one) return test.Holds(from, to) != _not;
            if (_start[i] == _start[i + 1]) return false;
            var order = _last ? _start[i + 1] - 1 : _start[i];
            return (order >= from && order < to && test.Holds(order, order + 1)) != _not;
        }
    }

    // The lines of neighbouring orders are neighbours. A shop without lines has no starts of them.
    private readonly struct AnyLine(CustomerFacts facts, bool[] wanted) : ILineTest
    {
        private readonly int[] _start = facts.Lines.Start;
        private readonly int[] _product = facts.Lines.Product;

        public bool Holds(int from, int to)
        {
            if (from == to || _start.Length == 0) return false;
            for (var (line, end) = (_start[from], _start[to]); line < end; line++)
            {
                if (wanted[_product[line]]) return true;
            }
            return false;
        }
    }

    private readonly struct OrderCount(CustomerFacts facts, bool[] wanted, Bounds bounds) : ILineTest
    {
        private readonly AnyLine _any = new(facts, wanted);

        public bool Holds(int from, int to)
        {
            var count = 0;
            for (var order = from; order < to; order++) count += _any.Holds(order, order + 1) ? 1 : 0;
            return bounds.Hold(count);
        }
    }

    private readonly struct LineSum<T>(CustomerFacts facts, T[] values, bool[] wanted, Bounds bounds) : ILineTest where T : IBinaryInteger<T>
    {
        private readonly int[] _start = facts.Lines.Start;
        private readonly int[] _product = facts.Lines.Product;

        public bool Holds(int from, int to)
        {
            var sum = 0L;
            for (var (line, end) = from == to || _start.Length == 0 ? (0, 0) : (_start[from], _start[to]); line < end; line++) sum += wanted[_product[line]] ? long.CreateTruncating(values[line]) : 0;
            return bounds.Hold(sum);
        }
    }
}
