using Dashboard.Web.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Imports;

/// <summary>How long something took, as people say it.</summary>
internal static class Durations
{
    public static string Of(long milliseconds, IStringLocalizer text, Figures figures)
    {
        var time = TimeSpan.FromMilliseconds(milliseconds);
        return time.TotalMinutes < 1
            ? text["Seconds", figures.Number(time.TotalSeconds, time.TotalSeconds < 10 ? 1 : 0)]
            : text["Minutes", figures.Count(Math.Floor(time.TotalMinutes)), time.Seconds];
    }
}
