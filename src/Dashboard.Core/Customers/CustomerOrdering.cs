using System.Collections.Concurrent;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Rfm;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Data;
using Dashboard.Core.Exports;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Customers;

/// <summary>Columns by which the list of customers can be sorted.</summary>
public enum CustomerSort
{
    LastPurchase = 0,
    FirstPurchase,
    Purchases,
    Revenue,

    /// <summary>The three scores as one number, recency first.</summary>
    Rfm,
    Country,

    /// <summary>Name, else customer number, else e-mail.</summary>
    Name,

    /// <summary>Value at risk; nobody has one while there is no forecast.</summary>
    Risk,

    /// <summary>Lifecycle state, from prospects to those who are lost; nobody has one while there is no forecast.</summary>
    State,

    /// <summary>Predicted CLV; nobody has one while no model serves.</summary>
    Predicted,

    /// <summary>P(alive) of those of whom the model can tell it.</summary>
    Alive,

    /// <summary>Net revenue by orders.</summary>
    AverageOrder,

    /// <summary>Whether they may be mailed, as <see cref="Exports.ConsentFilter.MailOf"/> says.</summary>
    Consent,

    /// <summary>Sales channel that brought them.</summary>
    Channel,
}

/// <summary>All customers of a snapshot in the order of one column.</summary>
/// <param name="Indexes">Customer indexes ascending by the column, ties by index, shape [customers].</param>
/// <param name="Ranked">How many of them have a value; those without one stand behind, whichever way the list is read.</param>
internal sealed record CustomerOrdering(int[] Indexes, int Ranked)
{
    private const int DigitBits = 11;

    /// <summary>Sorts by <paramref name="key"/>, null for customers without a value.</summary>
    public static CustomerOrdering By(int count, Func<int, long?> key)
    {
        var (keys, indexes, without) = (new long[count], new int[count], new List<int>());
        var ranked = 0;
        for (var i = 0; i < count; i++)
        {
            if (key(i) is { } value)
                (keys[ranked], indexes[ranked++]) = (value, i);
            else
                without.Add(i);
        }
        indexes = Sorted(keys, indexes, ranked);
        without.CopyTo(indexes, ranked);
        return new(indexes, ranked);
    }

    // By one digit of the keys after the other from the lowest: equal keys keep the order of their indexes, so that pages do not overlap.
    private static int[] Sorted(long[] keys, int[] indexes, int ranked)
    {
        var (least, most) = (long.MaxValue, long.MinValue);
        for (var i = 0; i < ranked; i++) (least, most) = (Math.Min(least, keys[i]), Math.Max(most, keys[i]));
        var range = ranked == 0 ? 0 : unchecked((ulong)(most - least));
        var (otherKeys, otherIndexes, places) = (new long[keys.Length], new int[indexes.Length], new int[1 << DigitBits]);
        for (var shift = 0; shift < 64 && range >> shift != 0; shift += DigitBits)
        {
            Array.Clear(places);
            for (var i = 0; i < ranked; i++) places[Digit(keys[i])]++;
            for (int digit = 0, before = 0; digit < places.Length; digit++) (places[digit], before) = (before, before + places[digit]);
            for (var i = 0; i < ranked; i++)
            {
                var place = places[Digit(keys[i])]++;
                (otherKeys[place], otherIndexes[place]) = (keys[i], indexes[i]);
            }
            (keys, otherKeys, indexes, otherIndexes) = (otherKeys, keys, otherIndexes, indexes);

            int Digit(long key) => (int)(unchecked((ulong)(key - least)) >> shift) & (1 << DigitBits) - 1;
        }
        return indexes;
    }

    /// <summary>The mean of an order to a thousandth of a minor unit; null for who has none.</summary>
    public static long? Average(long revenue, int orders) => orders == 0 ? null : (long)Math.Round(revenue * 1000m / orders);

    /// <summary>Takes an order that the store gave; customers it does not name stand behind.</summary>
    public static async Task<CustomerOrdering> FromAsync(CustomerFacts facts, IAsyncEnumerable<long> ids)
    {
        var (indexes, seen, ranked) = (new int[facts.CustomerCount], new bool[facts.CustomerCount], 0);
        await foreach (var id in ids)
        {
            var index = facts.IndexOf(id);
            if (index < 0) continue;
            (seen[index], indexes[ranked++]) = (true, index);
        }
        var at = ranked;
        for (var i = 0; i < seen.Length; i++)
        {
            if (!seen[i]) indexes[at++] = i;
        }
        return new(indexes, ranked);
    }

    /// <summary>Indexes as a reader goes through them.</summary>
    public IEnumerable<int> Read(bool descending)
    {
        for (var i = 0; i < Ranked; i++) yield return Indexes[descending ? Ranked - 1 - i : i];
        for (var i = Ranked; i < Indexes.Length; i++) yield return Indexes[i];
    }

    /// <summary>The members among them from the <paramref name="skip"/>th on, <paramref name="take"/> at most.</summary>
    public List<int> Stretch(bool descending, CustomerSet members, int skip, int take)
    {
        var stretch = new List<int>();
        for (var at = 0; at < Indexes.Length && stretch.Count < take; at++)
        {
            var index = Indexes[descending && at < Ranked ? Ranked - 1 - at : at];
            if (members[index] && --skip < 0) stretch.Add(index);
        }
        return stretch;
    }
}

/// <summary>The sorted orders of one snapshot, each made when first asked for and kept as long as the snapshot.</summary>
internal sealed class CustomerOrderings(CustomerFacts facts)
{
    private readonly Lazy<RfmScores> _scores = new(() => RfmScores.Compute(facts));
    private readonly ConcurrentDictionary<CustomerSort, Lazy<Task<CustomerOrdering>>> _known = [];

    private readonly Lazy<CustomerTotals> _totals = new(() => TotalsOf(facts));

    /// <summary>What everybody bought so far.</summary>
    public CustomerTotals Totals => _totals.Value;

    /// <summary>Scores as of the snapshot's last day.</summary>
    public RfmScores Scores => _scores.Value;

    /// <summary>Sorted once for all readers: one who gives up does not stop it for the others.</summary>
    public async Task<CustomerOrdering> ByAsync(CustomerSort sort, IDbContextFactory<DashboardDbContext> contexts, CancellationToken cancellation)
    {
        var sorting = _known.GetOrAdd(sort, s => new(() => Task.Run(() => SortAsync(s, contexts))));
        try
        {
            return await sorting.Value.WaitAsync(cancellation);
        }
        catch when (sorting.Value.IsFaulted)
        {
            _known.TryRemove(new(sort, sorting));
            throw;
        }
    }

    /// <summary>Name of the country of the customer at <paramref name="index"/>; empty when unknown.</summary>
    public static string CountryOf(CustomerFacts facts, int index) => NameOf(facts.Codes.Countries, facts.Customers.Country[index]);

    /// <summary>Name of the channel that brought the customer at <paramref name="index"/>; empty when unknown.</summary>
    public static string ChannelOf(CustomerFacts facts, int index) => NameOf(facts.Codes.Channels, facts.Profiles.AcquisitionChannel[index]);

    private static string NameOf(string[] names, int code) => code < names.Length ? names[code] : "";

    private static CustomerTotals TotalsOf(CustomerFacts facts)
    {
        var totals = default(CustomerTotals);
        for (var i = 0; i < facts.CustomerCount; i++) totals = totals.With(facts.Customers.Purchases[i], facts.Customers.Revenue[i]);
        return totals;
    }

    private async Task<CustomerOrdering> SortAsync(CustomerSort sort, IDbContextFactory<DashboardDbContext> contexts)
    {
        if (sort == CustomerSort.Name)
        {
            await using var db = await contexts.CreateDbContextAsync();
            return await CustomerOrdering.FromAsync(facts, NamedAsync(db));
        }
        var c = facts.Customers;
        return CustomerOrdering.By(facts.CustomerCount, sort switch
        {
            CustomerSort.FirstPurchase => i => c.Purchases[i] > 0 ? c.FirstDay[i] : null,
            CustomerSort.LastPurchase => i => c.Purchases[i] > 0 ? c.LastDay[i] : null,
            CustomerSort.Purchases => i => c.Purchases[i],
            CustomerSort.Revenue => i => c.Revenue[i],
            CustomerSort.Rfm => i => Scores.Recency[i] > 0 ? Scores.Recency[i] * 100 + Scores.Frequency[i] * 10 + Scores.Money[i] : null,
            CustomerSort.Country => Ranks(facts.Codes.Countries, i => facts.Customers.Country[i]),
            CustomerSort.Channel => Ranks(facts.Codes.Channels, i => facts.Profiles.AcquisitionChannel[i]),
            CustomerSort.Risk => i => facts.Forecasts?.Risk[i],
            CustomerSort.State => i => facts.Forecasts?.State[i],
            CustomerSort.Predicted => Forecast(f => i => f.Value[i]),
            CustomerSort.Alive => Forecast(f => i => f.KnowsAlive(i, c.Purchases[i]) ? f.Alive[i] : null),
            CustomerSort.AverageOrder => i => CustomerOrdering.Average(c.Revenue[i], c.OrderStart[i + 1] - c.OrderStart[i]),
            CustomerSort.Consent => i => (long)ConsentFilter.MailOf(facts, i),
            _ => throw new ArgumentOutOfRangeException(nameof(sort)),
        });
    }

    // Of who never bought nothing is forecast, and without a model of nobody.
    private Func<int, long?> Forecast(Func<ForecastColumns, Func<int, long?>> open)
    {
        if (facts.Forecasts is not { } forecasts || !SegmentScan.HasModel(facts)) return _ => null;
        var read = open(forecasts);
        return i => facts.Customers.Purchases[i] > 0 ? read(i) : null;
    }

    private static Func<int, long?> Ranks(string[] names, Func<int, int> codeOf)
    {
        var ranks = new long?[Math.Max(names.Length, byte.MaxValue + 1)];
        foreach (var (code, rank) in Enumerable.Range(1, Math.Max(0, names.Length - 1)).OrderBy(code => names[code], StringComparer.OrdinalIgnoreCase).Select((code, rank) => (code, rank)))
            ranks[code] = rank;
        return i => codeOf(i) is var code && code < ranks.Length ? ranks[code] : null;
    }

    private static IAsyncEnumerable<long> NamedAsync(DashboardDbContext db) =>
        db.Database.SqlQueryRaw<long>(
            """
            SELECT c.Id AS Value FROM Customers c
            LEFT JOIN (SELECT CustomerId, min(Id) AS First FROM CustomerIdentities WHERE Kind = 1 GROUP BY CustomerId) f ON f.CustomerId = c.Id AND c.Name IS NULL
            LEFT JOIN CustomerIdentities n ON n.Id = f.First
            WHERE coalesce(c.Name, n.Value, c.Email) IS NOT NULL
            ORDER BY coalesce(c.Name, n.Value, c.Email) COLLATE NOCASE, c.Id
            """).AsAsyncEnumerable();
}
