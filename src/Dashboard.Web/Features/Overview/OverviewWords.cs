using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Kpis;
using Dashboard.Web.Components;
using Dashboard.Web.Components.Address;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Overview;

/// <summary>Sentences of the Overview, each a whole text of its own, so that other languages can order their words.</summary>
internal static class OverviewWords
{
    public static string Range(KpiReport report, Figures figures) => report is { From: { } from, To: { } to } ? figures.Range(from, to) : "";

    /// <summary>The comparison says something: data covers it and somebody ordered in it.</summary>
    public static bool IsCompared(KpiReport report, CustomerFacts facts) => ComparedDays.Of(report, facts) is not null && !IsCompareEmpty(report);

    /// <summary>Nobody ordered in the comparison: rates and values of some day long before would stand there instead.</summary>
    public static bool IsCompareEmpty(KpiReport report) => report.CompareFrom is not null && report[KpiId.Orders].Compare is null or 0;

    /// <summary>The page's finding.</summary>
    public static string Finding(KpiReport report, bool compared, IStringLocalizer<OverviewText> text, Figures figures)
    {
        var revenue = report[KpiId.Revenue];
        var range = Range(report, figures);
        if (revenue.Value is not { } value)
            return report[KpiId.Orders].Value is > 0 and var orders ? text["Sentence.NoAmounts", range, figures.Count(orders)] : text["Sentence.None", range];
        var money = figures.Money(value, report.Currency, brief: true);
        if (!compared || report is not { CompareFrom: { } from, CompareTo: { } to } || revenue.Change is not { } change)
            return text["Sentence.Alone", money, range];
        var key = change >= .0005 ? "Sentence.Up" : change <= -.0005 ? "Sentence.Down" : "Sentence.Same";
        return text[key, money, range, figures.Percent(Math.Abs(change)), figures.Range(from, to)];
    }

    /// <summary>Which orders alone count.</summary>
    public static string OrdersOf(PageAddress address, FactCodes codes, IStringLocalizer<OverviewText> text)
    {
        if ((address.Channel is { } c && !codes.Channels.Contains(c)) || (address.Country is { } n && !codes.Countries.Contains(n))) return text["OrdersOf.Nothing"];
        string Named(string name) => name.Length > 0 ? name : text["Movers.NotGiven"];
        return address switch
        {
            { Channel: { } channel, Country: { } country } => text["OrdersOf.Both", Named(channel), Named(country)],
            { Channel: { } channel } => text["OrdersOf.Channel", Named(channel)],
            _ => text["OrdersOf.Country", Named(address.Country ?? "")],
        };
    }

    /// <summary>How many orders have no customer; null when all have one.</summary>
    public static string? Anonymous(KpiReport report, IStringLocalizer<OverviewText> text, Figures figures) =>
        report.AnonymousOrders == 0 ? null : figures.Counted(text, "Anonymous", report.AnonymousOrders, figures.Count(report[KpiId.Orders].Value ?? 0));

    /// <summary>How many orders are not valid, and why; null when all are.</summary>
    public static string? LeftOut(IReadOnlyDictionary<LeftOutReason, long> counts, IStringLocalizer<OverviewText> text, Figures figures)
    {
        var reasons = counts.Where(r => r.Value > 0).OrderByDescending(r => r.Value).ToList();
        return reasons.Count == 0 ? null
            : figures.Counted(text, "LeftOut", reasons.Sum(r => r.Value), string.Join(", ", reasons.Select(r => figures.Counted(text, $"LeftOut.{r.Key}", r.Value))));
    }
}
