using System.Globalization;
using Dashboard.Analytics.Rfm;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Customers;
using Dashboard.Web.Components.Address;
using Microsoft.AspNetCore.WebUtilities;

namespace Dashboard.Web.Features.Customers;

/// <summary>
/// What the list of customers shows, as its address says it: <c>group</c> (any number of them), <c>seg</c>, <c>rule</c>, <c>channel</c>, <c>country</c>, <c>sum</c>, <c>sort</c>, <c>dir</c>, <c>page</c>.
/// What was searched for is personal and never stands there.
/// </summary>
public sealed record CustomerListAddress(IReadOnlyList<RfmGroup> Groups, CustomerSort Sort, bool Descending, int Page)
{
    public const int PageSize = 50;

    /// <summary>Number of the segment whose members alone are listed; null for everybody.</summary>
    public int? Segment { get; init; }

    /// <summary>A rule that those listed fulfil, as <see cref="SegmentJson"/> writes it; null for everybody.</summary>
    public string? Rule { get; init; }

    /// <summary>Name of the sales channel that brought those listed, "" for none given; null for all.</summary>
    public string? Channel { get; init; }

    /// <summary>Name of the country of those listed, "" for none given; null for all.</summary>
    public string? Country { get; init; }

    /// <summary>Whom the bar asks for.</summary>
    public PageAddress Bar => new() { Segment = Segment, Rule = Rule, Channel = Channel, Country = Country };

    /// <summary>The list, from its first page, of those whom the bar asks for.</summary>
    public CustomerListAddress Of(PageAddress bar) => this with { Segment = bar.Segment, Rule = bar.Rule, Channel = bar.Channel, Country = bar.Country, Page = 1 };

    /// <summary>The orders that a figure counted, whose number and revenue the list shows in place of all; null for all.</summary>
    public OrderScope? Orders { get; init; }

    /// <summary>What a figure added up, which the list shows beside purchases and revenue.</summary>
    public CustomerSum Sum { get; init; }

    private const string SumKey = "sum";

    /// <summary>Those listed, as one rule; null for everybody. A rule that cannot be read describes nobody.</summary>
    public SegmentRule? MembersRule
    {
        get
        {
            List<SegmentRule> rules = [];
            if (Segment is { } segment) rules.Add(new MemberRule(segment));
            else if (Rule is not null) rules.Add(SegmentJson.Read(Rule, out _) ?? new RuleGroup(GroupMode.Any));
            if (Bar.CameBy is { } came) rules.Add(came);
            if (Groups.Count > 0) rules.Add(new RfmGroupRule(Groups));
            return rules switch { [] => null, [var only] => only, _ => new RuleGroup(GroupMode.All, rules) };
        }
    }

    private static readonly (RfmGroup Group, string Name)[] GroupNames = [.. RfmGroups.All.Append(RfmGroup.None).Select(g => (g, NameOf(g)))];

    private static readonly (CustomerSort Sort, string Name)[] SortNames =
    [
        (CustomerSort.LastPurchase, "last"), (CustomerSort.FirstPurchase, "first"), (CustomerSort.Purchases, "purchases"), (CustomerSort.Revenue, "revenue"),
        (CustomerSort.Rfm, "rfm"), (CustomerSort.Country, "country"), (CustomerSort.Name, "name"), (CustomerSort.Risk, "risk"),
        (CustomerSort.State, "state"), (CustomerSort.Predicted, "predicted"), (CustomerSort.Alive, "alive"), (CustomerSort.AverageOrder, "average"), (CustomerSort.Consent, "consent"), (CustomerSort.Channel, "channel"),
    ];

    /// <summary>Everybody, who bought last first.</summary>
    public static CustomerListAddress Default { get; } = new([], CustomerSort.LastPurchase, Descending: true, Page: 1);

    /// <summary>Never fails: what is not understood is as if it were not there.</summary>
    public static CustomerListAddress From(string?[]? groups, string? sort, string? direction, int? page, PageAddress? bar = null)
    {
        var known = Array.Find(SortNames, s => s.Name == sort) is { Name: not null } named ? named.Sort : Default.Sort;
        var list = new CustomerListAddress(
            [.. (groups ?? []).Select(g => Array.Find(GroupNames, n => n.Name == g)).Where(n => n.Name is not null).Select(n => n.Group).Distinct()],
            known, direction switch { "asc" => false, "desc" => true, _ => DescendsFirst(known) }, 1);
        return list.Of(bar ?? new()) with { Page = Math.Max(1, page ?? 1) };
    }

    /// <summary>What an address says; never fails.</summary>
    /// <param name="uri">Absolute or relative.</param>
    public static CustomerListAddress Parse(string uri)
    {
        var groups = PageAddress.Values(uri, "group");
        var page = int.TryParse(PageAddress.Value(uri, "page"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (int?)null;
        return From([.. groups], PageAddress.Value(uri, "sort"), PageAddress.Value(uri, "dir"), page, PageAddress.Parse(uri)) with { Orders = ScopeAddress.Parse(uri), Sum = SumOf(uri) };
    }

    /// <summary>What an address asks to be added up.</summary>
    public static CustomerSum SumOf(string uri) => Array.Find(Enum.GetValues<CustomerSum>(), s => string.Equals(s.ToString(), PageAddress.Value(uri, SumKey), StringComparison.OrdinalIgnoreCase));

    /// <summary>Words begin with A, figures with the largest.</summary>
    public static bool DescendsFirst(CustomerSort sort) => sort is not (CustomerSort.Name or CustomerSort.Country or CustomerSort.Channel);

    public CustomerListAddress SortedBy(CustomerSort sort) => this with { Sort = sort, Descending = sort == Sort ? !Descending : DescendsFirst(sort), Page = 1 };

    public CustomerListAddress Toggling(RfmGroup group) => this with { Groups = Groups.Contains(group) ? [.. Groups.Where(g => g != group)] : [.. Groups, group], Page = 1 };

    public override string ToString() => At(Addresses.Customers);

    /// <summary>The same list on another page.</summary>
    /// <param name="path">That page.</param>
    /// <param name="more">What else its address says.</param>
    public string At(string path, params IEnumerable<KeyValuePair<string, string?>> more)
    {
        var query = Groups.Select(g => KeyValuePair.Create("group", (string?)NameOf(g))).ToList();
        if (Orders is { } orders) query.AddRange(ScopeAddress.Values(orders));
        if (Sum != default) query.Add(new(SumKey, Sum.ToString().ToLowerInvariant()));
        if (Sort != Default.Sort) query.Add(new("sort", Array.Find(SortNames, s => s.Sort == Sort).Name));
        if (Descending != DescendsFirst(Sort)) query.Add(new("dir", Descending ? "desc" : "asc"));
        if (Page > 1) query.Add(new("page", Page.ToString(CultureInfo.InvariantCulture)));
        return Bar.On(QueryHelpers.AddQueryString(path, query.Concat(more)));
    }

    /// <summary>Such as <c>cant-lose</c>.</summary>
    private static string NameOf(RfmGroup group) =>
        string.Concat(group.ToString().Select((c, i) => char.IsUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
