using System.CommandLine;
using System.Globalization;
using Dashboard.Analytics.Cohorts;
using Dashboard.Core.Kpis;

namespace Dashboard.Web.Verbs;

/// <summary>Prints the cohorts: how many of each month's or each group's new customers bought again, and what they brought.</summary>
internal sealed class CohortsVerb : ShopVerb
{
    private const int PeriodsShown = 12;

    private readonly Option<string?> _by = new("--by") { Description = $"Group customers by month, week or quarter of the first purchase, or by {GroupWords.Help}", HelpName = "KEY" };

    public CohortsVerb() : base("cohorts", "Print the cohorts: customers retained and revenue per month since the first purchase") => Add(_by);

    protected override string? Problem(VerbContext context) =>
        Read(context.Value(_by)) is null ? $"--by has \"{context.Value(_by)}\"; month, week, quarter, {GroupWords.Help} is needed." : null;

    private static CohortQuery? Read(string? by) => by?.ToLowerInvariant() switch
    {
        null or "month" => new(),
        "week" => new() { Bucket = CohortBucket.Week },
        "quarter" => new() { Bucket = CohortBucket.Quarter },
        var word => GroupWords.Read(word) is { } key ? new() { Key = key } : null,
    };

    protected override async Task<string?> AnswerAsync(VerbContext context, CancellationToken cancellation)
    {
        var triangle = await context.Get<KpiService>().CohortsAsync(Read(context.Value(_by))!, cancellation);
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
        var periods = Math.Min(PeriodsShown, triangle.Cohorts.Max(c => c.Retained.Length) - 1);
        var letter = triangle.Bucket.ToString()[0];
        var table = new TextTable(["cohort", "size", .. Enumerable.Range(1, periods).Select(k => string.Create(CultureInfo.InvariantCulture, $"{letter}{k}"))]);
        foreach (var cohort in triangle.Cohorts)
        {
            var shares = Enumerable.Range(1, periods).Select(k => k < cohort.Retained.Length && cohort.Retained[k] is { } share ? share.ToString("P1", CultureInfo.InvariantCulture) : "");
            table.Add([GroupWords.Shown(cohort.Name), cohort.Size.ToString("N0", CultureInfo.InvariantCulture), .. shares]);
        }
        await table.WriteAsync(to);
    }
}

/// <summary>One cohort of <c>cohorts --json</c>.</summary>
/// <param name="Cohort">Month of the first purchase, such as 1997-01, or another period, or the name of a group.</param>
/// <param name="Size">Customers.</param>
/// <param name="Retained">
/// Customers who bought in period k after it, the first being k = 0, which is all of them; null for a period that has not ended. Of groups only customers count
/// for whom period k has ended.
/// </param>
/// <param name="Revenue">Their net revenue in period k, major units; null likewise.</param>
internal sealed record CohortJson(string Cohort, int Size, IEnumerable<long?> Retained, IEnumerable<double?> Revenue)
{
    public static CohortJson Of(CohortRow row) => new(row.Name, row.Size, row.Active.Select(a => (long?)a), row.Revenue);
}
