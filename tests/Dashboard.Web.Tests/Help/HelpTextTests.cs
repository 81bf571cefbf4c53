using System.Resources;
using System.Text.RegularExpressions;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Rfm;
using Dashboard.Core.Imports;
using Dashboard.Core.Jobs;
using Dashboard.Core.Settings;
using Dashboard.Web.Features.Help;
using Dashboard.Web.Features.Imports;
using Dashboard.Web.Features.Jobs;
using Dashboard.Web.Features.Settings;

namespace Dashboard.Web.Tests.Help;

public sealed partial class HelpTextTests
{
    [Fact]
    public void Every_KPI_has_every_text() =>
        AllPresent<KpiText>(from kpi in KpiCatalog.All from part in new[] { "Name", "Definition", "Formula", "Window", "LeftOut", "Example" } select $"{kpi.Name}.{part}");

    [Fact]
    public void No_text_is_about_a_KPI_that_does_not_exist()
    {
        var known = KpiCatalog.All.Select(k => k.Name).ToHashSet();
        Assert.All(Keys<KpiText>(), key => Assert.Contains(key.Split('.')[0], known));
        Assert.All(Keys<HelpText>().Where(k => k.StartsWith("Option.", StringComparison.Ordinal) || k.StartsWith("Differ.", StringComparison.Ordinal)), key => Assert.Contains(key.Split('.')[1], known));
    }

    [Fact]
    public void Every_KPI_stands_under_a_heading_with_a_text() => AllPresent<HelpText>(KpiCatalog.All.Select(k => $"KpiGroup.{KpiSections.Of(k.Id)}"));

    [Fact]
    public void Every_RFM_group_has_name_meaning_and_action() =>
        AllPresent<RfmText>(from rfm in Enum.GetValues<RfmGroup>() from part in new[] { "Name", "Meaning", "Action" } select $"{rfm}.{part}");

    [Fact]
    public void Every_reason_for_a_rejection_has_a_name() => AllPresent<ReasonText>(Enum.GetValues<RejectReason>().Select(r => $"{r}.Name"));

    [Fact]
    public void Every_field_of_an_order_file_has_a_name_a_meaning_and_examples() => AllPresent<ImportsText>(
        Enum.GetValues<OrderField>().Select(f => $"Field.{f}")
            .Concat(FieldGroups.All.SelectMany(g => g.SelectMany(f => new[] { $"FieldHelp.{f}", $"FieldNames.{f}" }).Append($"FieldGroup.{g.Key}"))));

    [Fact]
    public void Every_state_of_imports_jobs_and_settings_has_a_text()
    {
        AllPresent<ImportsText>(Enum.GetValues<ImportStatus>().Select(s => $"Status.{s}"));
        AllPresent<JobText>(Enum.GetNames<JobKind>().Concat(Enum.GetNames<JobState>()));
        AllPresent<SettingsText>(Enum.GetValues<SettingsReason>().Select(r => $"Reason.{r}"));
        AllPresent<SettingsText>(typeof(ShopSettings).GetProperties().Where(p => p.Name != nameof(ShopSettings.Id)).SelectMany(p => new[] { p.Name, $"{p.Name}.Hint" }));
    }

    [Fact]
    public void Every_text_that_these_pages_name_exists()
    {
        var features = Path.Combine(Source(), "src", "Dashboard.Web", "Features");
        foreach (var (folder, keys) in new[] { ("Customers", Keys<Features.Customers.CustomersText>()), ("Imports", Keys<ImportsText>()), ("Settings", Keys<SettingsText>()), ("Help", Keys<HelpText>()) })
        {
            var named = Directory.GetFiles(Path.Combine(features, folder)).Where(f => f.EndsWith(".razor", StringComparison.Ordinal) || f.EndsWith(".cs", StringComparison.Ordinal))
                .SelectMany(f => NamedText().Matches(File.ReadAllText(f))).Select(m => m.Groups["key"].Value).ToHashSet();
            Assert.NotEmpty(named);
            Assert.Empty(named.Except(keys));
        }
    }

    private static void AllPresent<T>(IEnumerable<string> keys) => Assert.Empty(keys.Except(Keys<T>()));

    private static HashSet<string> Keys<T>()
    {
        var texts = new ResourceManager(typeof(T)).GetResourceSet(System.Globalization.CultureInfo.InvariantCulture, createIfNotExists: true, tryParents: true)!;
        return [.. texts.Cast<System.Collections.DictionaryEntry>().Where(e => !string.IsNullOrWhiteSpace((string?)e.Value)).Select(e => (string)e.Key)];
    }

    private static string Source()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Dashboard.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }

    [GeneratedRegex("""\b[Tt]ext\["(?<key>[^"]+)"[\],]""")]
    private static partial Regex NamedText();
}
