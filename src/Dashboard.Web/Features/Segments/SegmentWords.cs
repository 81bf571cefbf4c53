using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;
using Dashboard.Web.Components;
using Dashboard.Web.Features.Customers;
using Dashboard.Web.Features.Help;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Segments;

/// <summary>
/// Rules in plain words. Each kind of rule has one text with places for what was chosen, and each choice stands in it as a phrase of its own, so that translators see
/// whole phrases and no grammar is put together here.
/// </summary>
public sealed class SegmentWords(IStringLocalizer<RuleText> text, IStringLocalizer<RfmText> groups, IStringLocalizer<CustomersText> states, Figures figures)
{
    /// <summary>A rule in words.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="currency">Reporting currency.</param>
    /// <param name="nameOf">Names another segment by its number; null when it is not one that the reader sees.</param>
    public string Of(SegmentRule rule, string currency, Func<int, string?> nameOf) => rule switch
    {
        RuleGroup { Rules.Count: 0 } => text["Group.Empty"],
        RuleGroup { Mode: not GroupMode.None, Rules: [var only] } => Of(only, currency, nameOf),
        RuleGroup group => text[$"Group.{group.Mode}", Listed(group, currency, nameOf)],
        OrderRule order => Order(order),
        ProspectRule => text["Kind.Prospect"],
        CountryRule country => text["Choice", text["Kind.Country"], Names(country.Countries)],
        RfmGroupRule { On: { } day } rfm => text["RfmGroupOn", figures.Day(day), Or(rfm.Groups.Select(g => groups[$"{g}.Name"].Value))],
        RfmGroupRule rfm => text["Choice", text["Kind.RfmGroup"], Or(rfm.Groups.Select(g => groups[$"{g}.Name"].Value))],
        LifecycleRule lifecycle => text["Choice", text["Kind.Lifecycle"], Or(lifecycle.States.Select(s => states[$"State.{s}"].Value))],
        LifecycleChangeRule { From.Count: 0 } change => text["StateChange", figures.Count(change.Days), Or(change.To.Select(s => states[$"State.{s}"].Value))],
        LifecycleChangeRule change => text["StateChange.From", figures.Count(change.Days), Or(change.To.Select(s => states[$"State.{s}"].Value)), Or(change.From.Select(s => states[$"State.{s}"].Value))],
        StateOnRule on => text["StateOn", figures.Day(on.Day), Or(on.States.Select(s => states[$"State.{s}"].Value))],
        StateFlowRule { From.Count: 0 } flow => text["StateFlow", Or(flow.To.Select(s => states[$"State.{s}"].Value)), Window(flow.Window)],
        StateFlowRule flow => text["StateFlow.From", Or(flow.To.Select(s => states[$"State.{s}"].Value)), Or(flow.From.Select(s => states[$"State.{s}"].Value)), Window(flow.Window)],
        LostRule lost => text[$"LostStep.{lost.Step}", Window(lost.Window)],
        BoughtRule bought => text[bought.Not ? "Bought.Not" : "Bought", Joined([
            .. Listed("Products", bought.Products), .. Listed("Brands", bought.Brands), .. Listed("Categories", bought.Categories), .. bought.Window is null ? [] : new[] { Window(bought.Window) }])],
        AcquiredRule acquired => text[acquired.Not ? "Acquired.Not" : "Choice", text[$"By.{acquired.By}"], Names(acquired.Names)],
        CohortRule cohort => text[$"Cohort.{cohort.Step}", text[$"Cohort.{cohort.Bucket}", figures.Count(cohort.Period)]],
        BirthdayRule birthday => text["Birthday", figures.Count(birthday.Days)],
        OnFileRule file => text["Choice", text["Kind.OnFile"], Or(Enum.GetValues<OnFile>().Where(f => f != OnFile.None && file.What.HasFlag(f)).Select(f => text[$"OnFile.{f}"].Value))],
        ConsentRule consent => text[$"Consent.{consent.Word}", consent.Purpose],
        AttributeRule { Values.Count: 0 } attribute => text["Attribute.Any", attribute.Name],
        AttributeRule attribute => text["Choice", attribute.Name, Names(attribute.Values)],
        ProfileRule profile => text["Choice", text[$"Kind.{profile.Field}"], Names(profile.Names)],
        MemberRule member => text["Member", nameOf(member.Segment) ?? text["Member.Unknown"]],
        MarkRule { Question: MarkQuestion.Tagged } mark => text["Tagged", mark.Tag.Length > 0 ? mark.Tag : text["Nothing"].Value],
        MarkRule mark => text[$"Mark.{mark.Question}"],
        RangeRule range when RuleKinds.Of(range) is { } kind => Range(range, kind, currency),
        _ => text["Unknown"],
    };

    /// <summary>What is wrong with a rule.</summary>
    public string Problem(RuleProblem problem) => text[$"Problem.{problem.Reason}", problem.Name ?? ""];

    /// <summary>A number of a rule as people read it.</summary>
    public string Value(decimal value, RuleUnit unit, string currency) => unit switch
    {
        RuleUnit.Money => figures.Money((double)value, currency, brief: true),
        RuleUnit.Percent => figures.Percent((double)value, value * 100 == Math.Floor(value * 100) ? 0 : 1),
        RuleUnit.Number => figures.Number((double)value, value == Math.Floor(value) ? 0 : 1),
        _ => figures.Count((double)value),
    };

    private string Listed(RuleGroup group, string currency, Func<int, string?> nameOf) =>
        group.Rules.Select(r => r is RuleGroup { Rules.Count: > 1 } or RuleGroup { Mode: GroupMode.None } ? text["Nested", Of(r, currency, nameOf)] : Of(r, currency, nameOf))
            .Aggregate((a, b) => text[group.Mode == GroupMode.All ? "And" : "Or", a, b]);

    private string Range(RangeRule rule, RuleKind kind, string currency)
    {
        var unit = RuleKinds.UnitOf(kind);
        string At(decimal value) => Value(value, unit, currency);
        string name = text[$"Kind.{kind}"];
        string bounds = (rule.AtLeast, rule.AtMost) switch
        {
            ({ } least, { } most) when least == most => text["Exactly", name, At(least)],
            ({ } least, { } most) => text["Between", name, At(least), At(most)],
            ({ } least, null) => text["AtLeast", name, At(least)],
            (null, { } most) => text["AtMost", name, At(most)],
            _ => text["NoBound", name],
        };
        return rule is OrderTotalRule total && Conditions(total.Window, total.Where) is { Length: > 0 } conditions ? text["With", bounds, conditions] : bounds;
    }

    private string Order(OrderRule rule)
    {
        var conditions = Conditions(rule.Window, rule.Where);
        var key = $"Order.{rule.Place}{(rule.Not ? ".Not" : "")}";
        return conditions.Length > 0 ? text[key, conditions] : text[$"{key}.Alone"];
    }

    private string Conditions(DayWindow? window, OrderFilter where)
    {
        var all = new List<string>();
        if (window is not null) all.Add(Window(window));
        if (where.Channels.Count > 0) all.Add(text["Choice", text["Channel"], Names(where.Channels)]);
        if (where.Countries.Count > 0) all.Add(text["Choice", text["OrderCountry"], Names(where.Countries)]);
        if (where.Currencies.Count > 0) all.Add(text["Choice", text["Currency"], Names(where.Currencies)]);
        all.AddRange([.. Listed("Campaigns", where.Campaigns), .. Listed("Coupons", where.Coupons)]);
        return Joined(all);
    }

    private string Joined(List<string> phrases) => phrases.Count == 0 ? "" : phrases.Aggregate((a, b) => text["Both", a, b]);

    private IEnumerable<string> Listed(string key, IReadOnlyList<string> names) => names.Count == 0 ? [] : [text["Choice", text[key], Names(names)]];

    private string Window(DayWindow window) => (window.Last, window.From, window.To) switch
    {
        ({ } days, _, _) => text["Window.Last", figures.Count(days)],
        (_, { } from, { } to) => text["Window.Between", figures.Day(from), figures.Day(to)],
        (_, { } from, _) => text["Window.From", figures.Day(from)],
        (_, _, { } to) => text["Window.To", figures.Day(to)],
        _ => text["Window.None"],
    };

    private string Names(IEnumerable<string> names) => Or(names.Select(n => n.Length > 0 ? n : text["NotGiven"].Value));

    private string Or(IEnumerable<string> names) => names.DefaultIfEmpty(text["Nothing"]).Aggregate((a, b) => text["Or", a, b]);
}
