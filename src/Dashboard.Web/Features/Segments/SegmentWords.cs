using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Rfm;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Segments;
using Dashboard.Web.Components;
using Dashboard.Web.Features.Customers;
using Dashboard.Web.Features.Help;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Segments;

/// <summary>
/// Rules as plain sentences: "Customers who" and then one clause for each rule. Each kind of rule has one text with places for what was chosen, and each choice stands in
/// it as a phrase of its own, so that translators see whole phrases and no grammar is put together here. A rule that is not complete yet is three dots.
/// </summary>
public sealed class SegmentWords(IStringLocalizer<RuleText> text, IStringLocalizer<RfmText> groups, IStringLocalizer<CustomersText> states, RuleSeals seals, Figures figures)
{
    /// <summary>A rule as a sentence without a full stop.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="currency">Reporting currency.</param>
    /// <param name="nameOf">Names another segment by its number; null when it is not one that the reader sees.</param>
    public string Of(SegmentRule rule, string currency, Func<int, string?> nameOf) => rule switch
    {
        RuleGroup { Rules.Count: 0, Mode: GroupMode.Any } => text["ByHand"],
        RuleGroup { Rules.Count: 0 } => text["Group.Empty"],
        _ => text["Sentence", Clause(seals.Open(rule), currency, nameOf)],
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

    private string Clause(SegmentRule rule, string currency, Func<int, string?> nameOf) => rule switch
    {
        RuleGroup { Rules.Count: 0 } => text["Unfinished"],
        RuleGroup { Mode: not GroupMode.None, Rules: [var only] } => Clause(only, currency, nameOf),
        RuleGroup { Mode: GroupMode.None, Rules: [var only] } => text["Not", Nested(only, currency, nameOf)],
        RuleGroup group => Listed($"Group.{group.Mode}", [.. group.Rules.Select(r => Nested(r, currency, nameOf))]),
        _ when IsUnfinished(rule) => text["Unfinished"],
        OrderTotalRule { Measure: OrderMeasure.Orders } orders => With(Orders(orders), orders.Window, orders.Where),
        OrderTotalRule total => With(Range(total, currency), total.Window, total.Where),
        OrderRule order => Conditions(order.Window, order.Where) is { Length: > 0 } conditions ? text[Key($"Order.{order.Place}", order.Not), conditions] : text[$"{Key($"Order.{order.Place}", order.Not)}.Alone"],
        ProspectRule => text["Prospect"],
        CountryRule country => text[Key("Is.Country", country.Not), Names(country.Countries)],
        RfmGroupRule { On: { } day } rfm => text["RfmGroupOn", figures.Day(day), Groups(rfm.Groups)],
        RfmGroupRule rfm => text["RfmGroup", Groups(rfm.Groups)],
        LifecycleRule lifecycle => text["State", States(lifecycle.States)],
        LifecycleChangeRule { From.Count: 0 } change => text["StateChange", States(change.To), Window(new(Last: change.Days))],
        LifecycleChangeRule change => text["StateChange.From", States(change.To), States(change.From), Window(new(Last: change.Days))],
        StateOnRule on => text["StateOn", figures.Day(on.Day), States(on.States)],
        StateFlowRule { From.Count: 0 } flow => text["StateFlow", States(flow.To), Window(flow.Window)],
        StateFlowRule flow => text["StateFlow.From", States(flow.To), States(flow.From), Window(flow.Window)],
        LostRule lost => text[$"LostStep.{lost.Step}", Window(lost.Window)],
        BoughtRule bought => Bought(bought, currency),
        AcquiredRule acquired => text[Key($"Acquired.{acquired.By}", acquired.Not), Names(acquired.Names)],
        CohortRule cohort => text[$"Cohort.{cohort.Step}", text[$"Cohort.{cohort.Bucket}", figures.Count(cohort.Period)]],
        BirthdayRule birthday => figures.Counted(text, "Birthday", birthday.Days),
        OnFileRule file => text["OnFile", Listed("Group.All", [.. Enum.GetValues<OnFile>().Where(f => f != OnFile.None && file.What.HasFlag(f)).Select(f => text[$"OnFile.{f}"].Value)])],
        OnFileSinceRule since => text[Key("OnFileSince", since.Not), Window(since.Window)],
        ConsentRule consent => text[$"Consent.{consent.Word}", consent.Purpose],
        AttributeRule attribute => Attribute(attribute, currency),
        ProfileRule profile => text[Key($"Is.{profile.Field}", profile.Not), Names(profile.Names)],
        MemberRule member => nameOf(member.Segment) is { } name ? text["Member", name] : text["Member.Unknown"],
        MovedRule moved => text[$"Moved.{moved.Move}", nameOf(moved.Segment) is { } name ? text["Moved.Segment", name] : text["Moved.Unknown"], Window(moved.Window)],
        MarkRule mark => text[$"Mark.{mark.Question}", mark.Tag],
        RfmScoreRule { On: { } day } score => text["ScoreOn", Range(score, currency), figures.Day(day)],
        RangeRule range when RuleKinds.Of(range) is not null => Range(range, currency),
        _ => text["Unknown"],
    };

    /// <summary>Something is still to be chosen or entered.</summary>
    private static bool IsUnfinished(SegmentRule rule) => rule switch
    {
        BoughtRule bought => bought.Products.Count + bought.Brands.Count + bought.Categories.Count == 0 || bought.Window is { } window && IsOpen(window)
            || bought is { Measure: not null, AtLeast: null, AtMost: null },
        AttributeRule attribute => attribute.Name.Length == 0 || attribute is { As: AttributeKind.Number, AtLeast: null, AtMost: null } || attribute.As == AttributeKind.Day && IsOpen(attribute.Window ?? new()),
        RangeRule { AtLeast: null, AtMost: null } => true,
        OrderTotalRule { Window: { } window } => IsOpen(window),
        OrderRule { Window: { } window } => IsOpen(window),
        CountryRule country => country.Countries.Count == 0,
        RfmGroupRule rfm => rfm.Groups.Count == 0,
        LifecycleRule lifecycle => lifecycle.States.Count == 0,
        LifecycleChangeRule change => change.To.Count == 0,
        StateOnRule on => on.States.Count == 0,
        StateFlowRule flow => flow.To.Count == 0 || IsOpen(flow.Window),
        LostRule lost => IsOpen(lost.Window),
        AcquiredRule acquired => acquired.Names.Count == 0,
        OnFileRule file => file.What == OnFile.None,
        OnFileSinceRule since => IsOpen(since.Window),
        ConsentRule consent => consent.Purpose.Length == 0,
        ProfileRule profile => profile.Names.Count == 0,
        MemberRule member => member.Segment == 0,
        MovedRule moved => moved.Segment == 0 || IsOpen(moved.Window),
        MarkRule { Question: MarkQuestion.Tagged } mark => mark.Tag.Length == 0,
        _ => false,
    };

    private static bool IsOpen(DayWindow window) => window is { Last: null, From: null, To: null };

    private static string Key(string key, bool isNot) => isNot ? $"{key}.Not" : key;

    // Within a list, only what is itself a list can be misread.
    private string Nested(SegmentRule rule, string currency, Func<int, string?> nameOf) =>
        rule is RuleGroup { Rules: [var only], Mode: not GroupMode.None } ? Nested(only, currency, nameOf)
        : rule is RuleGroup { Rules.Count: > 1 } ? text["Nested", Clause(rule, currency, nameOf)] : Clause(rule, currency, nameOf);

    private string Listed(string key, IReadOnlyList<string> clauses) =>
        clauses.Count == 1 ? clauses[0] : text[clauses.Count == 2 ? key : $"{key}.Last", clauses.SkipLast(1).Aggregate((a, b) => text[$"{key}.More", a, b]), clauses[^1]];

    private string Orders(OrderTotalRule rule) => (rule.AtLeast, rule.AtMost) switch
    {
        (null or 0, 0) => text["Orders.Never"],
        ({ } least, { } most) when least == most => text["Orders.Exactly", Times(least)],
        ({ } least, { } most) => text["Orders.Between", figures.Count((double)least), Times(most)],
        ({ } least, _) => text["Orders.AtLeast", Times(least)],
        (_, var most) => text["Orders.AtMost", Times(most ?? 0)],
    };

    private string Times(decimal times) => times is 1 or 2 ? text[$"Times.{times:0}"] : text["Times", figures.Count((double)times)];

    private string Range(RangeRule rule, string currency)
    {
        var kind = RuleKinds.Of(rule)!.Value;
        var unit = RuleKinds.UnitOf(kind);
        string At(decimal value) => Value(value, unit, currency);
        return text[$"Range.{kind}", Bounds(rule, At, unit == RuleUnit.Days || kind == RuleKind.Purchases ? value => figures.Counted(text, "DayCount", (double)value) : At)];
    }

    // What is counted is named once, after the last number.
    private string Bounds(RangeRule rule, Func<decimal, string> at, Func<decimal, string> named) => (rule.AtLeast, rule.AtMost) switch
    {
        ({ } least, { } most) when least == most => text["Exactly", named(least)],
        ({ } least, { } most) => text["Between", at(least), named(most)],
        ({ } least, _) => text["AtLeast", named(least)],
        (_, < 0 and > -0.005m) => text["LessThan", named(0)],   // the smallest amount below nothing
        (_, var most) => text["AtMost", named(most ?? 0)],
    };

    private string With(string clause, DayWindow? window, OrderFilter where) => Conditions(window, where) is { Length: > 0 } conditions ? text["Joined", clause, conditions] : clause;

    private string Conditions(DayWindow? window, OrderFilter where) => Joined([
        .. Those(Key("Where.Channels", where.Except.Contains(OrderField.Channels)), where.Channels), .. Those(Key("Where.Countries", where.Except.Contains(OrderField.Countries)), where.Countries), .. Those(Key("Where.Currencies", where.Except.Contains(OrderField.Currencies)), where.Currencies),
        .. Those(Key("Where.Campaigns", where.Except.Contains(OrderField.Campaigns)), where.Campaigns), .. Those(Key("Where.Coupons", where.Except.Contains(OrderField.Coupons)), where.Coupons), .. window is null ? [] : new[] { Window(window) }]);

    private string Bought(BoughtRule rule, string currency)
    {
        var goods = Joined([
            .. rule.Products.Count > 0 ? Those("Bought.Products", rule.Products) : [text[rule.Measure is not null ? "Bought.Goods" : Key("Bought.Something", rule.Not)]],
            .. Those("Bought.Brands", rule.Brands), .. Those("Bought.Categories", rule.Categories), .. rule.Window is { } window ? new[] { Window(window) } : []]);
        string At(decimal value) => Value(value, RuleKinds.UnitOf(rule.Measure), currency);
        string Counted(decimal value) => text[value == 1 ? $"Bought.Count.{rule.Measure}.One" : $"Bought.Count.{rule.Measure}", At(value)];
        string clause = rule.Measure is { } measure
            ? text[$"Bought.Measure.{measure}", Bounds(rule, At, measure == BoughtMeasure.Amount ? At : Counted), goods]
            : text[Key("Bought", rule.Not), goods];
        if (rule.Place is OrderPlace.First or OrderPlace.Last) clause = text[$"Bought.Place.{rule.Place}", clause];
        return rule is { Measure: not null, Not: true } ? text["Not", clause] : clause;
    }

    private string Attribute(AttributeRule rule, string currency)
    {
        string At(decimal value) => Value(value, RuleUnit.Number, currency);
        if (rule.As == AttributeKind.Text) return rule.Values.Count == 0 ? text[Key("Attribute.Any", rule.Not), rule.Name] : text[Key("Attribute", rule.Not), rule.Name, Names(rule.Values)];
        string clause = rule.As == AttributeKind.Number ? text["Attribute.Number", rule.Name, Bounds(rule, At, At)] : text["Attribute.Day", rule.Name, Window(rule.Window!)];
        return rule.Not ? text["Not", clause] : clause;
    }

    private string Joined(List<string> phrases) => phrases.Count == 0 ? "" : phrases.Aggregate((a, b) => text["Joined", a, b]);

    private IEnumerable<string> Those(string key, IReadOnlyList<string> names) => names.Count == 0 ? [] : [text[key, Names(names)]];

    private string Window(DayWindow window) => (window.Last, window.From, window.To) switch
    {
        ({ } days, _, _) => figures.Counted(text, "Window.Last", days),
        (_, { } from, { } to) when from == to => text["Window.On", figures.Day(from)],
        (_, { } from, { } to) => text["Window.Between", figures.Day(from), figures.Day(to)],
        (_, { } from, _) => text["Window.From", figures.Day(from)],
        (_, _, { } to) => text["Window.To", figures.Day(to)],
        _ => text["Unfinished"],
    };

    private string Groups(IEnumerable<RfmGroup> chosen) => Or(chosen.Select(g => groups[$"{g}.Name"].Value));

    private string States(IEnumerable<LifecycleState> chosen) => Or(chosen.Select(s => states[$"State.{s}"].Value));

    private string Names(IEnumerable<string> names) => Or(names.Select(n => n.Length > 0 ? n : text["Unnamed"].Value));

    private string Or(IEnumerable<string> names) => names.Aggregate((a, b) => text["Or", a, b]);
}
