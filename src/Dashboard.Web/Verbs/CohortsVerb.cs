using System.Globalization;
using Dashboard.Analytics.Cohorts;
using Dashboard.Core.Kpis;

namespace Dashboard.Web.Verbs;

/// <summary>Prints the monthly cohorts: how many of each month's new customers bought again, and what they brought.</summary>
internal sealed class CohortsVerb() : ShopVerb("cohorts", "Print the monthly cohorts: customers retained and revenue per month since the first purchase")
{
    private const int MonthsShown = 12;

    protected override async Task<string?> AnswerAsync(VerbContext context, CancellationToken cancellation)
    {
        var triangle = await context.Get<KpiService>().CohortsAsync(new(), cancellation);
        if (context.WantsJson)
            await context.WriteJsonAsync(new { cohorts = triangle.Cohorts.Select(CohortJson.Of) });
        else
            await WriteTextAsync(context.Out, triangle);
        return null;
    }

    private static async Task WriteTextAsync(TextWriter to, CohortTriangle triangle)
    {
        if (triangle.Cohorts.Count == 0)
        {
            await to.WriteLineAsync("No customer has bought yet.");
            return;
        }
        var months = Math.Min(MonthsShown, triangle.Cohorts.Max(c => c.Retained.Length) - 1);
        var table = new TextTable(["cohort", "size", .. Enumerable.Range(1, months).Select(k => string.Create(CultureInfo.InvariantCulture, $"M{k}"))]);
        foreach (var cohort in triangle.Cohorts)
        {
            var shares = Enumerable.Range(1, months).Select(k => k < cohort.Retained.Length && cohort.Retained[k] is { } share ? share.ToString("P1", CultureInfo.InvariantCulture) : "");
            table.Add([cohort.Name, cohort.Size.ToString("N0", CultureInfo.InvariantCulture), .. shares]);
        }
        await table.WriteAsync(to);
    }
}

/// <summary>One cohort of <c>cohorts --json</c>.</summary>
/// <param name="Cohort">Month of the first purchase, such as 1997-01.</param>
/// <param name="Size">Customers.</param>
/// <param name="Retained">Customers who bought in month k after it, the first being k = 0, which is all of them; null for a month that has not ended.</param>
/// <param name="Revenue">Their net revenue in month k, major units; null likewise.</param>
internal sealed record CohortJson(string Cohort, int Size, IEnumerable<long?> Retained, IEnumerable<double?> Revenue)
{
    public static CohortJson Of(CohortRow row) => new(row.Name, row.Size, row.Active.Select(a => (long?)a), row.Revenue);
}
