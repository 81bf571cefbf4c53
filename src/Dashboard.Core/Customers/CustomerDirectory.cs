using System.Globalization;
using System.Runtime.CompilerServices;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Rfm;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Data;
using Dashboard.Core.Exports;
using Dashboard.Core.Kpis;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Customers;

/// <summary>Which customers to list, in which order, and which stretch of them.</summary>
/// <param name="Search">What was typed; null or empty for everybody.</param>
/// <param name="Groups">RFM groups to keep, <see cref="RfmGroup.None"/> for customers who have not bought yet; empty for all.</param>
public sealed record CustomerListQuery(string? Search, IReadOnlyCollection<RfmGroup> Groups, CustomerSort Sort, bool Descending, int Skip, int Take)
{
    /// <summary>List only these, such as the members of a segment; null for everybody.</summary>
    public CustomerSet? Within { get; init; }

    /// <summary>Count only these orders and refunds; null for all. Who is listed does not depend on it.</summary>
    public OrderScope? Scope { get; init; }

    /// <summary>What is added up besides purchases and revenue.</summary>
    public CustomerSum Sum { get; init; }
}

/// <summary>What a list of customers adds up besides purchases and revenue.</summary>
public enum CustomerSum
{
    None = 0,

    /// <summary>Their revenue, of which the shop keeps its margin.</summary>
    Margin,

    /// <summary>What is expected of them, as far as the shop looks ahead.</summary>
    Expected,

    /// <summary>The same before any margin.</summary>
    Predicted,

    /// <summary>Both: what came and what is expected.</summary>
    Lifetime,

    /// <summary>What is likely to be lost of what is predicted, before any margin.</summary>
    Risk,
}

/// <summary>RFM scores of one customer, 1 to 5 each with 5 the best, and the group they make.</summary>
public readonly record struct CustomerScore(byte R, byte F, byte M, RfmGroup Group);

/// <summary>A customer in the list. Money is in minor units of the reporting currency.</summary>
/// <param name="Number">The customer's number in the source that first named it; null when no source gave one.</param>
/// <param name="Rfm">Null for a customer without a valid order, as are the days.</param>
/// <param name="Purchases">Purchases; of a scope the orders in it.</param>
/// <param name="Revenue">Net revenue; of a scope that in it.</param>
public sealed record CustomerRow(
    long Id, string? Name, string? Number, string? Email, CustomerScore? Rfm, DateOnly? FirstPurchase, DateOnly? LastPurchase, int Purchases, long Revenue, string Country)
{
    /// <summary>What is forecast, money in major units; null while there is no forecast.</summary>
    public CustomerForecast? Forecast { get; init; }

    /// <summary>Predicted CLV in major units; null for who never bought and while no model serves.</summary>
    public double? Predicted { get; init; }

    /// <summary>P(alive), 0 to 1; null where the model cannot tell it.</summary>
    public double? Alive { get; init; }

    /// <summary>Mean of an order in minor units, of a scope of those in it; null without one.</summary>
    public double? AverageOrder { get; init; }

    public MailConsent Consent { get; init; }

    /// <summary>Sales channel that brought the customer; empty when unknown.</summary>
    public string Channel { get; init; } = "";

    public string Title => Name ?? Number ?? Email ?? Id.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A stretch of the list, and figures of the whole selection behind it.</summary>
/// <param name="Total">Customers selected.</param>
/// <param name="Buyers">Those among them with a purchase.</param>
/// <param name="Purchases">Their purchases; of a scope their orders in it.</param>
/// <param name="Revenue">Their net revenue; of a scope that in it.</param>
public sealed record CustomerList(IReadOnlyList<CustomerRow> Rows, int Total, int Buyers, long Purchases, long Revenue)
{
    /// <summary>Orders of the scope without a customer, and what they brought in minor units.</summary>
    public (int Orders, long Revenue) Anonymous { get; init; }

    /// <summary>Orders of the scope of all customers, listed or not, and what they brought in minor units.</summary>
    public (long Orders, long Revenue) InScope { get; init; }

    /// <summary>What <see cref="CustomerListQuery.Sum"/> asked for, in minor units before any margin; null without a forecast where it takes one.</summary>
    public long? Sum { get; init; }

    /// <summary>Customers in each RFM group, <see cref="RfmGroup.None"/> for those who have not bought yet: of all whom search and set leave, whichever groups are listed.</summary>
    public required IReadOnlyDictionary<RfmGroup, int> Groups { get; init; }

    /// <summary>What those listed bought so far, whatever the scope.</summary>
    public required CustomerTotals SoFar { get; init; }

    /// <summary>The same of everybody.</summary>
    public required CustomerTotals Everybody { get; init; }
}

/// <summary>What a group of customers bought so far.</summary>
/// <param name="Customers">How many they are.</param>
/// <param name="Purchases">Their purchases.</param>
/// <param name="Revenue">Their net revenue in minor units.</param>
/// <param name="Repeaters">Those with more than one purchase.</param>
/// <param name="RepeatPurchases">All purchases of those.</param>
/// <param name="RepeatRevenue">All net revenue of those.</param>
public readonly record struct CustomerTotals(int Customers, long Purchases, long Revenue, int Repeaters, long RepeatPurchases, long RepeatRevenue)
{
    internal CustomerTotals With(int purchases, long revenue) => purchases > 1
        ? new(Customers + 1, Purchases + purchases, Revenue + revenue, Repeaters + 1, RepeatPurchases + purchases, RepeatRevenue + revenue)
        : this with { Customers = Customers + 1, Purchases = Purchases + purchases, Revenue = Revenue + revenue };
}

/// <summary>
/// Lists customers. Which ones and in what order comes from the snapshot, whose sorted orders are kept as long as it lives;
/// names are read by number for the rows on screen alone.
/// </summary>
public sealed class CustomerDirectory(IDbContextFactory<DashboardDbContext> contexts, CustomerSearch search)
{
    private readonly ConditionalWeakTable<CustomerFacts, CustomerOrderings> _orderings = [];
    private readonly SnapshotCache<OrderScope, ScopedOrders> _scopes = new(4);   // a dozen megabytes each with a million customers

    /// <exception cref="OperationCanceledException">The list was given up.</exception>
    public async Task<CustomerList> ReadAsync(CustomerFacts facts, CustomerListQuery query, CancellationToken cancellation)
    {
        var orderings = OrderingsOf(facts);
        var found = string.IsNullOrWhiteSpace(query.Search) ? null : await search.FindAsync(facts, query.Search, cancellation);
        var scoped = await ScopedAsync(facts, query.Scope, cancellation);
        var ordering = IsScoped(query.Sort, scoped) ? null : await orderings.ByAsync(query.Sort, contexts, cancellation);
        var (list, indexes) = await Task.Run(() => Take(facts, orderings, Left(found, query), ordering, scoped, query), cancellation);
        return list with { Rows = await NameAsync(facts, orderings.Scores, scoped, indexes, cancellation) };
    }

    /// <summary>Gets ready for somebody who may search.</summary>
    public void PrepareSearch(CustomerFacts facts) => search.Prepare(facts);

    /// <summary>All customers whom the query's search, groups and set leave.</summary>
    public async Task<CustomerSet> SelectAsync(CustomerFacts facts, CustomerListQuery query, CancellationToken cancellation)
    {
        var found = string.IsNullOrWhiteSpace(query.Search) ? null : await search.FindAsync(facts, query.Search, cancellation);
        return await Task.Run(() => InGroups(facts, OrderingsOf(facts).Scores, Left(found, query) ?? CustomerSet.Everybody(facts.CustomerCount), query.Groups), cancellation);
    }

    /// <summary>Members in the order of a column.</summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="members">Who is wanted.</param>
    /// <param name="sort">The column.</param>
    /// <param name="descending">From the last to the first.</param>
    /// <param name="scoped">The orders that count; null for all.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<IEnumerable<int>> OrderAsync(CustomerFacts facts, CustomerSet members, CustomerSort sort, bool descending, ScopedOrders? scoped, CancellationToken cancellation)
    {
        var ordering = IsScoped(sort, scoped) ? ByScope(facts, scoped!, sort, members) : await OrderingsOf(facts).ByAsync(sort, contexts, cancellation);
        return ordering.Read(descending).Where(i => members[i]);
    }

    /// <summary>What the orders of a scope are; null without one.</summary>
    public async Task<ScopedOrders?> ScopedAsync(CustomerFacts facts, OrderScope? scope, CancellationToken cancellation) =>
        scope is null ? null : await _scopes.GetAsync(facts, scope, () => ScopedOrders.Of(facts, scope), cancellation);

    /// <summary>Scores of the customer at <paramref name="index"/> as of the snapshot's last day; null when the customer has not bought yet.</summary>
    public CustomerScore? ScoreOf(CustomerFacts facts, int index) => ScoreOf(OrderingsOf(facts).Scores, index);

    private CustomerOrderings OrderingsOf(CustomerFacts facts) => _orderings.GetValue(facts, f => new(f));

    // Search and set leave these, of whichever group; null for everybody.
    private static CustomerSet? Left(CustomerSet? found, CustomerListQuery query) =>
        found is null ? query.Within : query.Within is null ? found : CustomerSet.Intersect(found, query.Within);

    private static CustomerSet InGroups(CustomerFacts facts, RfmScores scores, CustomerSet left, IReadOnlyCollection<RfmGroup> groups)
    {
        if (groups.Count == 0) return left;
        var (isListed, listed) = (Enum.GetValues<RfmGroup>().Select(groups.Contains).ToArray(), new CustomerSet(facts.CustomerCount));
        for (var i = 0; i < facts.CustomerCount; i++)
            if (left[i] && isListed[(int)scores.Group(i)]) listed.Add(i);
        return listed;
    }

    private static (CustomerList List, List<int> Indexes) Take(
        CustomerFacts facts, CustomerOrderings orderings, CustomerSet? left, CustomerOrdering? ordering, ScopedOrders? scoped, CustomerListQuery query)
    {
        var c = facts.Customers;
        var (count, money) = (scoped?.Orders ?? c.Purchases, scoped?.Revenue ?? c.Revenue);
        var forecast = query.Sum switch { CustomerSum.Expected or CustomerSum.Predicted or CustomerSum.Lifetime => facts.Forecasts?.Value, CustomerSum.Risk => facts.Forecasts?.Risk, _ => null };
        var (groups, soFar) = (new int[Enum.GetValues<RfmGroup>().Length], default(CustomerTotals));
        var (total, buyers, purchases, revenue, expected) = (0, 0, 0L, 0L, 0L);
        left ??= CustomerSet.Everybody(facts.CustomerCount);
        var listed = InGroups(facts, orderings.Scores, left, query.Groups);
        for (var i = 0; i < facts.CustomerCount; i++)
        {
            if (!left[i]) continue;
            groups[(int)orderings.Scores.Group(i)]++;
            if (!listed[i]) continue;
            total++;
            soFar = soFar.With(c.Purchases[i], c.Revenue[i]);
            if (count[i] > 0) buyers++;
            purchases += count[i];
            revenue += money[i];
            expected += forecast?[i] ?? 0;
        }
        long? sum = query.Sum switch
        {
            CustomerSum.None => null,
            CustomerSum.Margin => revenue,
            CustomerSum.Lifetime => forecast is null ? null : revenue + expected,
            _ => forecast is null ? null : expected,
        };
        ordering ??= ByScope(facts, scoped!, query.Sort, listed);
        var indexes = ordering.Stretch(query.Descending, listed, query.Skip, query.Take);
        return (new([], total, buyers, purchases, revenue)
        {
            Anonymous = (scoped?.AnonymousOrders ?? 0, scoped?.AnonymousRevenue ?? 0),
            InScope = scoped?.Total ?? default,
            Sum = sum,
            Groups = Enum.GetValues<RfmGroup>().ToDictionary(g => g, g => groups[(int)g]),
            SoFar = soFar,
            Everybody = orderings.Totals,
        }, indexes);
    }

    private static bool IsScoped(CustomerSort sort, ScopedOrders? scoped) => scoped is not null && sort is CustomerSort.Purchases or CustomerSort.Revenue or CustomerSort.AverageOrder;

    // Sorted for one list alone: the orders of a scope are asked for once.
    private static CustomerOrdering ByScope(CustomerFacts facts, ScopedOrders scoped, CustomerSort sort, CustomerSet wanted) =>
        CustomerOrdering.By(facts.CustomerCount, i => !wanted[i] ? null : sort switch
        {
            CustomerSort.Revenue => scoped.Revenue[i],
            CustomerSort.AverageOrder => CustomerOrdering.Average(scoped.Revenue[i], scoped.Orders[i]),
            _ => scoped.Orders[i],
        });

    private async Task<IReadOnlyList<CustomerRow>> NameAsync(CustomerFacts facts, RfmScores scores, ScopedOrders? scoped, List<int> indexes, CancellationToken cancellation)
    {
        var (c, hasModel) = (facts.Customers, SegmentScan.HasModel(facts));
        var ids = indexes.Select(i => (long)c.Id[i]).ToArray();
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var people = await db.Customers.Where(p => ids.Contains(p.Id)).Select(p => new
        {
            p.Id,
            p.Name,
            p.Email,
            Number = p.Identities.Where(i => i.Kind == IdentityKind.CustomerNumber).OrderBy(i => i.Id).Select(i => i.Value).FirstOrDefault(),
        }).ToDictionaryAsync(p => p.Id, cancellation);
        return [.. indexes.Select(i =>
        {
            var person = people.GetValueOrDefault(c.Id[i]);
            var bought = c.Purchases[i] > 0;
            return new CustomerRow(
                c.Id[i], person?.Name, person?.Number, person?.Email, ScoreOf(scores, i),
                bought ? FactDay.ToDate(c.FirstDay[i]) : null, bought ? FactDay.ToDate(c.LastDay[i]) : null,
                scoped?.Orders[i] ?? c.Purchases[i], scoped?.Revenue[i] ?? c.Revenue[i], CustomerOrderings.CountryOf(facts, i))
            {
                Forecast = facts.Forecasts?.Of(i, facts.Stamp.MinorPerMajor),
                Predicted = bought && hasModel ? facts.Forecasts!.Value[i] / (double)facts.Stamp.MinorPerMajor : null,
                Alive = bought && hasModel && facts.Forecasts!.KnowsAlive(i, c.Purchases[i]) ? facts.Forecasts.Of(i, facts.Stamp.MinorPerMajor).Alive : null,
                AverageOrder = CustomerOrdering.Average(scoped?.Revenue[i] ?? c.Revenue[i], scoped?.Orders[i] ?? c.OrderStart[i + 1] - c.OrderStart[i]) / 1000.0,
                Consent = ConsentFilter.MailOf(facts, i),
                Channel = CustomerOrderings.ChannelOf(facts, i),
            };
        })];
    }

    private static CustomerScore? ScoreOf(RfmScores scores, int index) =>
        scores.Group(index) is not RfmGroup.None and var group ? new(scores.Recency[index], scores.Frequency[index], scores.Money[index], group) : null;
}
