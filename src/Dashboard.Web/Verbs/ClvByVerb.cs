using System.CommandLine;
using System.Globalization;
using Dashboard.Core.Kpis;
using Dashboard.Core.Money;

namespace Dashboard.Web.Verbs;

/// <summary>Prints lifetime value by what brought customers or what they bought first.</summary>
internal sealed class ClvByVerb : ClvVerb
{
    private readonly Argument<string> _key = new("KEY") { Description = GroupWords.Help };

    public ClvByVerb() : base("by", "Print lifetime value by what brought customers or what they bought first") => Add(_key);

    protected override string? Problem(VerbContext context) =>
        GroupWords.Read(context.Value(_key)!) is null ? $"There is no group \"{context.Value(_key)}\"; {GroupWords.Help} is needed." : null;

    protected override async Task<string?> AnswerAsync(VerbContext context, CancellationToken cancellation)
    {
        var kpis = context.Get<KpiService>();
        var (currency, groups) = (kpis.Facts.Stamp.Currency, await kpis.ClvGroupsAsync(GroupWords.Read(context.Value(_key)!)!.Value, null, cancellation));
        if (context.WantsJson)
        {
            await context.WriteJsonAsync(new
            {
                currency,
                groups = groups.Select(g => new { g.Name, g.Customers, g.Historic, g.HistoricMean, g.Predicted, g.PredictedMean }),
            });
            return null;
        }
        var table = new TextTable(context.Value(_key)!, "customers", "historic", "mean", "predicted", "mean");
        string Money(double? value) => value?.ToString($"N{Currencies.DecimalsOf(currency)}", CultureInfo.InvariantCulture) ?? "-";
        foreach (var g in groups)
        {
            table.Add(
                GroupWords.Shown(g.Name), g.Customers.ToString("N0", CultureInfo.InvariantCulture), Money(g.Historic), Money(g.HistoricMean), Money(g.Predicted),
                Money(g.PredictedMean));
        }
        await table.WriteAsync(context.Out);
        return null;
    }
}
