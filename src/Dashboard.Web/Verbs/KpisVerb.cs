using System.CommandLine;
using System.Globalization;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Kpis;
using Dashboard.Core.Kpis;
using Dashboard.Core.Money;

namespace Dashboard.Web.Verbs;

/// <summary>Prints the KPIs.</summary>
internal sealed class KpisVerb : ShopVerb
{
    private readonly Option<string?> _from = new("--from") { Description = "First day (default: the first day with an order)", HelpName = "yyyy-MM-dd" };
    private readonly Option<string?> _to = new("--to") { Description = "Last day, included (default: the last day with an order)", HelpName = "yyyy-MM-dd" };
    private readonly Option<string?> _compare = new("--compare") { Description = $"What to compare with: {KpiWords.CompareHelp}", HelpName = "RANGE" };
    private readonly Option<string?> _by = new("--by") { Description = $"Split the figures by {KpiWords.ByHelp}", HelpName = "PART" };

    public KpisVerb() : base("kpis", "Print the shop's KPIs")
    {
        Add(_from);
        Add(_to);
        Add(_compare);
        Add(_by);
    }

    protected override string? Problem(VerbContext context) => Read(context).Problem;

    protected override async Task<string?> AnswerAsync(VerbContext context, CancellationToken cancellation)
    {
        var words = Read(context).Words!;
        if (Beyond(words.Query, context.Get<KpiService>().Facts) is { } nothing) return nothing;
        var report = await context.Get<KpiService>().RunAsync(words.Query, cancellation);
        if (context.WantsJson) await context.WriteJsonAsync(KpiJson.Of(report, words.By));
        else await WriteTextAsync(context.Out, report, words.By);
        return null;
    }

    private (KpiWords? Words, string? Problem) Read(VerbContext context) =>
        KpiWords.Read(context.Value(_from), context.Value(_to), context.Value(_compare), context.Value(_by));

    // A range with one end open takes the other from the data, and must not run backwards.
    private static string? Beyond(KpiQuery query, CustomerFacts facts)
    {
        if (facts.OrderCount == 0) return null;
        var (first, last) = (FactDay.ToDate(facts.Span.First), FactDay.ToDate(facts.Span.Last));
        return query.To is null && query.From > last ? $"There is no order from {DateWords.Of(query.From.Value)} on; the last is of {DateWords.Of(last)}."
            : query.From is null && query.To < first ? $"There is no order up to {DateWords.Of(query.To.Value)}; the first is of {DateWords.Of(first)}." : null;
    }

    private static async Task WriteTextAsync(TextWriter to, KpiReport report, string? by)
    {
        await to.WriteLineAsync($"{Words(report.From)} to {Words(report.To)}, as of {Words(report.AsOf)}, money in {report.Currency}"
            + (report is { CompareFrom: { } from, CompareTo: { } until } ? $", compared with {DateWords.Of(from)} to {DateWords.Of(until)}" : ""));
        await to.WriteLineAsync();
        var table = report.CompareFrom is null ? new TextTable("kpi", "value", "n", "excluded", "too new") : new TextTable("kpi", "value", "compare", "n", "excluded", "too new");
        foreach (var kpi in KpiCatalog.All)
        {
            var v = report[kpi.Id];
            string[] counts = [Whole(v.N), Whole(v.Excluded), Whole(v.Immature)];
            var value = Figure(kpi.Unit, v.Value, report.Currency);
            table.Add(report.CompareFrom is null ? [kpi.Name, value, .. counts] : [kpi.Name, value, Figure(kpi.Unit, v.Compare, report.Currency), .. counts]);
        }
        await table.WriteAsync(to);
        if (by is null) return;

        await to.WriteLineAsync();
        await BreakdownTable(report, by).WriteAsync(to);
    }

    private static TextTable BreakdownTable(KpiReport report, string by)
    {
        KpiId[] shown = [KpiId.Revenue, KpiId.Orders, KpiId.AverageOrderValue, KpiId.ActiveCustomers, KpiId.NewCustomers, KpiId.ReturningCustomers];
        var kpis = shown.Select(KpiCatalog.Of).ToList();
        var table = new TextTable([by, .. kpis.Select(k => k.Name)]);
        foreach (var row in report.Breakdown)
            table.Add([GroupWords.Shown(row.Name), .. kpis.Select(k => Figure(k.Unit, row.Values.GetValueOrDefault(k.Id)?.Value, report.Currency))]);
        for (var b = 0; report.Breakdown.Count == 0 && b < report.Buckets.Count; b++)
            table.Add([DateWords.Of(report.Buckets[b].From), .. kpis.Select(k => Figure(k.Unit, report.Series.GetValueOrDefault(k.Id)?.Values[b], report.Currency))]);
        return table;
    }

    private static string Words(DateOnly? date) => date is { } day ? DateWords.Of(day) : "-";

    private static string Whole(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Figure(KpiUnit unit, double? value, string currency) => value is not { } figure ? "-" : figure.ToString(
        unit switch
        {
            KpiUnit.Money => $"N{Currencies.DecimalsOf(currency)}",
            KpiUnit.Count => "N0",
            KpiUnit.Rate => "P1",
            KpiUnit.Days => "N1",
            _ => "N2",
        }, CultureInfo.InvariantCulture);
}
