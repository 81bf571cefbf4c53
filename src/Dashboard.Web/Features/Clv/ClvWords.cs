using Dashboard.Analytics.Kpis;
using Dashboard.Web.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Clv;

/// <summary>Says of which day figures of value are where the page's range ends before the data do.</summary>
internal static class ClvWords
{
    /// <summary>The title <paramref name="key"/> of a card whose figures are those of the last day with data, with that day where the range ends earlier.</summary>
    public static string Title(this IStringLocalizer<ClvText> text, string key, ClvView view, Figures figures) =>
        view is { IsPast: true, Report.AsOf: { } now } ? text["TitleAsOf", text[key], figures.Day(now)] : text[key];

    /// <summary>The day of a figure on top; null where all of them are of the last day with data.</summary>
    public static string? When(this IStringLocalizer<ClvText> text, KpiId id, ClvView view, Figures figures) =>
        !view.IsPast ? null : ClvView.IsOfRange(id) ? text["When.UpTo", figures.Day(view.Days.To)].Value : view.Report.AsOf is { } now ? text["When.AsOf", figures.Day(now)].Value : null;
}
