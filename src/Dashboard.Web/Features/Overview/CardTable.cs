using Dashboard.Analytics.Kpis;
using Dashboard.Core.Exports;
using Dashboard.Web.Features.Help;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Overview;

/// <summary>All cards of the Overview on their way into a file.</summary>
internal static class CardTable
{
    /// <summary>A row for each card: value, comparison and change; rates and their changes as fractions, other changes relative.</summary>
    public static FigureTable Of(KpiReport report, bool compared, IStringLocalizer<KpiText> kpis, IStringLocalizer<OverviewText> text) =>
        new FigureTable("kpis", text["Cards.Kpi"], text["Cards.Value"], text["Cards.Compared"], text["Cards.Change"], text["Cards.Unit"]).AddAll(OverviewFigures.Cards, id =>
        {
            var (kpi, value) = (KpiCatalog.Of(id), report[id]);
            var change = kpi.Unit == KpiUnit.Rate ? value.Difference : value.Change;
            return [kpis[$"{kpi.Name}.Name"].Value, value.Value, compared ? value.Compare : null, compared ? change : null, kpi.Unit == KpiUnit.Money ? report.Currency : text[$"Cards.Unit.{kpi.Unit}"].Value];
        });
}
