using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Experiments;
using Dashboard.Analytics.Forecasts;
using Dashboard.Web.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Cohorts;

/// <summary>Figures of cohorts, and what they say, in words.</summary>
public sealed class CohortWords(IStringLocalizer<CohortsText> text, Figures figures)
{
    private const double Alpha = 0.05;

    /// <summary>A period by its number, such as "month 3".</summary>
    public string Period(CohortBucket bucket, int k) => text[$"Period.{bucket}", figures.Count(k)];

    /// <summary>A share or an amount per customer.</summary>
    public string PerCustomer(CohortView view, double value, bool exact = false) => view.Address.Measure switch
    {
        CohortMeasure.Orders => figures.Number(value, 2),
        CohortMeasure.Revenue or CohortMeasure.Margin or CohortMeasure.Value => Money(view, value),
        _ => figures.Percent(value, exact ? 1 : 0),
    };

    /// <summary>A figure of the whole cohort.</summary>
    public string Total(CohortView view, double value) => view.Address.Measure switch
    {
        CohortMeasure.Revenue or CohortMeasure.Margin or CohortMeasure.Value => Money(view, value),
        _ => figures.Count(value),
    };

    // Dozens of amounts side by side have no room for cents.
    private string Money(CohortView view, double value) => figures.Money(value, view.Currency, brief: true, from: 1000);

    /// <summary>A figure as the page shows it.</summary>
    public string Shown(CohortView view, double value) => view.Address.Totals ? Total(view, value) : PerCustomer(view, value);

    /// <summary>What is expected, with its interval.</summary>
    public string Expected(CohortView view, ExpectedFigure figure) => text["Expected", Shown(view, figure.Mean), Shown(view, figure.Low), Shown(view, figure.High)];

    /// <summary>Where the dashed ends of curves come from, or why there are none.</summary>
    public string Continuation(CohortView view, CohortFutures? futures) =>
        futures is null ? text["Continuation.NoModel"] : view.IsExpectable ? text["Continuation", figures.Percent(futures.Doubt)] : text["Continuation.Later"];

    /// <summary>A cell as a sentence.</summary>
    public string Cell(CohortView view, CohortEntry entry, int k)
    {
        var (row, value) = (entry.Row, view.Value(entry.Row, k)!.Value);
        var name = entry.Id.Length == 0 ? text["AllCohorts"] : entry.Name;
        var young = row.Size - row.Mature[k];
        string said = text[$"Cell.{view.Address.Measure}", name, Period(view.Triangle.Bucket, k), PerCustomer(view, value), figures.Count(row.Mature[k]), Total(view, view.IsShare ? view.Behind(row, k) : value * row.Mature[k])];
        return young > 0 ? text["Cell.Young", said, figures.Count(young)] : said;
    }

    /// <summary>The finding of the page in a sentence or two.</summary>
    public string Finding(CohortView view)
    {
        if (view.Average is not { } average || view.LacksMargin) return text["Lead"];
        if (AgeOf(view, average.Row) is not { } k) return text["Finding.TooYoung", figures.Count(average.Row.Size)];
        var said = text[$"Finding.{view.Address.Measure}", figures.Count(average.Row.Mature[k]), Period(view.Triangle.Bucket, k), PerCustomer(view, view.Value(average.Row, k)!.Value, exact: true)];
        var judged = view.Entries.Where(e => e.Id != "*" && k < e.Row.Mature.Length && e.Row.Mature[k] >= CohortEntry.EnoughCustomers && view.Value(e.Row, k) is not null).OrderBy(e => view.Value(e.Row, k)).ToList();
        if (judged.Count < 2) return said;
        var (weakest, best) = (judged[0], judged[^1]);
        string compared = text["Finding.Compared", said, best.Name, PerCustomer(view, view.Value(best.Row, k)!.Value, exact: true), weakest.Name, PerCustomer(view, view.Value(weakest.Row, k)!.Value, exact: true),
            figures.Count(best.Row.Mature[k]), figures.Count(weakest.Row.Mature[k])];
        return view.IsShare && MayBeChance(view, weakest.Row, best.Row, k, judged.Count) ? text["Finding.Chance", compared] : compared;
    }

    /// <summary>The age that the finding speaks of: a quarter of a year, or what most customers have reached; null when too few have reached any.</summary>
    public static int? AgeOf(CohortView view, CohortRow average)
    {
        var wanted = view.Triangle.Bucket switch { CohortBucket.Week => 13, CohortBucket.Quarter => 1, _ => 3 };
        for (var k = Math.Min(wanted, average.Mature.Length - 1); k >= 1; k--)
        {
            if (average.Mature[k] >= CohortEntry.EnoughCustomers && average.Mature[k] * 2 > average.Size) return k;
        }
        return null;
    }

    /// <summary>How far the second share lies from the first, with 95 % confidence; null where a period has not elapsed.</summary>
    public static ShareInterval? Difference(CohortView view, CohortRow first, CohortRow second, int k) =>
        view.Value(first, k) is null || view.Value(second, k) is null ? null
        : ShareInterval.NewcombeDifference(view.Behind(first, k), first.Mature[k], view.Behind(second, k), second.Mature[k], Alpha);

    // The best and the weakest of many are far apart by choice alone: each of all pairs gets its part of the doubt (Bonferroni).
    private static bool MayBeChance(CohortView view, CohortRow weakest, CohortRow best, int k, int among) =>
        ShareInterval.NewcombeDifference(view.Behind(weakest, k), weakest.Mature[k], view.Behind(best, k), best.Mature[k], Alpha / (among * (among - 1) / 2.0)).Low <= 0;
}
