using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Rfm;
using Dashboard.Core.Imports;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Features.Imports;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Help;

/// <summary>Something the help explains.</summary>
/// <param name="Kind">Key of the kind's text, after <c>Kind.</c>.</param>
/// <param name="Address">Where it stands.</param>
public sealed record HelpTopic(string Kind, string Title, string Text, string Address);

/// <summary>All topics of the help, for its search.</summary>
public sealed class HelpIndex(IStringLocalizer<HelpText> text, IStringLocalizer<KpiText> kpis, IStringLocalizer<RfmText> groups, IStringLocalizer<ReasonText> reasons,
    IStringLocalizer<ImportsText> imports, RejectedRows rejected)
{
    /// <summary>Topics that hold every word of <paramref name="query"/>, those with all of them in the title first.</summary>
    public IReadOnlyList<HelpTopic> Find(string query)
    {
        var words = query.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0) return [];
        return [.. All()
            .Where(t => words.All(w => Holds(t.Title, w) || Holds(t.Text, w)))
            .OrderBy(t => words.All(w => Holds(t.Title, w)) ? 0 : 1)];
    }

    /// <summary>Terms of the glossary or rules of counting, in the order of their names or of the file.</summary>
    /// <param name="kind"><c>Term</c> or <c>Rule</c>.</param>
    public IEnumerable<(string Id, string Name, string Text)> Entries(string kind) =>
        from entry in text.GetAllStrings(includeParentCultures: true)
        where entry.Name.StartsWith(kind + ".", StringComparison.Ordinal) && entry.Name.EndsWith(".Name", StringComparison.Ordinal)
        let id = entry.Name[(kind.Length + 1)..^".Name".Length]
        orderby kind == "Term" ? entry.Value : ""
        select (id, entry.Value, text[$"{kind}.{id}.Text"].Value);

    private IEnumerable<HelpTopic> All()
    {
        foreach (var kpi in KpiCatalog.All)
            yield return new("Kpi", kpis[$"{kpi.Name}.Name"], $"{kpis[$"{kpi.Name}.Definition"]} {kpis[$"{kpi.Name}.LeftOut"]} {kpi.Name}", Addresses.HelpKpi(kpi.Name));
        foreach (var group in RfmGroups.All)
            yield return new("Rfm", groups[$"{group}.Name"], $"{groups[$"{group}.Meaning"]} {groups[$"{group}.Action"]}", $"{Addresses.Help}#rfm");
        yield return new("Rfm", text["Rfm"], text["RfmLead"], $"{Addresses.Help}#rfm");
        yield return new("Cohorts", text["Cohorts"], string.Join(' ', Enumerable.Range(1, 4).Select(i => text[$"Cohorts{i}"].Value)), $"{Addresses.Help}#cohorts");
        foreach (var (id, name, body) in Entries("Rule"))
            yield return new("Rule", name, body, $"{Addresses.Help}#rule-{id}");
        yield return new("Importing", text["Importing"], $"{text["ImportingLead"]} {string.Join(' ', Enumerable.Range(1, 6).Select(i => text[$"ImportRule{i}"].Value))}", $"{Addresses.Help}#importing");
        foreach (var field in FieldGroups.All.SelectMany(g => g))
            yield return new("Column", imports[$"Field.{field}"], $"{imports[$"FieldHelp.{field}"]} {imports[$"FieldNames.{field}"]}", $"{Addresses.Help}#columns");
        foreach (var reason in Enum.GetValues<RejectReason>())
            yield return new("Reason", reasons[$"{reason}.Name"], rejected.Repair(reason), $"{Addresses.Help}#rejections");
        foreach (var (id, name, body) in Entries("Term"))
            yield return new("Term", name, body, $"{Addresses.Help}#term-{id}");
    }

    private static bool Holds(string text, string word) => text.Contains(word, StringComparison.CurrentCultureIgnoreCase);
}
