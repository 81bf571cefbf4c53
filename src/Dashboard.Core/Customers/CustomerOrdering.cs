using System.Collections.Concurrent;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Rfm;
using Dashboard.Core.Data;
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
}

/// <summary>All customers of a snapshot in the order of one column.</summary>
/// <param name="Indexes">Customer indexes ascending by the column, ties by index, shape [customers].</param>
/// <param name="Ranked">How many of them have a value; those without one stand behind, whichever way the list is read.</param>
internal sealed record CustomerOrdering(int[] Indexes, int Ranked)
{
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
        Array.Sort(keys, indexes, 0, ranked);
        for (var from = 0; from < ranked;)
        {
            var end = from + 1;
            while (end < ranked && keys[end] == keys[from]) end++;
            Array.Sort(indexes, from, end - from);   // the sort above is not stable, and pages must not overlap
            from = end;
        }
        without.CopyTo(indexes, ranked);
        return new(indexes, ranked);
    }

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
    public static string CountryOf(CustomerFacts facts, int index)
    {
        var code = facts.Customers.Country[index];
        return code < facts.Codes.Countries.Length ? facts.Codes.Countries[code] : "";
    }

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
            CustomerSort.Country => CountryRanks(),
            CustomerSort.Risk => i => facts.Forecasts?.Risk[i],
            _ => throw new ArgumentOutOfRangeException(nameof(sort)),
        });
    }

    private Func<int, long?> CountryRanks()
    {
        var names = facts.Codes.Countries;
        var ranks = new long?[byte.MaxValue + 1];
        foreach (var (code, rank) in Enumerable.Range(1, Math.Max(0, names.Length - 1)).OrderBy(code => names[code], StringComparer.OrdinalIgnoreCase).Select((code, rank) => (code, rank)))
            ranks[code] = rank;
        return i => ranks[facts.Customers.Country[i]];
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
