using System.Collections.Concurrent;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Components;

/// <summary>Icons as markup: a component for each would cost every open page 2 kB.</summary>
internal static class SvgIcon
{
    private static readonly ConcurrentDictionary<string, MarkupString> Known = new(StringComparer.Ordinal);

    /// <summary>The icon, hidden from screen readers.</summary>
    /// <param name="path">Inner markup of a 24 × 24 icon: a constant of <see cref="MudBlazor.Icons"/>, never something that came from data.</param>
    public static MarkupString Of(string path) => Known.GetOrAdd(path, p => new($"""<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">{p}</svg>"""));
}
