namespace Dashboard.Browser.Tests;

/// <summary>Every page that people open, in the sample shop.</summary>
internal static class Pages
{
    public static readonly string[] All = ["/", "/customers", "/customers/1", "/customers/1?show=note", "/segments", "/segments/new", "/segments/rfm", "/segments/compare", "/at-risk", "/at-risk/earlier", "/customers/changes", "/one-time-buyers", "/one-time-buyers?by=first_product", "/lifecycle", "/lifecycle?range=all", "/clv", "/clv?by=first_product", "/clv/acquisition", "/clv/acquisition?channel=Web", "/clv/what-if", "/clv/what-if?h=730&d=5&m=40", "/clv/model", "/cohorts", "/cohorts?by=range&show=value", "/cohorts?by=channel&show=again&abs=1", "/views", "/exports", "/exports/new", "/exports/schedules/new", "/exports/schedules/1", "/exports/schedules/1/edit", "/imports", "/imports/schedules/new", "/settings", "/users", "/help", "/help/kpi/revenue"];

    public static TheoryData<string, bool> InBothThemes
    {
        get
        {
            var rows = new TheoryData<string, bool>();
            foreach (var page in All)
            {
                rows.Add(page, false);
                rows.Add(page, true);
            }
            return rows;
        }
    }
}
