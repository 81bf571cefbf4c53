using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Lifetime.Holdout;
using Dashboard.Analytics.Rfm;
using Dashboard.Core.Imports;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Features.Imports;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Help;

/// <summary>Something the help explains.</summary>
/// <param name="Kind">Key of the kind's text, after <c>Kind.</c>.</param>
/// <param name="Text">Its first words.</param>
/// <param name="Address">Where it stands.</param>
/// <param name="More">What is searched too and not shown.</param>
public sealed record HelpTopic(string Kind, string Title, string Text, string Address, string More = "");

/// <summary>All topics of the help, for its search.</summary>
public sealed class HelpIndex(IStringLocalizer<HelpText> text, IStringLocalizer<KpiText> kpis, IStringLocalizer<RfmText> groups, IStringLocalizer<ReasonText> reasons,
    IStringLocalizer<ImportsText> imports, RejectedRows rejected)
{
    /// <summary>Paragraphs on what the pages about figures share.</summary>
    internal const int BarParts = 4;

    /// <summary>Topics that hold every word of <paramref name="query"/>, those with all of them in the title first.</summary>
    public IReadOnlyList<HelpTopic> Find(string query)
    {
        var words = query.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0) return [];
        return [.. All()
            .Where(t => words.All(w => Holds(t.Title, w) || Holds(t.Text, w) || Holds(t.More, w)))
            .OrderBy(t => words.All(w => Holds(t.Title, w)) ? 0 : 1)];
    }

    /// <summary>Terms of the glossary or rules of counting, in the order of their names or of the file.</summary>
    /// <param name="kind"><c>Term</c> or <c>Rule</c>.</param>
    public IEnumerable<(string Id, string Name, string Text)> Entries(string kind) =>
        from entry in text.GetAllStrings(includeParentCultures: true)
        where entry.Name.StartsWith(kind + ".", StringComparison.Ordinal) && entry.Name.EndsWith(".Name", StringComparison.Ordinal)
        let id = entry.Name[(kind.Length + 1)..^".Name".Length]
        orderby kind == "Term" ? entry.Value : ""
        select (id, entry.Value, text[$"{kind}.{id}.Text", 100 * HoldoutErrors.MostBias, HoldoutErrors.GiniSlack, 100 * HoldoutErrors.ErrorSlack].Value);

    private IEnumerable<HelpTopic> All()
    {
        foreach (var kpi in KpiCatalog.All)
            yield return new("Kpi", kpis[$"{kpi.Name}.Name"], kpis[$"{kpi.Name}.Definition"], Addresses.HelpKpi(kpi.Name), $"{kpis[$"{kpi.Name}.LeftOut"]} {kpi.Name}");
        foreach (var group in RfmGroups.All)
            yield return new("Rfm", groups[$"{group}.Name"], groups[$"{group}.Meaning"], $"{Addresses.Help}#rfm", groups[$"{group}.Action"]);
        yield return new("Rfm", text["Rfm"], text["RfmLead"], $"{Addresses.Help}#rfm");
        yield return new("Cohorts", text["Cohorts"], text["Cohorts1"], $"{Addresses.Help}#cohorts", string.Join(' ', Enumerable.Range(2, 5).Select(i => text[$"Cohorts{i}"].Value)));
        yield return new("Bar", text["Bar"], text["Bar1"], $"{Addresses.Help}#bar", string.Join(' ', Enumerable.Range(2, BarParts - 1).Select(i => text[$"Bar{i}"].Value)));
        foreach (var (id, name, body) in Entries("Rule"))
            yield return new("Rule", name, body, $"{Addresses.Help}#rule-{id}");
        yield return new("Importing", text["Importing"], text["ImportingLead"], $"{Addresses.Help}#importing", string.Join(' ', Enumerable.Range(1, 6).Select(i => text[$"ImportRule{i}"].Value)));
        yield return new("Importing", text["Scheduling"], text["Schedule1"], $"{Addresses.Help}#schedules", string.Join(' ', Enumerable.Range(2, 3).Select(i => text[$"Schedule{i}"].Value)));
        yield return new("Exporting", text["Exporting"], text["Export1"], $"{Addresses.Help}#exports", string.Join(' ', Enumerable.Range(2, 3).Select(i => text[$"Export{i}"].Value)));
        foreach (var field in FieldGroups.All.SelectMany(g => g))
            yield return new("Column", imports[$"Field.{field}"], imports[$"FieldHelp.{field}"], $"{Addresses.Help}#columns", imports[$"FieldNames.{field}"]);
        foreach (var reason in Enum.GetValues<RejectReason>())
            yield return new("Reason", reasons[$"{reason}.Name"], rejected.Repair(reason), $"{Addresses.Help}#rejections");
        foreach (var (id, name, body) in Entries("Term"))
            yield return new("Term", name, body, $"{Addresses.Help}#term-{id}");
    }

    private static bool Holds(string text, string word) => text.Contains(word, StringComparison.CurrentCultureIgnoreCase);
}
