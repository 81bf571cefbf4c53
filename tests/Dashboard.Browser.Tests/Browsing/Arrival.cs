using System.Diagnostics;
using Microsoft.Playwright;

namespace Dashboard.Browser.Tests.Browsing;

internal static class Arrival
{
    /// <summary>Waits until the address of the page is so. Playwright's own wait misses a navigation that ends while it begins to listen.</summary>
    /// <exception cref="TimeoutException">Not within three minutes.</exception>
    public static async Task ArriveAsync(this IPage page, Predicate<Uri> there)
    {
        for (var since = Stopwatch.StartNew(); !there(new(page.Url)); await Task.Delay(20))
        {
            if (since.Elapsed > TimeSpan.FromMinutes(3)) throw new TimeoutException($"After three minutes the page is still {page.Url}.");
        }
    }
}
